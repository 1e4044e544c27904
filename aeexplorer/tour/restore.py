"""A visit to Restore: a hole is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.tour.visitor import SETTLE, Visitor, Wait


def restore(visitor: Visitor) -> Iterator[Wait]:
    """A hole is painted into a digit; what each way makes of it, and where its code goes."""
    visitor.window.commands.show_workspace("restore")
    restoration = visitor.window.session.restoration
    canvas = cast(CanvasPanel, visitor.window.panel("canvas")).canvas
    yield Wait("an image is under the brush", lambda: canvas.isVisible() and restoration.subject.index is not None)
    yield visitor.pause(SETTLE)
    height, width = restoration.painting.size
    places = [(0.2, 0.55), (0.4, 0.7), (0.6, 0.55), (0.7, 0.4)]
    points = [canvas.where(row * height, column * width) for row, column in places]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])
    visitor.expect(restoration.painting.painted > 0, "a painted hole")
    yield Wait("the hole is filled", lambda: not restoration.is_busy)
    yield from visitor.picture("restore")

    visitor.window.commands.toggle_dark()
    yield from visitor.picture("restore-dark")
    visitor.window.commands.toggle_dark()
    visitor.window.commands.show_workspace("explore")
