"""Troubles that a run goes on with: a loss that jumps, a model that collapses. Says them, and keeps what was good."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property

import torch
from torch import Tensor

from training.collapse import CollapseDetector, is_uniform, variance_across
from training.data.images import to_unit
from training.events import Collapsed, EpochEnded, Event, LossJumped, Progress, SnapshotTaken
from training.feed import images_at_once
from training.jump import Jump, JumpDetector
from training.snapshot import Snapshot
from training.workbench import Workbench

SAMPLE = 512
"""Held-out images that are enough to see how much they and their reconstructions vary."""


class Troubles:
    """Hears every event of a run. The newest weights from the end of an epoch without trouble are ``kept``."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._jump = JumpDetector()
        self._collapsed = False
        self._sound_step: int | None = bench.step
        """Where an epoch has ended well: a snapshot of this step is one to keep."""
        self._kept: Snapshot | None = None

    @property
    def refuge(self) -> Snapshot | None:
        """The weights to go back to, if the loss has jumped and not recovered; None if it has not."""
        return self._kept if self._jump.jumped else None

    def hear(self, event: Event) -> Iterator[Event]:
        """What there is to say after ``event``."""
        bench = self._bench
        if isinstance(event, Progress):
            # While the KL term is warmed up, the loss measures something else at every step.
            if event.epoch <= bench.recipe.objective.kl_warmup:
                self._jump.forget()
            else:
                yield from self._said(self._jump.hear_steps(event.losses), event.epoch)
        elif isinstance(event, EpochEnded):
            yield from self._said(self._jump.hear_held_out(event.held_out["loss"]), event.epoch)
            self._sound_step = event.step if self._jump.sound else None
            if event.epoch:
                yield from self._look_for_collapse(event)
        elif isinstance(event, SnapshotTaken) and event.step == self._sound_step:
            self._kept = event.snapshot

    def _said(self, jump: Jump | None, epoch: float) -> Iterator[LossJumped]:
        if jump is None:
            return
        kept = self._kept if self._kept is not None and self._kept.step else None
        advice = "Try a smaller learning rate."
        if kept is not None and self._bench.keep_good(kept):
            advice = f"The weights from epoch {kept.epoch:.4g} are kept. {advice}"
        yield LossJumped(
            step=self._bench.step,
            epoch=epoch,
            before=jump.before,
            after=jump.after,
            kept_epoch=kept.epoch if kept else None,
            what=f"The loss jumped at epoch {math.ceil(epoch)}.",
            advice=advice,
            why="Most often the steps are too large: where the loss is steep they overshoot, and land higher.",
        )

    def _look_for_collapse(self, ended: EpochEnded) -> Iterator[Collapsed]:
        suspected = self._collapse.hear(ended.held_out["mse"], ended.step)
        if not suspected or self._collapsed:
            self._collapsed = suspected
            return
        self._collapsed = is_uniform(self._reconstructed(self._sample), self._sample)
        if self._collapsed:
            psnr = ended.held_out["psnr"]
            yield Collapsed(
                step=ended.step,
                epoch=ended.epoch,
                psnr=psnr,
                what=f"So far every image decodes to nearly the same picture, the mean image ({psnr:.1f} dB).",
                why="The code says nothing of the image, and the decoder has learned the best single picture.",
                advice="Try a smaller learning rate"
                + (", or a smaller β." if self._bench.recipe.bottleneck.has_kl else "."),
            )

    @cached_property
    def _collapse(self) -> CollapseDetector:
        return CollapseDetector(variance_across(self._sample))

    @cached_property
    def _sample(self) -> Tensor:
        """Held-out images (n, C, H, W) in [0, 1], evenly from all: a set may be sorted by class."""
        held_out = self._bench.held_out
        rows = torch.linspace(0, len(held_out) - 1, min(SAMPLE, len(held_out))).long()
        return to_unit(held_out.take(rows))

    @torch.inference_mode()
    def _reconstructed(self, x: Tensor) -> Tensor:
        """Pictures (n, C, H, W) of the clean images ``x``, clamped to [0, 1]."""
        model = self._bench.model
        was_training = model.training
        model.eval()
        parts = torch.split(x, images_at_once(model.image_shape))
        pictures = torch.cat([model.decode(model.encode(part).mean).clamp(0, 1) for part in parts])
        model.train(was_training)
        return pictures
