"""Watching a run: frozen weights and fresh codes of a fixed set of images, at a bounded share of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import torch

from training.data.images import Split, to_unit
from training.events import LatentsEncoded, SnapshotTaken
from training.feed import images_at_once, open_feed
from training.seeds import generator
from training.snapshot import Snapshot
from training.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How closely to watch a run between the ends of epochs."""

    points: int = 5000
    """Codes of up to so many images are kept fresh, half of them held out where there are enough."""
    every: float = 0.1
    """Seconds between two looks."""
    share: float = 0.1
    """Share of the time, at most, that looking may take."""


class Watcher:
    """Takes snapshots and encodes the watched images; the codes of a slow encoder are renewed in rotation."""

    def __init__(self, bench: Workbench, watch: Watch | None) -> None:
        self._bench = bench
        self._watch = watch
        points = watch.points if watch else Watch().points
        self.indices = watched(bench.split, bench.recipe.seed, points)
        pixels = bench.images.pixels
        self._pixels = open_feed(
            pixels, self.indices, bench.device, resident=len(self.indices) * pixels[:1].nbytes <= bench.spare_memory
        )
        self._codes = torch.zeros(len(self.indices), *bench.model.latent_shape)
        self._next = 0
        self._rate: float | None = None
        """Images encoded per second, once measured."""
        self._due = time.perf_counter()

    def look(self) -> Iterator[SnapshotTaken | LatentsEncoded]:
        """A look, if one is due."""
        if self._watch is None:
            return
        now = time.perf_counter()
        if now < self._due:
            return
        n = len(self.indices)
        rate = self._rate or n / (self._watch.every * self._watch.share)
        yield from self._take(min(n, max(256, int(rate * self._watch.every * self._watch.share))))
        spent = time.perf_counter() - now
        self._due = now + max(self._watch.every, spent / self._watch.share)

    def look_at_all(self) -> Iterator[SnapshotTaken | LatentsEncoded]:
        """A look that renews every code."""
        yield from self._take(len(self.indices))

    def _take(self, count: int) -> Iterator[SnapshotTaken | LatentsEncoded]:
        bench = self._bench
        yield SnapshotTaken(bench.step, bench.epoch, Snapshot(bench.model, step=bench.step, epoch=bench.epoch))
        started = time.perf_counter()
        self._encode(count)
        self._rate = count / max(time.perf_counter() - started, 1e-9)
        codes = self._codes.numpy().copy()
        yield LatentsEncoded(bench.step, bench.epoch, self.indices.numpy().astype(np.int64), codes)

    @torch.inference_mode()
    def _encode(self, count: int) -> None:
        """Renew ``count`` codes, beginning after the last one renewed."""
        n = len(self.indices)
        model = self._bench.model
        was_training = model.training
        # Else batch normalisation would learn from these images, and tell codes by those beside them.
        model.eval()
        rows = (torch.arange(count) + self._next) % n
        chunks = torch.split(rows, images_at_once(model.image_shape))
        with closing(self._pixels.batches([chunk.to(self._bench.device) for chunk in chunks])) as batches:
            for chunk, pixels in zip(chunks, batches, strict=True):
                self._codes[chunk] = model.encode(to_unit(pixels)).mean.float().cpu()
        model.train(was_training)
        self._next = (self._next + count) % n


def watched(split: Split, seed: int, points: int) -> torch.Tensor:
    """Sorted indices of up to ``points`` images: half held out, half training, more of one if the other ends."""
    training, held_out = split.training, split.held_out
    from_held_out = min(len(held_out), max(points // 2, points - len(training)))
    random = generator(seed, "watch")
    chosen = [
        part[torch.randperm(len(part), generator=random)[:count]]
        for part, count in ((held_out, from_held_out), (training, points - from_held_out))
    ]
    return torch.cat(chosen).sort().values
