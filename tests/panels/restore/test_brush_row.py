"""In front of a class, brush, eraser, size, undo, wiping off and random holes are reached by the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from aeexplorer.theme import Appearance
    from tests.panels.restore.conftest import Desk


@pytest.fixture
def class_desk(desk: Desk, look: Appearance) -> Iterator[Desk]:
    """As large as the presenter's view has it."""
    look.scale = 1.4
    desk.canvas.resize(550, 340)
    desk.settle()
    yield desk
    look.scale = 1.0


def test_tools_stand_below_the_canvas_in_the_presenters_view_alone(class_desk: Desk, look: Appearance) -> None:
    canvas = class_desk.canvas
    assert canvas.width() == 550, "they are no wider than the canvas is in a small window"
    assert canvas.tools.isVisible() and not canvas.hint.isVisible()
    assert min(button.height() for button in (canvas.tools.undo, canvas.tools.clear)) >= 39
    assert canvas.tools.brush_size.width() >= 60
    look.scale = 1.0
    assert canvas.hint.isVisible() and not canvas.tools.isVisible()


def test_the_row_does_what_the_panel_does(class_desk: Desk) -> None:
    row, brush, painting = class_desk.canvas.tools, class_desk.restoration.brush, class_desk.restoration.painting
    assert not row.undo.isEnabled() and not row.clear.isEnabled()
    row.brush_size.setValue(3)
    assert brush.size == class_desk.left.paint.brush_size.value == 3
    brush.size = 5
    assert row.brush_size.value() == 5
    class_desk.paint((6, 6))
    painted = painting.painted
    class_desk.click(row.tools.button("eraser"))
    brush.size = 1
    class_desk.paint((6, 6))
    assert painting.painted == painted - 1
    class_desk.click(row.undo)
    assert painting.painted == painted
    class_desk.click(row.clear)
    assert painting.painted == 0 and not row.clear.isEnabled()
    class_desk.click(row.tools.erase)
    assert painting.painted > 0 and row.clear.isEnabled()
