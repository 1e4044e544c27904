"""The runner: trains what a system declares, seed by seed in run folders, and measures it."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from training.control import Control
from training.data import load_images
from training.data.images import ImageSet
from training.errors import InputError
from training.events import Event
from training.loop import fit
from training.recipe import Recipe
from training.reproduce.parts import PARTS, Part
from training.reproduce.remarks import remarks
from training.reproduce.system import ROLES, Experiment, Images, Plan, Role, System
from training.reproduce.trained import Trained, fewer, is_over
from training.run_folder import RunFolder

__all__ = ["Began", "Measured", "Options", "StoppedError", "run_system", "stand_ins"]


class StoppedError(Exception):
    """The user asked to stop; the run at hand is saved, and the next ``reproduce`` into the folder goes on with it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes:
        data: folder with the files that the systems name, if there is one.
        out: folder for run folders, tables and pictures.
        quick: fewer images, epochs and seeds.
        seeds: so many seeds for every experiment, instead of what it declares.
    """

    data: Path | None
    out: Path
    quick: bool = False
    seeds: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One run: an experiment in a role, with its n-th seed."""

    experiment: Experiment
    role: Role
    plan: Plan
    n: int


@dataclass(frozen=True, slots=True)
class Began:
    """A run is about to be trained or, if it is ``done``, only to be measured."""

    job: Job
    recipe: Recipe
    number: int
    of: int
    done: bool


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The figures of one run, by key and by which images they are of."""

    job: Job
    trained: Trained
    values: dict[tuple[str, Part], float]
    remarks: tuple[str, ...]


def run_system(system: System, options: Options, control: Control) -> Generator[Began | Event | Measured]:
    """Train all that ``system`` declares, or go on with it, and measure every run.

    Raises:
        StoppedError: ``control`` was told to stop; what was trained is saved.
        InputError: the images or the folder cannot be used.
    """
    jobs = list(_jobs(system, options))
    for number, job in enumerate(jobs, start=1):
        source = system.images_of(job.experiment)
        recipe, images, everything = _prepared(job, source, options)
        folder = _folder(options.out / system.letter / "runs", job, recipe)
        done = is_over(folder)
        yield Began(job, recipe, number, len(jobs), done)
        if not done:
            resume = (folder / "recipe.toml").is_file()
            with closing(fit(recipe, images, folder=folder, resume=resume, control=control)) as events:
                yield from events
        if control.ending is not None:
            raise StoppedError
        trained = Trained.load(folder, images, everything)
        values = {
            (key, part): float(value) for part in PARTS for key, value in job.experiment.measure(trained, part).items()
        }
        yield Measured(job, trained, values, tuple(remarks(trained)))


def _jobs(system: System, options: Options) -> Iterator[Job]:
    for experiment in system.experiments:
        seeds = options.seeds or (1 if options.quick else experiment.seeds)
        for role in ROLES:
            plan = experiment.plan(role)
            if plan is not None:
                yield from (Job(experiment, role, plan, n) for n in range(seeds))


def _prepared(job: Job, source: Images, options: Options) -> tuple[Recipe, ImageSet, ImageSet]:
    """The recipe of a job, the images that it learns from, and those before its choice of classes."""
    recipe = Recipe.load(job.plan.recipe).override(*job.plan.overrides, *(job.plan.quick if options.quick else ()))
    path = file_of(source, options.data)
    if path is None:
        recipe = recipe.override(*source.stand_in)
    else:
        recipe = recipe.override(*source.overrides)
        recipe = recipe.model_copy(update={"data": recipe.data.model_copy(update={"path": path})})
    recipe = recipe.model_copy(update={"seed": recipe.seed + job.n})
    # A class that is left out has to be there all the same.
    chosen = () if job.experiment.vary else recipe.data.classes
    everything = _everything(recipe, chosen, source, options.quick)
    if job.experiment.vary is not None:
        recipe = recipe.override(*job.experiment.vary(everything, job.n))
    images = everything.only(recipe.data.classes) if recipe.data.classes else everything
    # What fewer images cannot fill.
    batch = min(recipe.schedule.batch_size, len(images.split(recipe.data.held_out, recipe.seed).training))
    if batch < recipe.schedule.batch_size:
        recipe = recipe.override(f"schedule.batch_size={batch}")
    return recipe, images, everything


_last: tuple[tuple[object, ...], ImageSet] | None = None
"""The images read last: all runs of a system ask for the same, and reading takes seconds."""


def _everything(recipe: Recipe, chosen: tuple[str, ...], source: Images, quick: bool) -> ImageSet:
    """The images of a recipe, whatever its classes; ``quick``, some of those of the ``chosen`` classes."""
    global _last
    data = recipe.data.model_copy(update={"classes": ()})
    key = (data, chosen, id(source), quick)
    if _last is None or _last[0] != key:
        images = load_images(data)
        if chosen and quick:
            # A choice of classes comes before a choice of images, or too few are left.
            images = images.only(chosen)
        if quick:
            images = fewer(images, source.quick)
        _last = (key, images)
    return _last[1]


def file_of(source: Images, data: Path | None) -> Path | None:
    """The user's file with a system's images; None where there is none."""
    if data is None:
        return None
    path = data.expanduser().resolve() / source.file
    try:
        return path if path.is_file() else None
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}. Check --data.") from error


def stand_ins(system: System, options: Options) -> frozenset[str]:
    """Keys of the experiments whose images are not there, so that others have to stand in for them."""
    return frozenset(
        experiment.key
        for experiment in system.experiments
        if file_of(system.images_of(experiment), options.data) is None
    )


def _folder(runs: Path, job: Job, recipe: Recipe) -> Path:
    """The folder of a job in ``runs``, which another recipe does not share: a changed one is trained anew."""
    stem = f"{job.experiment.key}-{job.role}-{job.n + 1}"
    essence = _essence(recipe)
    named = runs / f"{stem}-{hashlib.blake2b(essence.to_toml().encode(), digest_size=4).hexdigest()}"
    if not named.exists():
        # Recipes gain keys, whose defaults change no run: one that was trained before is the same under another name.
        for older in sorted(runs.glob(f"{stem}-*")):
            with suppress(InputError):
                if (older / "recipe.toml").is_file() and _essence(RunFolder.open(older).recipe) == essence:
                    return older
    return named


def _essence(recipe: Recipe) -> Recipe:
    """``recipe`` without what makes no other run: where its images lie, and its title."""
    return recipe.model_copy(update={"data": recipe.data.model_copy(update={"path": None}), "title": "-"})
