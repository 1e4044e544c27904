"""Everything laid out for a run before its first step: data on the device, model, optimizer, folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from training.build import build_model
from training.checkpoint import Checkpoint, fill
from training.data import load_images
from training.data.images import ImageSet, Split, to_unit
from training.devices import DeviceReport, open_device
from training.errors import InputError
from training.events import Event, LatentsEncoded, Metrics, RunStarted
from training.fast_linear import accelerate
from training.models.autoencoder import Autoencoder
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.seeds import generator, normal_noise

if TYPE_CHECKING:
    from lightning_fabric import Fabric


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
    pixels: Tensor
    """Training images (n, C, H, W) on the device, as stored."""
    held_out: Tensor
    """Held-out images on the device, as stored."""
    indices: Tensor
    """Each training image's number in its data set, on the device."""
    step: int = 0
    losses: Tensor = field(default_factory=lambda: torch.empty(0))
    """Mean terms of each step of the present epoch, (steps, terms) on the device: read when reported."""
    latents: LatentsEncoded | None = None
    """The newest codes of the watched images."""
    saved_step: int | None = None
    optimizer_is_sound: bool = True

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self.fabric.device

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in one pass over the training images."""
        return math.ceil(len(self.pixels) / self.recipe.schedule.batch_size)

    @property
    def epoch(self) -> float:
        """Passes over the training images so far."""
        return self.step / self.steps_per_epoch

    @property
    def term_names(self) -> tuple[str, ...]:
        """Columns of ``losses``."""
        return ("loss", "reconstruction", "kl") if self.recipe.bottleneck.kind == "gaussian" else ("loss",)

    def order(self, epoch: int) -> tuple[Tensor, ...]:
        """Rows of ``pixels`` for every step of an epoch: this process's part of each batch.

        The order depends on the seed and the epoch only, so an interrupted run goes on where it was.
        """
        rows = torch.randperm(len(self.pixels), generator=generator(self.recipe.seed, f"order {epoch}"))
        rank, world = self.fabric.global_rank, self.fabric.world_size
        batches = torch.split(rows.to(self.device), self.recipe.schedule.batch_size)
        if world == 1:
            return batches
        # Equal parts keep the mean over processes equal to the mean over the batch.
        return tuple(batch[: max(len(batch) // world, 1) * world][rank::world] for batch in batches)

    def noise(self, epoch: int, rows: Tensor) -> Tensor | None:
        """This epoch's noise on the codes of some training images; None for a bottleneck without any."""
        if self.recipe.bottleneck.kind == "plain":
            return None
        return normal_noise(self.recipe.seed, f"training {epoch}", self.indices[rows], self.model.latent_shape)

    def to_unit(self, pixels: Tensor) -> Tensor:
        """Stored pixels as float32 in [0, 1]."""
        return to_unit(pixels)

    def note(self, position: int, terms: Mapping[str, Tensor]) -> None:
        """Account for one step: its mean terms stay on the device."""
        torch.stack([terms[name].detach().mean() for name in self.term_names], out=self.losses[position])
        self.step += 1

    def mean_terms(self, steps: slice) -> Metrics:
        """Training means over some steps of the present epoch; waits for the device."""
        means = self.losses[steps].mean(0)
        if self.fabric.world_size > 1:
            means = cast(Tensor, self.fabric.all_reduce(means, reduce_op="mean"))
        return dict(zip(self.term_names, means.tolist(), strict=True))

    def started(self) -> RunStarted:
        """The run's first event."""
        is_vae = self.recipe.bottleneck.kind == "gaussian"
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
            effective_beta=self.recipe.objective.effective_beta(self.images.shape) if is_vae else None,
            folder=self.folder.path if self.folder else None,
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
            tensors |= _flat(self.optimizer.state_dict()["state"])
        tensors["epoch.losses"] = self.losses[: self.step % self.steps_per_epoch]
        whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        self.folder.save(Checkpoint(self.step, int(self.epoch), whole, {}))
        if self.latents is not None:
            self.folder.save_latents(self.latents)
        self.saved_step = self.step


def lay_out(recipe: Recipe, images: Any = None, *, folder: str | Path | None = None, resume: bool = False) -> Workbench:
    """Prepare a run, or take it up again from its folder.

    Raises:
        InputError: the data, the recipe, the device or the folder cannot be used.
    """
    image_set = _image_set(recipe, images)
    split = image_set.split(recipe.data.held_out, recipe.seed)
    if recipe.schedule.batch_size > len(split.training):
        raise InputError(
            f"A batch of {recipe.schedule.batch_size} images is larger than the {len(split.training)} training "
            f"images of “{image_set.name}”. Choose a batch of at most {len(split.training)}."
        )
    fabric, report = open_device(recipe.device)
    if recipe.schedule.batch_size % fabric.world_size:
        raise InputError(
            f"A batch of {recipe.schedule.batch_size} images cannot be shared by {fabric.world_size} processes. "
            f"Choose a multiple of {fabric.world_size}."
        )
    model = _build(recipe, image_set)
    run_folder = _open_folder(recipe, folder, resume=resume, writes=fabric.is_global_zero)
    checkpoint = run_folder.load() if run_folder and resume and run_folder.has("last") else None
    if checkpoint is not None and run_folder is not None:
        fill(model, checkpoint.tensors, str(run_folder.path))
    if report.accelerator == "cpu" and recipe.device.precision == "32-true":
        accelerate(model)
    model = model.to(fabric.device)
    settings = recipe.optimizer
    optimizer = torch.optim.Adam(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
    )
    network, wrapped = fabric.setup(model, optimizer)
    bench = Workbench(
        recipe=recipe,
        images=image_set,
        split=split,
        fabric=fabric,
        report=report,
        model=model,
        network=network,
        optimizer=wrapped,
        folder=run_folder,
        pixels=image_set.pixels[split.training].to(fabric.device),
        held_out=image_set.pixels[split.held_out].to(fabric.device),
        indices=split.training.to(fabric.device),
    )
    bench.losses = torch.zeros(bench.steps_per_epoch, len(bench.term_names), device=fabric.device)
    if checkpoint is not None:
        _take_up(bench, checkpoint)
    return bench


def _image_set(recipe: Recipe, images: Any) -> ImageSet:
    if images is None:
        return load_images(recipe.data.source, recipe.data.path)
    return images if isinstance(images, ImageSet) else ImageSet.from_array(images)


def _build(recipe: Recipe, images: ImageSet) -> Autoencoder:
    try:
        return build_model(recipe, images.shape)
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, RuntimeError) and "alloc" not in str(error) and "memory" not in str(error):
            raise
        raise InputError(
            "The model does not fit into this machine's memory. Choose smaller hidden widths or a smaller latent size."
        ) from error


def _open_folder(recipe: Recipe, folder: str | Path | None, *, resume: bool, writes: bool) -> RunFolder | None:
    if folder is None:
        if resume:
            raise InputError("Only a run with a folder can be resumed. Name the folder it was saved to.")
        return None
    if resume:
        return RunFolder.resume(Path(folder), recipe, writes=writes)
    return RunFolder.create(Path(folder), recipe) if writes else None


def _take_up(bench: Workbench, checkpoint: Checkpoint) -> None:
    """Set optimizer, step and the present epoch's losses as the checkpoint left them."""
    state = _nested(checkpoint.tensors)
    if state:
        bench.optimizer.load_state_dict({**bench.optimizer.state_dict(), "state": state})
    bench.step = checkpoint.step
    bench.saved_step = checkpoint.step
    losses = checkpoint.tensors.get("epoch.losses")
    if losses is not None and len(losses):
        bench.losses[: len(losses)] = losses.to(bench.device)


def _flat(state: Mapping[Any, Mapping[str, Any]]) -> dict[str, Tensor]:
    """Optimizer state by name: ``optimizer.<parameter>.<what>``."""
    return {
        f"optimizer.{index}.{what}": torch.as_tensor(value)
        for index, values in state.items()
        for what, value in values.items()
    }


def _nested(tensors: Mapping[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    """The inverse of ``_flat``, from all tensors of a checkpoint."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, index, what = name.split(".")
            state.setdefault(int(index), {})[what] = tensor
    return state
