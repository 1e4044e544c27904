"""LatticeLayer: what is computed for places all over the map, following zoom and pan."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.map.decoded_grid import Lattice
from aeexplorer.widgets.map.layer import MapLayer
from aeexplorer.widgets.map.pixel_grid import PixelGrid

APART_MILLISECONDS = 100
"""From one question to the next at least: a grid of images is the dearest thing that the map asks for."""


class LatticeLayer(MapLayer):
    """Says which lattice it wants, and shows the last picture it was given, moved and scaled, until the next arrives.

    Subclasses say how what they are given looks: ``picture``.
    """

    wanted = Signal(object)
    """A Lattice. Answer with ``show_answer``, or ``give_up``."""

    def __init__(self, view: Any, z: float, cell: int) -> None:
        """``cell`` is how wide and high a cell is drawn, in pixels."""
        super().__init__(view, z)
        self.setVisible(False)
        self._cell = cell
        self._outdated = True
        self._asked: Lattice | None = None
        self._last_asked = 0.0
        self._lattice: Lattice | None = None
        self._answer: NDArray[Any] | None = None
        self._ink = QImage()
        self._painted: tuple[PixelGrid, float] | None = None
        self._scaled = QImage()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        appearance().changed.connect(self._print)

    @property
    def lattice(self) -> Lattice | None:
        """The cells that are shown."""
        return self._lattice

    @property
    def waiting(self) -> bool:
        """Whether a question is open."""
        return self._asked is not None or self._timer.isActive()

    def picture(self, answer: NDArray[Any]) -> NDArray[np.uint32]:
        """Premultiplied ARGB (h, w) of an answer, over all cells."""
        raise NotImplementedError

    def set_shown(self, shown: bool) -> None:
        """Show the layer or not."""
        if shown != self.isVisible():
            self.setVisible(shown)
            self._soon()

    def outdate(self) -> None:
        """The answer has changed: ask again, and keep what is shown until then."""
        self._outdated = True
        self._soon()

    def forget(self) -> None:
        """Show nothing: the answer belongs to another latent space."""
        self._lattice = self._asked = None
        self._painted = None
        self.outdate()
        self.update()

    def show_answer(self, lattice: Lattice, answer: NDArray[Any]) -> None:
        """Show the answer to ``wanted``."""
        self._asked = None
        self._lattice, self._answer = lattice, answer
        self._print()
        self._soon()

    def give_up(self) -> None:
        """No answer will come to the question that is open."""
        self._asked = None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the answer where its codes are now."""
        if self._lattice is None or self._ink.isNull():
            return
        ratio = painter.device().devicePixelRatio()
        grid = self.grid(ratio)
        if self._painted != (grid, ratio):
            self._scaled = QImage(grid.width, grid.height, QImage.Format.Format_ARGB32_Premultiplied)
            self._scaled.setDevicePixelRatio(ratio)
            self._scaled.fill(0)
            on_image = QPainter(self._scaled)
            on_image.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            on_image.drawImage(self.rect_of(self._lattice.window), self._ink, QRectF(self._ink.rect()))
            on_image.end()
            self._painted = grid, ratio
        painter.drawImage(QPointF(0, 0), self._scaled)

    @Slot(object)
    def _follow_size(self, view: object) -> None:
        super()._follow_size(view)
        self._soon()

    @Slot(object, object, object)
    def _follow_range(self, *moved: object) -> None:
        super()._follow_range(*moved)
        self._soon()

    def _soon(self) -> None:
        if self.isVisible() and self._asked is None and not self._timer.isActive():
            waited = (time.perf_counter() - self._last_asked) * 1000
            self._timer.start(max(0, round(APART_MILLISECONDS - waited)))

    @Slot()
    def _ask(self) -> None:
        size = self.view.rect()
        if not self.isVisible() or min(size.width(), size.height()) < 2 * self._cell:
            return
        lattice = Lattice.over(self.grid(), px(self._cell))
        if lattice == self._lattice and not self._outdated:
            return
        self._outdated = False
        self._asked, self._last_asked = lattice, time.perf_counter()
        self.wanted.emit(lattice)

    @Slot()
    def _print(self) -> None:
        """Draw the answer anew in the theme's colours."""
        self._painted = None
        if self._answer is None or not self._answer.size:
            return
        packed = np.ascontiguousarray(self.picture(self._answer))
        height, width = packed.shape
        layout = QImage.Format.Format_ARGB32_Premultiplied
        self._ink = QImage(packed.data, width, height, 4 * width, layout).copy()
        self.update()
