"""CanvasKeys: painting without a mouse, and the short ways to tools and sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
PAINTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ERASES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class CanvasKeys:
    """Arrows move a cursor by a pixel, with Ctrl by the brush's size, with Shift painting; Return paints, Delete wipes.

    Space paints, too, when it is let go; until then it turns the mouse into a hand that moves the image.
    """

    def __init__(self, canvas: PaintCanvas) -> None:
        self._canvas = canvas
        self.cursor = QPointF(0.5, 0.5)
        """In pixels of the image; at first its middle."""
        self.space_is_down = False
        self.space_was_used = False
        """Whether the mouse moved the image while Space was down."""

    def stay_inside(self) -> None:
        """An image of another size: back to its middle."""
        height, width = self._canvas.painting.size
        if not (self.cursor.x() < width and self.cursor.y() < height) or self.cursor == QPointF(0.5, 0.5):
            self.cursor = QPointF(width // 2 + 0.5, height // 2 + 0.5)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the canvas while it has the focus, and for no menu."""
        return event.key() in (*ARROWS, *PAINTS, *ERASES, Qt.Key.Key_Space)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; whether it says anything here."""
        canvas, key = self._canvas, event.key()
        if event.matches(QKeySequence.StandardKey.Undo):
            canvas.painting.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            canvas.painting.redo()
        elif key in ARROWS:
            self._move(*ARROWS[Qt.Key(key)], event.modifiers())
        elif key in PAINTS or key in ERASES:
            self._dab(erases=key in ERASES)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.space_is_down, self.space_was_used = True, False
        elif key == Qt.Key.Key_Escape and canvas.hand.is_down:
            canvas.hand.give_up()
        elif event.text() in ("[", "]"):
            canvas.brush.resize(1 if event.text() == "]" else -1)
        elif key in (Qt.Key.Key_B, Qt.Key.Key_E) and not event.modifiers():
            canvas.brush.tool = "brush" if key == Qt.Key.Key_B else "eraser"
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Space is let go: paint, unless it moved the image."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self.space_is_down:
            return False
        self.space_is_down = False
        if not self.space_was_used:
            self._dab(erases=False)
        return True

    def forget(self) -> None:
        """The focus is gone: a key let go elsewhere is not heard here."""
        self.space_is_down = False

    def _move(self, across: int, down: int, modifiers: Qt.KeyboardModifier) -> None:
        canvas = self._canvas
        stride = canvas.brush.size if modifiers & Qt.KeyboardModifier.ControlModifier else 1
        height, width = canvas.painting.size
        before = self.cursor
        x = min(max(before.x() + across * stride, 0.5), width - 0.5)
        y = min(max(before.y() + down * stride, 0.5), height - 0.5)
        self.cursor = QPointF(x, y)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            canvas.hand.put_down(before)
            canvas.hand.move(self.cursor)
            canvas.hand.lift()

    def _dab(self, *, erases: bool) -> None:
        self._canvas.hand.put_down(self.cursor, erases=erases)
        self._canvas.hand.lift()
