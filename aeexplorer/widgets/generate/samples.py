"""A preview as what is drawn of it: groups of samples with their originals, and what their neighbours say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from aeexplorer.session.generation_job import Preview
from aeexplorer.session.real_neighbours import Neighbours
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.map.words import with_article
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from training.latent.nearest import Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The nearest training image of a sample: its number in the set from 0, and words about the distance."""

    row: int
    distance: str
    word: str
    sentence: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One new image.

    Attributes:
        number: which of the preview's images it is.
        name: such as ``New 2, an 8``.
        original: the image that it began at, where each sample of a group has its own.
        near: its nearest training image, once that is known.
    """

    number: int
    name: str
    original: int | None = None
    near: Near | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Samples of one image or class, or all where they belong to nothing.

    Attributes:
        name: of the class; "" where there is none.
        caption: what stands under the name.
        original: the image that all of them began at, or one of the class where they began at none.
        label: the class, for its colour.
        samples: the new images.
    """

    name: str
    caption: str
    original: int | None
    label: int | None
    samples: tuple[Sample, ...]


class Pictures:
    """New and real images as pictures, each made when it is first drawn."""

    def __init__(self, preview: Preview) -> None:
        self._preview, self._images = preview, preview.question.images
        self._made: dict[tuple[bool, int], QImage] = {}

    def new(self, number: int) -> QImage:
        """A sample."""
        return self._kept((True, number), lambda: self._picture(self._preview.made.pixels[number]))

    def real(self, row: int) -> QImage:
        """An image of the set."""
        return self._kept((False, row), lambda: self._picture(self._images.pixels.numpy()[row]))

    def _picture(self, pixels: NDArray[Any]) -> QImage:
        # Of odd numbers of channels the first is shown.
        return to_qimage(pixels if len(pixels) in (1, 3) else pixels[:1], self._images.name)

    def _kept(self, key: tuple[bool, int], make: Callable[[], QImage]) -> QImage:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def groups_of(preview: Preview, neighbours: Neighbours | None) -> list[Group]:
    """The groups in their order."""
    made = preview.made
    return [_group(preview, [int(k) for k in members], neighbours) for members in made.groups if len(members)]


def _group(preview: Preview, members: list[int], neighbours: Neighbours | None) -> Group:
    made = preview.made
    label = None if made.labels is None else int(made.labels[members[0]])
    name = "" if label is None else made.classes[label]
    start = None if made.starts is None else int(made.starts[members[0]])
    own = made.by == "class" and start is not None
    caption = ""
    if made.by == "image" and start is not None:
        caption = _tr("image {n}").format(n=figure(start + 1))
    elif made.by == "class" and not own and label is not None:
        caption, start = _tr("a real one"), _one_of(preview, label)
    samples = tuple(
        Sample(
            number,
            _tr("New {n}").format(n=int(made.turn[number])) + (f", {with_article(name)}" if name else ""),
            int(made.starts[number]) if own and made.starts is not None else None,
            near(preview, neighbours, number) if neighbours is not None and number < len(neighbours.rows) else None,
        )
        for number in members
    )
    return Group(name, caption, None if own else start, label, samples)


def _one_of(preview: Preview, label: int) -> int | None:
    labels = preview.question.images.labels
    if labels is None:
        return None
    found = (labels.numpy() == label).nonzero()[0]
    return int(found[0]) if len(found) else None


def near(preview: Preview, neighbours: Neighbours, number: int) -> Near:
    """What is known of the nearest training image of a sample."""
    row, percentile = int(neighbours.rows[number]), float(neighbours.percentiles[number])
    verdict = neighbours.verdicts[number]
    images = preview.question.images
    what = _tr("Nearest training image: {n}").format(n=figure(row + 1))
    if images.labels is not None:
        what = f"{what}, {with_article(images.classes[int(images.labels.numpy()[row])])}"
    distance = value_text(float(neighbours.distances[number]))
    how = {
        "memorised": _tr("Closer to it than 99 % of training images are to each other: memorised."),
        "plausible": _tr("As far from it as training images are from each other, farther than {p} % of them."),
        "unlike": _tr("Farther from every training image than 99 % of these are from each other: nonsense."),
    }[verdict].format(p=f"{percentile:.0f}")
    sentence = _tr("{what}. Root mean squared difference {distance}. {how}").format(
        what=what, distance=distance, how=how
    )
    return Near(row, distance, word_for(verdict), sentence, verdict)


def word_for(verdict: Verdict) -> str:
    """The verdict as it stands under a sample."""
    return {"memorised": _tr("memorised"), "plausible": _tr("between"), "unlike": _tr("nonsense")}[verdict]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Generate", text)
