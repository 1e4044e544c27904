"""Workspaces: which panels stand where, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aeexplorer.words import QT_TRANSLATE_NOOP

Area = Literal["centre", "left", "right", "bottom"]


@dataclass(frozen=True, slots=True)
class Place:
    """A panel's place in a workspace; panels of one area stand below each other in the order given."""

    panel: str
    """A panel's ``id``."""
    area: Area
    height: int = 0
    """Pixels it gets in a window of the default size; 0 leaves it to Qt."""
    presented: bool = True
    """Whether the presenter's view shows it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A named arrangement of panels."""

    id: str
    title: str
    places: tuple[Place, ...]


WORKSPACES = (
    Workspace(
        "explore",
        QT_TRANSLATE_NOOP("Workspaces", "Explore"),
        (
            Place("latent_map", "centre"),
            Place("run", "left"),
            Place("decoder", "right", 322),
            Place("selected_image", "right", 262, presented=False),
            Place("pins", "right", 248, presented=False),
            Place("curves", "bottom", 248, presented=False),
        ),
    ),
)
