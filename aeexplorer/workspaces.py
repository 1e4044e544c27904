"""Workspaces: which panels stand where, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aeexplorer.words import QT_TRANSLATE_NOOP

Area = Literal["centre", "left", "right", "bottom"]


@dataclass(frozen=True, slots=True)
class Place:
    """A panel's place in a workspace.

    Panels of one area stand below each other in the order given, unless ``behind`` or ``beside`` says otherwise; those
    of the centre stand side by side.
    """

    panel: str
    """A panel's ``id``. The same panel may stand in several workspaces; there is one of each."""
    area: Area
    height: int = 0
    """Pixels that a dock gets in a window of the default size; 0 leaves it to Qt."""
    presented: bool = True
    """Whether the presenter's view shows it."""
    share: int = 1
    """Of the width of the centre, or of the row of docks, beside the others there."""
    behind: str = ""
    """The panel of the same area whose tab this is."""
    beside: str = ""
    """The panel of the same area that this one stands to the right of."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A named arrangement of panels; its panels are built when it is first shown."""

    id: str
    title: str
    key: int
    """Shown by Ctrl and this digit."""
    places: tuple[Place, ...]

    def of(self, area: Area) -> tuple[Place, ...]:
        """The places of one area."""
        return tuple(place for place in self.places if place.area == area)


WORKSPACES = (
    Workspace(
        "explore",
        QT_TRANSLATE_NOOP("Workspaces", "Explore"),
        1,
        (
            Place("latent_map", "centre"),
            Place("run", "left"),
            Place("decoder", "right", 322),
            Place("selected_image", "right", 262, presented=False),
            Place("pins", "right", 248, presented=False),
            Place("curves", "bottom", 248, presented=False),
        ),
    ),
    Workspace(
        "restore",
        QT_TRANSLATE_NOOP("Workspaces", "Restore"),
        2,
        (
            Place("canvas", "centre", share=43),
            Place("latent_map", "centre", share=57),
            Place("restore", "left", presented=False),
            Place("restorations", "bottom", 320),
        ),
    ),
    Workspace(
        "compare",
        QT_TRANSLATE_NOOP("Workspaces", "Compare"),
        3,
        (
            Place("compare_images", "centre"),
            Place("noise_compare", "left"),
            Place("compare_maps", "right", presented=False),
            Place("code_view", "right", behind="compare_maps", presented=False),
            Place("compare_scores", "bottom", 248, presented=False, share=47),
            Place("who_wins", "bottom", behind="compare_scores", presented=False),
            Place("failures", "bottom", behind="compare_scores", presented=False),
            Place("robustness", "bottom", beside="compare_scores", presented=False, share=53),
            Place("live_metrics", "bottom", behind="robustness", presented=False),
            Place("rate_distortion", "bottom", behind="robustness", presented=False),
            Place("anomaly", "bottom", behind="robustness", presented=False),
        ),
    ),
    Workspace(
        "experiments",
        QT_TRANSLATE_NOOP("Workspaces", "Experiments"),
        4,
        (
            Place("sweep_table", "centre"),
            Place("experiments", "left"),
            Place("report_table", "bottom", 376, presented=False),
        ),
    ),
)
"""In the order of the header's tabs; the first is shown at the start."""


def workspace(name: str) -> Workspace:
    """The workspace of that ``id``; ``LookupError`` if there is none."""
    for found in WORKSPACES:
        if found.id == name:
            return found
    raise LookupError(f"there is no workspace {name!r}")
