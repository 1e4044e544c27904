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
    share: int = 1
    """Its height compared with the other panels of the area."""


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
            Place("decoder", "right", 32),
            Place("selected_image", "right", 24),
            Place("pins", "right", 26),
            Place("curves", "bottom"),
        ),
    ),
)
