"""A run between two steps: its data on the device, model, optimizer and folder, and how far it has come."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from training.checkpoint import Checkpoint
from training.corruption import Corrupted
from training.data.images import ImageSet, Split
from training.devices import DeviceReport
from training.events import Event, LatentsEncoded, Metrics, RunStarted
from training.feed import PORTION, Feed
from training.models.autoencoder import Autoencoder
from training.optimizer_state import to_tensors
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.seeds import generator, normal_noise
from training.snapshot import Snapshot

if TYPE_CHECKING:
    from lightning_fabric import Fabric

READ_WHOLE = 2**30
"""Bytes of pixels of which every one counts in a fingerprint; a second's work."""
SAMPLED = 2**26
"""Bytes that are read of a larger set."""


@dataclass(slots=True, kw_only=True)
class Workbench:
    """A run between two steps: what it works with, and how far it has come."""

    recipe: Recipe
    images: ImageSet
    split: Split
    fabric: Fabric
    report: DeviceReport
    model: Autoencoder
    """The bare model: to evaluate, encode and save."""
    network: nn.Module
    """The model as Fabric launches it (precision, several processes): to train."""
    optimizer: torch.optim.Optimizer
    folder: RunFolder | None
    pixels: Feed
    """Training images."""
    held_out: Feed
    """Held-out images."""
    spare_memory: int
    """Bytes on the device that more images may take."""
    indices: Tensor
    """Each training image's number in its data set, on the device."""
    data: dict[str, str] = field(default_factory=dict)
    """The ``fingerprint`` of the images."""
    step: int = 0
    losses: Tensor = field(default_factory=lambda: torch.empty(0))
    """Mean terms of each step of the present epoch, (steps, terms) on the device: read when reported."""
    latents: LatentsEncoded | None = None
    """The newest codes of the watched images."""
    unknown_losses: int = 0
    """So many steps at the beginning of the present epoch were taken before a divergence; their losses are lost."""
    saved_step: int | None = None
    optimizer_is_sound: bool = True

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self.fabric.device

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in one pass over the training images."""
        whole, rest = divmod(len(self.pixels), self.recipe.schedule.batch_size)
        # A rest too small to give every process an image is left out of the epoch.
        return whole + (rest >= self.fabric.world_size)

    @property
    def possible_steps_per_epoch(self) -> tuple[int, ...]:
        """As ``steps_per_epoch``, first here, then as another number of processes would have it."""
        whole, rest = divmod(len(self.pixels), self.recipe.schedule.batch_size)
        return self.steps_per_epoch, *(steps for steps in (whole, whole + (rest > 0)) if steps)

    @property
    def epoch(self) -> float:
        """Passes over the training images so far."""
        return self.step / self.steps_per_epoch

    @property
    def term_names(self) -> tuple[str, ...]:
        """Columns of ``losses``."""
        return self.recipe.objective.term_names(has_kl=self.recipe.bottleneck.has_kl)

    def order(self, epoch: int) -> tuple[Tensor, ...]:
        """Rows of ``pixels`` for every step of an epoch: this process's part of each batch.

        The order depends on the seed and the epoch only, so an interrupted run goes on where it was.
        """
        rows = torch.randperm(len(self.pixels), generator=generator(self.recipe.seed, f"order {epoch}"))
        rank, world = self.fabric.global_rank, self.fabric.world_size
        batches = torch.split(rows.to(self.device), self.recipe.schedule.batch_size)[: self.steps_per_epoch]
        if world == 1:
            return batches
        # Equal parts keep the mean over processes equal to the mean over the batch.
        return tuple(batch[: len(batch) // world * world][rank::world] for batch in batches)

    def batches(self, epoch: int, first: int) -> Generator[tuple[int, Tensor, Tensor]]:
        """Position in the epoch, rows, and images as stored, of each step of an epoch from ``first`` on."""
        order = self.order(epoch)[first:]
        with closing(self.pixels.batches(order)) as batches:
            yield from zip(range(first, first + len(order)), order, batches, strict=True)

    def noise(self, epoch: int, rows: Tensor) -> Tensor | None:
        """This epoch's noise on the codes of some training images; None for a bottleneck without any."""
        if not self.recipe.bottleneck.draws:
            return None
        return normal_noise(self.recipe.seed, f"training {epoch}", self.indices[rows], self.model.latent_shape)

    def augmented(self, x: Tensor, epoch: int, rows: Tensor) -> Tensor:
        """Some training images ``x`` as this epoch has them: what the model is to give back."""
        augmentation = self.recipe.augmentation
        if not augmentation.changes:
            return x
        return augmentation.apply(x, seed=self.recipe.seed, epoch=epoch, indices=self.indices[rows])

    def corrupted(self, x: Tensor, epoch: int, rows: Tensor) -> Corrupted:
        """What the model sees of some training images ``x`` in this epoch, and what is hidden from it."""
        corruption = self.recipe.corruption
        if not corruption.corrupts:
            return Corrupted(x, None)
        indices = self.indices[rows]
        return corruption.apply(x, seed=self.recipe.seed, purpose=f"training {epoch}", indices=indices)

    def take_step(self) -> None:
        """Let the optimizer change the weights, by gradients and a learning rate as the recipe has them."""
        settings = self.recipe.optimizer
        if settings.clip:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), settings.clip)
        if not settings.constant:
            epochs = self.recipe.schedule.epochs
            rate = settings.rate(self.step, steps_per_epoch=self.steps_per_epoch, epochs=epochs)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
        self.optimizer.step()

    def note(self, position: int, terms: Mapping[str, Tensor]) -> None:
        """Account for one step: its mean terms stay on the device."""
        torch.stack([terms[name].detach().mean() for name in self.term_names], out=self.losses[position])
        self.step += 1

    def share_averages(self) -> None:
        """Give every process the averages of batch norm that the first one has, for these are what is saved."""
        if self.fabric.world_size > 1:
            for buffer in self.model.buffers():
                torch.distributed.broadcast(buffer, 0)

    def mean_terms(self, steps: slice) -> Metrics:
        """Training means over some steps of the present epoch; waits for the device."""
        means = self.losses[steps].mean(0)
        if self.fabric.world_size > 1:
            means = cast(Tensor, self.fabric.all_reduce(means, reduce_op="mean"))
        return dict(zip(self.term_names, means.tolist(), strict=True))

    def started(self) -> RunStarted:
        """The run's first event."""
        has_kl = self.recipe.bottleneck.has_kl
        return RunStarted(
            recipe=self.recipe,
            images=self.images,
            split=self.split,
            device=self.report,
            parameters=sum(p.numel() for p in self.model.parameters()),
            latent_shape=self.model.latent_shape,
            steps_per_epoch=self.steps_per_epoch,
            epochs=self.recipe.schedule.epochs,
            step=self.step,
            effective_beta=self.recipe.objective.effective_beta(self.images.shape) if has_kl else None,
            folder=self.folder.path if self.folder else None,
            feed=self.pixels.kind,
        )

    def record(self, event: Event) -> None:
        """Write an event to the run's folder; only the first process writes."""
        if isinstance(event, LatentsEncoded):
            self.latents = event
        if self.folder is not None and self.fabric.is_global_zero:
            self.folder.log(event)

    def save(self) -> None:
        """Write weights, optimizer and the newest codes to the run's folder, unless this step is already saved."""
        if self.folder is None or self.saved_step == self.step or not self.fabric.is_global_zero:
            return
        tensors = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        if self.optimizer_is_sound:
            tensors |= to_tensors(self.optimizer.state_dict()["state"])
            tensors["epoch.losses"] = self.losses[: self.step % self.steps_per_epoch]
        whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        self.folder.save(Checkpoint(self.step, int(self.epoch), whole, self.data))
        if self.latents is not None:
            self.folder.save_latents(self.latents)
        self.saved_step = self.step

    def keep_good(self, snapshot: Snapshot) -> bool:
        """Write the weights of ``snapshot`` to the run's folder as “good”; whether there is a folder."""
        if self.folder is None or not self.fabric.is_global_zero:
            return False
        tensors = {f"model.{name}": tensor for name, tensor in snapshot.state_dict().items()}
        self.folder.save(Checkpoint(snapshot.step, int(snapshot.epoch), tensors, self.data), "good")
        return True

    def close(self) -> None:
        """Save, and let others write to the run's folder."""
        try:
            self.save()
        finally:
            if self.folder is not None:
                self.folder.release()


def fingerprint(images: ImageSet) -> dict[str, str]:
    """What tells one data set from another: name, shape (N, C, H, W) and a checksum of the pixels.

    Of a set too large to be read for it, evenly spaced images are checked, the first and the last among them.
    """
    pixels = images.pixels
    rows = torch.arange(len(pixels))
    if pixels.nbytes > READ_WHOLE:
        rows = torch.linspace(
            0, len(pixels) - 1, max(SAMPLED * len(pixels) // pixels.nbytes, 2), dtype=torch.float64
        ).long()
    checksum = 0
    for portion in torch.split(rows, max(PORTION // max(pixels[:1].nbytes, 1), 1)):
        checksum = zlib.crc32(pixels.index_select(0, portion).numpy().data.cast("B"), checksum)
    return {"data.name": images.name, "data.shape": str(tuple(images.pixels.shape)), "data.crc32": f"{checksum:08x}"}
