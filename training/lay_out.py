"""Lays out a run before its first step, or takes it up again where its folder left it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from training.build import build_model
from training.checkpoint import Checkpoint, fill
from training.data import load_images
from training.data.images import ImageSet, Split
from training.devices import DeviceReport, open_device
from training.errors import InputError
from training.fast_linear import accelerate
from training.feed import open_feed
from training.footprint import refuse_too_large
from training.memory import image_budget
from training.models.autoencoder import Autoencoder
from training.optimizer_state import ForeignStateError, from_tensors
from training.recipe import Recipe
from training.run_folder import CheckpointName, RunFolder
from training.workbench import Workbench, fingerprint

if TYPE_CHECKING:
    from lightning_fabric import Fabric


def lay_out(
    recipe: Recipe,
    images: Any = None,
    *,
    folder: str | Path | None = None,
    resume: bool = False,
    checkpoint: CheckpointName = "last",
) -> Workbench:
    """Prepare a run, or take it up again from a checkpoint in its folder.

    Raises:
        InputError: the data, the recipe, the device or the folder cannot be used.
    """
    if not isinstance(recipe, Recipe):
        raise InputError(f"A recipe is needed to train, but {recipe!r} is none. Load one: Recipe.load(“mnist-ae-2d”).")
    image_set = _image_set(recipe, images)
    split = checked_split(recipe, image_set)
    fabric, report = open_device(recipe.device)
    if recipe.schedule.batch_size % fabric.world_size:
        raise InputError(
            f"A batch of {recipe.schedule.batch_size} images cannot be shared by {fabric.world_size} processes. "
            f"Choose a multiple of {fabric.world_size}."
        )
    refuse_too_large(recipe, image_set.shape, fabric.device, fabric.world_size)
    model = build_model(recipe, image_set.shape)
    run_folder = _open_folder(recipe, folder, resume=resume, writes=fabric.is_global_zero)
    try:
        return _lay_out(recipe, image_set, split, fabric, report, model, run_folder, checkpoint if resume else None)
    except BaseException:
        if run_folder is not None:
            run_folder.release()
        raise


def checked_split(recipe: Recipe, image_set: ImageSet) -> Split:
    """The recipe's training and held-out images, if it can be trained on them.

    Raises:
        InputError: too few images for a batch, or an augmentation or a corruption that does not suit them.
    """
    split = image_set.split(recipe.data.held_out, recipe.seed)
    if recipe.schedule.batch_size > len(split.training):
        raise InputError(
            f"A batch of {recipe.schedule.batch_size} images is larger than the {len(split.training)} training "
            f"images of “{image_set.name}”. Choose a batch of at most {len(split.training)}."
        )
    recipe.augmentation.check(image_set)
    recipe.corruption.check(image_set.shape)
    return split


def _lay_out(
    recipe: Recipe,
    image_set: ImageSet,
    split: Split,
    fabric: Fabric,
    report: DeviceReport,
    model: Autoencoder,
    run_folder: RunFolder | None,
    name: CheckpointName | None,
) -> Workbench:
    """What is left to do once the run's folder is ours; ``name`` says which checkpoint of it to take up."""
    data = fingerprint(image_set)
    checkpoint = None
    # A run that was stopped before it saved anything begins anew.
    if run_folder is not None and name is not None and (name != "last" or run_folder.has(name)):
        checkpoint = run_folder.load(name)
    if checkpoint is not None and run_folder is not None:
        _refuse_other_data(checkpoint, data, run_folder.path)
        fill(model, checkpoint.tensors, str(run_folder.path))
    if report.accelerator == "cpu" and recipe.device.precision == "32-true":
        accelerate(model)
    model = model.to(fabric.device)
    memory = image_budget(fabric.device, fabric.world_size)
    needed = image_set.pixels.nbytes
    optimizer = recipe.optimizer.build(model.parameters())
    if report.accelerator == "cpu" and recipe.device.precision == "32-true" and fabric.world_size == 1:
        # Fabric's wrappers would change nothing, and take a hundredth of a step.
        network, wrapped = model, optimizer
    else:
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
        pixels=open_feed(image_set.pixels, split.training, fabric.device, resident=needed <= memory),
        held_out=open_feed(image_set.pixels, split.held_out, fabric.device, resident=needed <= memory),
        spare_memory=max(memory - needed, memory // 4),
        indices=split.training.to(fabric.device),
        data=data,
    )
    bench.losses = torch.zeros(bench.steps_per_epoch, len(bench.term_names), device=fabric.device)
    if checkpoint is not None and run_folder is not None:
        _take_up(bench, checkpoint, run_folder.path)
        # What else is taken up has yet to become the last one.
        bench.saved_step = bench.step if name == "last" else None
    return bench


def _image_set(recipe: Recipe, images: Any) -> ImageSet:
    if images is None:
        return load_images(recipe.data)
    return images if isinstance(images, ImageSet) else ImageSet.from_array(images)


def _open_folder(recipe: Recipe, folder: str | Path | None, *, resume: bool, writes: bool) -> RunFolder | None:
    if folder is None:
        if resume:
            raise InputError("Only a run with a folder can be resumed. Name the folder it was saved to.")
        return None
    if resume:
        return RunFolder.resume(Path(folder), recipe, writes=writes)
    return RunFolder.create(Path(folder), recipe) if writes else None


def _refuse_other_data(checkpoint: Checkpoint, here: dict[str, str], folder: Path) -> None:
    """Going on with other images would not be the same run; a checkpoint that does not say which is believed."""
    there = {key: checkpoint.metadata.get(key, value) for key, value in here.items()}
    if there != here:
        raise InputError(
            f"The run in {folder} was trained on other images: “{there['data.name']}” {there['data.shape']}, checksum "
            f"{there['data.crc32']}; these are “{here['data.name']}” {here['data.shape']}, {here['data.crc32']}. "
            "Give the images that it was trained on, or start a new run."
        )


def _take_up(bench: Workbench, checkpoint: Checkpoint, folder: Path) -> None:
    """Set optimizer, step and the present epoch's losses as the checkpoint left them.

    Raises:
        InputError: they fit neither the model nor each other; the run is as it was.
    """
    parameters = [parameter for group in bench.optimizer.param_groups for parameter in group["params"]]
    try:
        state = from_tensors(checkpoint.tensors, parameters)
    except ForeignStateError as error:
        raise _foreign(folder, str(error)) from error
    epochs = {checkpoint.step // steps: checkpoint.step % steps for steps in bench.possible_steps_per_epoch}
    if checkpoint.step < 0 or checkpoint.epoch not in epochs:
        raise _foreign(
            folder,
            f"it says step {checkpoint.step} and epoch {checkpoint.epoch}, but an epoch has "
            f"{bench.steps_per_epoch} steps here",
        )
    losses = checkpoint.tensors.get("epoch.losses")
    taken = epochs[checkpoint.epoch]
    if losses is not None and tuple(losses.shape) != (taken, len(bench.term_names)):
        raise _foreign(
            folder,
            f"“epoch.losses” is of shape {tuple(losses.shape)} and has to be {(taken, len(bench.term_names))}",
        )
    if state:
        bench.optimizer.load_state_dict({**bench.optimizer.state_dict(), "state": state})
    bench.step = checkpoint.step
    present = bench.step % bench.steps_per_epoch
    if losses is None or len(losses) != present:
        bench.unknown_losses = present
    else:
        bench.losses[:present] = losses.to(bench.device)


def _foreign(folder: Path, what: str) -> InputError:
    return InputError(
        f"The run in {folder} cannot be continued: its checkpoint does not fit, for {what}. "
        "Restore the file from a copy, or start a new run."
    )
