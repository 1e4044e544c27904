"""The codes of a restoration on the map: ○ of the damaged image, ◇ of its original, ● of what is put out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.theme import appearance

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.session import Session
    from aeexplorer.widgets.map.map_view import MapView
    from tests.panels.restore.conftest import Desk


@pytest.fixture
def view(real_desk: Desk, session: Session, show: Callable[..., None], qtbot: QtBot) -> Iterator[MapView]:
    """The map beside the desk, a hole in its image."""
    panel = LatentMapPanel(session)
    show(panel, 700, 520)
    real_desk.restoration.brush.size = 5
    real_desk.paint((1, 1), (6, 6))
    real_desk.settle()
    qtbot.waitUntil(lambda: not panel.dirty and not panel.view.animator.moving)
    yield panel.view


def is_drawn(view: MapView, wanted: str, code: np.ndarray, right: int = 0, down: int = 0) -> bool:
    """Whether a code, or so many pixels beside it, has a colour; half a pixel of rounding is allowed for."""
    picture, colour = view.grab().toImage(), np.array(QColor(wanted).getRgb())
    place = QPointF(*view.marks.to_screen(code)[0]) + QPointF(right, down)
    at = view.mapFromScene(view.marks.mapToScene(place))
    near = [QColor(picture.pixel(at.x() + x, at.y() + y)).getRgb() for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return bool((np.abs(np.array(near) - colour).max(1) < 40).any())


def test_a_ring_is_at_the_damaged_code_and_a_diamond_at_the_true_one(real_desk: Desk, view: MapView) -> None:
    real_desk.restoration.ways = replace(real_desk.restoration.ways, ticked=frozenset({"biharmonic"}))
    real_desk.settle()
    progress, theme = real_desk.restoration.progress, appearance().theme
    assert progress is not None
    assert np.hypot(*view.marks.to_screen(progress.damaged_code - progress.true_code)[0]) > 0
    damaged, true = progress.damaged_code, progress.true_code
    for right, down in ((7, 0), (-7, 0), (0, 7), (0, -7)):
        assert is_drawn(view, theme.accent, damaged, right, down)
    assert not is_drawn(view, theme.accent, damaged), "a ring, not a dot: no way has a code"
    for right, down in ((0, -9), (9, 0), (0, 9), (-9, 0)):
        assert is_drawn(view, theme.text1, true, right, down)


@pytest.mark.parametrize("ticked", [{"one-pass"}, {"pasted-back", "biharmonic"}])
def test_what_one_pass_is_decoded_from_is_a_dot_in_the_ring(real_desk: Desk, view: MapView, ticked: set[str]) -> None:
    restoration, theme = real_desk.restoration, appearance().theme
    restoration.ways = replace(restoration.ways, ticked=frozenset(ticked))
    real_desk.settle()
    (way,) = ticked - {"biharmonic"}
    assert restoration.marked_way == way and not view.marks.has_path
    code = restoration.outcomes[way].codes[-1]
    assert is_drawn(view, theme.accent, code)
    assert is_drawn(view, theme.accent, code, 7), "and the ring is still there"
    assert view.marks.words[2] == ("One pass" if way == "one-pass" else "Pasted back")


def test_the_search_ends_in_a_dot(real_desk: Desk, view: MapView) -> None:
    restoration = real_desk.restoration
    restoration.ways = replace(restoration.ways, search_steps=40, step_size=0.5, ticked=frozenset({"latent-search"}))
    real_desk.settle()
    assert restoration.marked_way == "latent-search" and view.marks.has_path
    code = restoration.outcomes["latent-search"].codes[-1]
    assert is_drawn(view, appearance().theme.accent, code, 3)
    assert view.marks.words[2] == f"Search, step {restoration.step}"
    restoration.step = 0
    assert view.marks.words[2] == "Search, step 0"
