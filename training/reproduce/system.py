"""Systems as data: what is trained, which figures are measured, and what they are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from training.reproduce.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from training.data.images import ImageSet
    from training.reproduce.trained import Trained

Role = Literal["settings", "ours"]
"""The report's own settings, or our best recipe for a network that is no larger than the report's."""
ROLES: tuple[Role, ...] = ("settings", "ours")
Direction = Literal["lower", "higher", "equal"]
"""Which values are good."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A value that a figure has to reach."""

    role: Role
    on: Part
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a report gives, or that tells how good a system is.

    Attributes:
        key: its name among what the experiment's ``measure`` answers.
        title: for people.
        better: which values are good.
        report: what the report measured, if it did.
        report_on: on which images the report measured it.
        aims: what has to be reached here.
        unit: of the value.
        digits: after the point.
    """

    key: str
    title: str
    better: Direction = "lower"
    report: float | None = None
    report_on: Part = "training"
    aims: tuple[Aim, ...] = ()
    unit: str = ""
    digits: int = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe to train.

    Attributes:
        recipe: name of a built-in recipe.
        overrides: keys that are set otherwise.
        quick: keys that ``--quick`` sets besides.
    """

    recipe: str
    overrides: tuple[str, ...] = ()
    quick: tuple[str, ...] = ("schedule.epochs=2",)


Measure = Callable[["Trained", Part], Mapping[str, float]]
"""Figures of a trained model on some of its images, by key; what cannot be said of them is left out."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A network, trained with the report's settings and with ours, and its figures.

    Attributes:
        key: name of its folder.
        title: for people.
        measure: a pure function that gives the figures.
        figures: what is measured.
        settings: the report's settings.
        ours: our best recipe.
        seeds: how often each is trained, with other seeds.
        vary: further overrides for the n-th seed, by the images; for an experiment that each seed makes on others.
    """

    key: str
    title: str
    measure: Measure
    figures: tuple[Figure, ...]
    settings: Plan | None = None
    ours: Plan | None = None
    seeds: int = 1
    vary: Callable[[ImageSet, int], tuple[str, ...]] | None = None

    def plan(self, role: Role) -> Plan | None:
        """What is trained for a role; None where there is nothing to compare."""
        return self.settings if role == "settings" else self.ours


@dataclass(frozen=True, slots=True)
class Images:
    """Where a system finds its images.

    Attributes:
        file: name in the user's folder.
        overrides: keys of a recipe that read that file; ``data.path`` comes besides.
        stand_in: keys that give other images without any file.
        quick: so many images ``--quick`` takes.
    """

    file: str
    overrides: tuple[str, ...]
    stand_in: tuple[str, ...]
    quick: int = 400


Runs = Mapping[tuple[str, Role], "Trained"]
"""The first seed's trained models, by experiment and role: what pictures are made of."""


@dataclass(frozen=True, slots=True)
class System:
    """One of the eight systems.

    Attributes:
        letter: A to H.
        title: for people.
        images: by experiment key, or ``""`` for all others.
        experiments: in the order of the table.
        pictures: names and pictures that the report shows.
        files: names and contents of further files, such as generated images as ``.npy``.
    """

    letter: str
    title: str
    images: Mapping[str, Images]
    experiments: tuple[Experiment, ...]
    pictures: Callable[[Runs], Iterator[tuple[str, Image]]]
    files: Callable[[Runs], Iterator[tuple[str, bytes]]] = field(default=lambda _runs: iter(()))

    def images_of(self, experiment: Experiment) -> Images:
        """Where an experiment finds its images."""
        return self.images.get(experiment.key) or self.images[""]
