"""How often the repaint of a stroke on the canvas fits into a frame of 16 ms."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtWidgets import QApplication

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas

SIDE = 900
"""Pixels of the canvas along a side."""
MOVES = 60
FRAME = 0.016


def rows() -> list[tuple[str, float, float]]:
    """16 ms over what a move of a stroke takes (mask, layers, paint), for two sizes of images.

    It is the median of all moves: other processes add to some of them.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    compared = []
    for side in (28, 512):
        seconds = _stroke(side, application)
        compared.append((f"a stroke's repaint on {side} × {side} pixels within 16 ms", FRAME / seconds, 1.0))
    return compared


def _stroke(side: int, application: QApplication) -> float:
    painting, brush = PaintMask(), Brush()
    painting.set_image(np.random.default_rng(0).random((3, side, side), np.float32))
    brush.size = max(side // 10, 3)
    canvas = PaintCanvas(painting, brush)
    canvas.resize(SIDE, SIDE)
    canvas.show()
    application.processEvents()
    dirty: list[QRect] = []
    painting.changed.connect(
        lambda box: dirty.append(canvas.place.rect_of(*box).adjusted(-3, -3, 3, 3).toAlignedRect())
    )
    places = np.linspace((0.1, 0.15), (0.9, 0.8), MOVES) * side
    canvas.hand.put_down(QPointF(*places[0]))
    taken = []
    for place in places[1:]:
        began = time.perf_counter()
        canvas.hand.move(QPointF(*place))
        canvas.repaint(dirty[-1])
        taken.append(time.perf_counter() - began)
    canvas.hand.lift()
    return float(np.median(taken))
