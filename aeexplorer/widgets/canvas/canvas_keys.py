"""CanvasKeys: painting without a mouse, and the short ways to tools and sizes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.widgets.canvas.canvas_hand import CanvasHand

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

    def __init__(self, painting: PaintMask, brush: Brush, hand: CanvasHand) -> None:
        self._painting, self._brush, self._hand = painting, brush, hand
        self.cursor = QPointF(0.5, 0.5)
        """In pixels of the image; at first its middle."""
        self.space_is_down = False
        self.space_was_used = False
        """Whether the mouse moved the image while Space was down."""

    def stay_inside(self) -> None:
        """An image of another size: back to its middle."""
        height, width = self._painting.size
        if not (self.cursor.x() < width and self.cursor.y() < height) or self.cursor == QPointF(0.5, 0.5):
            self.cursor = QPointF(width // 2 + 0.5, height // 2 + 0.5)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the canvas while it has the focus, and for no menu."""
        return event.key() in (*ARROWS, *PAINTS, *ERASES, Qt.Key.Key_Space)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; whether it says anything here."""
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Undo):
            self._painting.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._painting.redo()
        elif key in ARROWS:
            self._move(*ARROWS[Qt.Key(key)], event.modifiers())
        elif key in PAINTS or key in ERASES:
            self._dab(erases=key in ERASES)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.space_is_down, self.space_was_used = True, False
        elif key == Qt.Key.Key_Escape and self._hand.is_down:
            self._hand.give_up()
        elif event.text() in ("[", "]"):
            self._brush.resize(1 if event.text() == "]" else -1)
        elif key in (Qt.Key.Key_B, Qt.Key.Key_E) and not event.modifiers():
            self._brush.tool = "brush" if key == Qt.Key.Key_B else "eraser"
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
        stride = self._brush.size if modifiers & Qt.KeyboardModifier.ControlModifier else 1
        height, width = self._painting.size
        before = self.cursor
        x = min(max(before.x() + across * stride, 0.5), width - 0.5)
        y = min(max(before.y() + down * stride, 0.5), height - 0.5)
        self.cursor = QPointF(x, y)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._hand.put_down(before)
            self._hand.move(self.cursor)
            self._hand.lift()

    def _dab(self, *, erases: bool) -> None:
        self._hand.put_down(self.cursor, erases=erases)
        self._hand.lift()
