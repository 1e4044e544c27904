"""DecodedLayer: what the codes behind the points decode to, as ink on paper, following zoom and pan."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.map.decoded_grid import Lattice
from aeexplorer.widgets.map.layer import MapLayer
from aeexplorer.widgets.map.pixel_grid import PixelGrid

CELL = 40
APART_MILLISECONDS = 100
"""From one question to the next at least: a grid of images is the dearest thing that the map asks for."""
FAINT_LIGHT, FAINT_DARK, FULL = 0.17, 0.20, 0.78


class DecodedLayer(MapLayer):
    """Says which lattice it wants, and shows the last mosaic it was given, moved and scaled, until the next arrives."""

    wanted = Signal(object)
    """A Lattice. Answer with ``show_mosaic``, or ``give_up``."""

    def __init__(self, view: Any, z: float = 0) -> None:
        super().__init__(view, z)
        self.setVisible(False)
        self._faint = True
        self._outdated = True
        self._asked: Lattice | None = None
        self._last_asked = 0.0
        self._lattice: Lattice | None = None
        self._mosaic = np.empty((0, 0), np.uint8)
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

    def set_shown(self, shown: bool, *, faint: bool) -> None:
        """Show the layer or not; ``faint`` under points."""
        if faint != self._faint:
            self._faint = faint
            self._print()
        if shown != self.isVisible():
            self.setVisible(shown)
            self._soon()

    def outdate(self) -> None:
        """The decoder has changed: ask again, and keep what is shown until then."""
        self._outdated = True
        self._soon()

    def forget(self) -> None:
        """Show nothing: the images belong to another latent space."""
        self._lattice = self._asked = None
        self._painted = None
        self.outdate()
        self.update()

    def show_mosaic(self, lattice: Lattice, mosaic: NDArray[np.uint8]) -> None:
        """Show the answer to ``wanted``: (H, W) ink or (H, W, 3) colours, uint8."""
        self._asked = None
        self._lattice, self._mosaic = lattice, np.ascontiguousarray(mosaic)
        self._print()
        self._soon()

    def give_up(self) -> None:
        """No answer will come to the question that is open."""
        self._asked = None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the mosaic where its codes are now."""
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
        if not self.isVisible() or size.width() < 2 * CELL or size.height() < 2 * CELL:
            return
        lattice = Lattice.over(self.grid(), px(CELL))
        if lattice == self._lattice and not self._outdated:
            return
        self._outdated = False
        self._asked, self._last_asked = lattice, time.perf_counter()
        self.wanted.emit(lattice)

    @Slot()
    def _print(self) -> None:
        """The mosaic in the theme's ink: premultiplied, the background clear."""
        self._painted = None
        if not self._mosaic.size:
            return
        theme = appearance().theme
        strength = FULL if not self._faint else FAINT_DARK if theme.dark else FAINT_LIGHT
        cover = np.full(self._mosaic.shape[:2], round(255 * strength), np.uint32)
        if self._mosaic.ndim == 2:
            cover = (self._mosaic * strength).astype(np.uint32)
            ink = QColor(theme.text1)
            red, green, blue = (cover * part // 255 for part in (ink.red(), ink.green(), ink.blue()))
        else:
            red, green, blue = ((self._mosaic[:, :, c] * strength).astype(np.uint32) for c in range(3))
        packed = np.ascontiguousarray(cover << 24 | red << 16 | green << 8 | blue)
        height, width = packed.shape
        layout = QImage.Format.Format_ARGB32_Premultiplied
        self._ink = QImage(packed.data, width, height, 4 * width, layout).copy()
        self.update()
