"""CanvasTouch: one finger paints, two move and zoom the image."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QTouchEvent

from aeexplorer.widgets.canvas.canvas_hand import CanvasHand
from aeexplorer.widgets.canvas.canvas_place import STEP, CanvasPlace


class CanvasTouch:
    """A second finger takes back what the first has painted, as it was only the first of two."""

    def __init__(self, place: CanvasPlace, hand: CanvasHand) -> None:
        self._place = place
        self._hand = hand
        self._pinches = False

    def take(self, event: QTouchEvent) -> None:
        """Do what fingers do."""
        down = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchBegin:
            self._pinches = False
        if len(down) >= 2:
            self._hand.give_up()
            self._pinches = True
            self._pinch(down[0], down[1])
        elif self._pinches:
            self._pinches = event.type() != QEvent.Type.TouchEnd
        elif event.type() == QEvent.Type.TouchCancel:
            self._hand.give_up()
        elif down and not self._hand.is_down:
            self._hand.put_down(self._place.to_image(down[0].position()))
        elif down:
            self._hand.move(self._place.to_image(down[0].position()))
        else:
            self._hand.lift()
        event.accept()

    def _pinch(self, one: QEventPoint, other: QEventPoint) -> None:
        before = (one.lastPosition() + other.lastPosition()) * 0.5
        now = (one.position() + other.position()) * 0.5
        self._place.pan(now - before)
        apart, was_apart = (
            _length(a - b)
            for a, b in (
                (one.position(), other.position()),
                (one.lastPosition(), other.lastPosition()),
            )
        )
        if was_apart > 0 and apart > 0 and apart != was_apart:
            self._place.zoom(math.log(apart / was_apart, STEP), now)


def _length(of: QPointF) -> float:
    return math.hypot(of.x(), of.y())
