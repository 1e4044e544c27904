"""Members: which two to four runs are compared; until somebody chooses, the current run and the newest one like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.size_words import numbers_text
from training.data import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aeexplorer.session.document import Document
    from aeexplorer.session.run import Run

LETTERS = "ABCD"
MOST = len(LETTERS)


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A compared run.

    Attributes:
        letter: A to D, by its place.
        run: which.
        name: what it is, such as “VAE, wafer maps”.
        short: what kind it is, such as “VAE”; with its letter, where two are of one kind.
    """

    letter: str
    run: Run
    name: str
    short: str

    @property
    def kind(self) -> str:
        """What kind it is, such as “VAE”, whatever the others are."""
        return self.run.recipe.bottleneck.short


class Members(QObject):
    """The first, A, decides what the others can be compared on: its images."""

    changed = Signal()
    """Another choice, other names, or a member has started anew."""
    weights_changed = Signal()
    """Of a member: newer ones, or those of another epoch."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._chosen = False
        self._all: tuple[Member, ...] = ()
        document.runs_changed.connect(self._follow_document)
        document.current_changed.connect(self._follow_document)
        self._follow_document()

    @property
    def all(self) -> tuple[Member, ...]:
        """None to four of them."""
        return self._all

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs alone."""
        return tuple(member.run for member in self._all)

    def set(self, place: int, run: Run | None) -> None:
        """Compare ``run`` at ``place``, the next free one at most; one that is a member already changes places.

        None takes the run at ``place`` out.
        """
        runs = list(self.runs)
        if run is None:
            self.remove(place)
            return
        place = min(place, len(runs), MOST - 1)
        if run in runs and place < len(runs):
            other = runs.index(run)
            runs[other], runs[place] = runs[place], runs[other]
        elif run not in runs:
            runs[place : place + 1] = [run]
        self._choose(runs)

    def choose(self, runs: Sequence[Run]) -> None:
        """Compare ``runs`` alone, four at most."""
        self._choose(list(dict.fromkeys(runs))[:MOST])

    def add(self, run: Run | None = None) -> None:
        """Compare one more: ``run``, or the newest open one that can be; nothing happens where there is no room."""
        run = run or self.next()
        if run is not None and len(self._all) < MOST:
            self.set(len(self._all), run)

    def remove(self, place: int) -> None:
        """Compare the run at ``place`` no more; those after it move up."""
        runs = list(self.runs)
        if 0 <= place < len(runs):
            del runs[place]
            self._choose(runs)

    def next(self) -> Run | None:
        """The newest open run that could be added; None if there is none."""
        return next((run for run in reversed(self._document.runs) if self._could_join(run)), None)

    def comparable(self, run: Run) -> str:
        """Why ``run`` cannot be compared with A, in sentences; "" if it can."""
        if not self._all or self._all[0].run is run:
            return ""
        return why_not(self._all[0].run, run)

    def _could_join(self, run: Run) -> bool:
        return run not in self.runs and not self.comparable(run)

    def _choose(self, runs: list[Run]) -> None:
        self._chosen = True
        self._show(runs)

    @Slot()
    def _follow_document(self) -> None:
        open_runs = self._document.runs
        runs = [run for run in self.runs if run in open_runs]
        if not runs:
            self._chosen = False
        current = self._document.current
        # While the current run is being closed, nothing else is current yet.
        if not self._chosen and (current is None or current in open_runs):
            runs = [] if current is None else [current]
            runs += [run for run in reversed(open_runs) if current and run is not current and not why_not(current, run)]
            runs = runs[:2]
        self._show(runs)

    def _show(self, runs: list[Run]) -> None:
        before = self.runs
        if tuple(runs) == before:
            return
        for run in before:
            if run not in runs:
                run.started.disconnect(self._rename)
                run.snapshot_changed.disconnect(self.weights_changed)
        for run in runs:
            if run not in before:
                run.started.connect(self._rename)
                run.snapshot_changed.connect(self.weights_changed)
        self._all = _named(runs)
        self.changed.emit()

    @Slot()
    def _rename(self) -> None:
        self._all = _named(list(self.runs))
        self.changed.emit()


def why_not(one: Run, other: Run) -> str:
    """Why two runs cannot be compared, in sentences; "" if they can: they learn from the same images."""
    tr = QCoreApplication.translate
    if one.image_shape and other.image_shape and one.image_shape != other.image_shape:
        sizes = " × ".join(map(str, other.image_shape[1:])), " × ".join(map(str, one.image_shape[1:]))
        if one.image_shape[0] != other.image_shape[0]:
            return tr("Members", "Its images have other channels. Compare runs on images of one shape.")
        return tr("Members", "Its images are {its}, not {those}. Compare runs on images of one shape.").format(
            its=sizes[0], those=sizes[1]
        )
    # How many are held out is no matter: images are compared that none of the runs has learned from.
    if one.recipe.data.model_copy(update={"held_out": 0.5}) != other.recipe.data.model_copy(update={"held_out": 0.5}):
        return tr("Members", "It has learned from other images: {its}. Compare runs on the same data.").format(
            its=data_name(other)
        )
    if one.images is not None and other.images is not None and len(one.images) != len(other.images):
        return tr("Members", "Its files have changed since: it has other images. Train it anew to compare it.")
    return ""


def _named(runs: list[Run]) -> tuple[Member, ...]:
    """Names that differ: by the size of the code where the models do, or else by the letter."""
    kinds = [run.recipe.bottleneck.short for run in runs]
    names = [f"{kind}, {data_name(run)}" for kind, run in zip(kinds, runs, strict=True)]
    longer = [
        f"{name}, {numbers_text(run.latent_size)}" if run.latent_size else name
        for name, run in zip(names, runs, strict=True)
    ]
    names = [long if names.count(name) > 1 else name for name, long in zip(names, longer, strict=True)]
    return tuple(
        Member(letter, run, _alone(name, names, letter), _alone(kind, kinds, letter))
        for letter, run, name, kind in zip(LETTERS, runs, names, kinds, strict=False)
    )


def _alone(name: str, names: list[str], letter: str) -> str:
    return f"{name} ({letter})" if names.count(name) > 1 else name


def data_name(run: Run) -> str:
    """What the images are, as in the middle of a sentence: “small digits”, “MNIST digits”, “synthetic eyes”."""
    source = run.recipe.data.source
    name = SOURCES[source].title.split(",")[0] if source in SOURCES else source
    first = name.split()[0]
    name = name[0].lower() + name[1:] if first[1:].islower() else name
    if run.images is None or not run.images.synthetic:
        return name
    return QCoreApplication.translate("Members", "synthetic {images}").format(images=name)
