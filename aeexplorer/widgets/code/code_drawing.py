"""A code drawn as what it is: a bar for each number of a vector, a tile for each feature map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.code.tile_grid import TileGrid, tile_grid
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.latent_sliders import SUBSCRIPTS
from aeexplorer.widgets.telling import Telling

BARS = 72
"""Height of bars, in px."""
MOST_HIGH = 240
"""Of tiles, in px."""
WIDEST = 28
"""Of a bar with its gap, in px."""
NOTHING = np.empty(0, np.float32)


class CodeDrawing(Telling):
    """Accent bars for the code that is decoded, with a line of ink where the image's own number is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape: tuple[int, ...] = ()
        self._code = self._own = NOTHING
        self._low, self._high = -1.0, 1.0
        self._image: QImage | None = None
        sizing = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self.setAccessibleName(self.tr("The code, drawn"))
        appearance().changed.connect(self._dress)

    @property
    def is_tiles(self) -> bool:
        """Whether the code consists of maps."""
        return len(self._shape) == 3

    @property
    def code(self) -> NDArray[np.float32]:
        """What is drawn (d,)."""
        return self._code

    def set_code(
        self, shape: tuple[int, ...], code: NDArray[np.float32] | None, own: NDArray[np.float32] | None
    ) -> None:
        """Draw ``code`` (d,) of a latent ``shape``; ``own`` (d,) is the image's own one."""
        if shape != self._shape:
            self._shape = shape
            self.updateGeometry()
        self._code = NOTHING if code is None else code
        self._own = self._code if own is None else own
        self._image = None
        self._describe()
        self.update()

    def set_range(self, low: float, high: float) -> None:
        """Where the numbers of most codes lie: the scale of bars and tiles."""
        if low < high and (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self._image = None
            self.update()

    @property
    def range(self) -> tuple[float, float]:
        """The scale of bars and tiles: at both ends are the lowest and highest numbers of most codes."""
        return self._low, self._high

    def sizeHint(self) -> QSize:
        return QSize(px(336), self.heightForWidth(px(336)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(48))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._tiles(width).height if self.is_tiles else px(BARS)

    def _tiles(self, width: int) -> TileGrid:
        maps, down, across = self._shape
        return tile_grid(maps, down, across, width, px(MOST_HIGH), px(4))

    def _pitch(self) -> float:
        return min(self.width() / max(len(self._code), 1), px(WIDEST))

    def tile_rect(self, number: int) -> QRectF:
        """Where feature map ``number`` is drawn."""
        return self._tiles(self.width()).rect(number)

    def number_at(self, at: QPoint) -> int | None:
        """Index into the flat code of what is drawn at a pixel."""
        if not len(self._code):
            return None
        if not self.is_tiles:
            number = math.floor(at.x() / self._pitch())
            return number if 0 <= number < len(self._code) else None
        return self._tiles(self.width()).number_at(at.x(), at.y())

    def words_at(self, at: QPoint) -> str:
        """Which number is drawn at a pixel, and its value; "" where there is none."""
        number = self.number_at(at)
        if number is None or number >= len(self._code):
            return ""
        value, own = figure(float(self._code[number]), 2), figure(float(self._own[number]), 2)
        if self.is_tiles:
            _, down, across = self._shape
            words = self.tr("map {map}, row {row}, column {column}: {value}").format(
                map=number // (down * across) + 1,
                row=number // across % down + 1,
                column=number % across + 1,
                value=value,
            )
        else:
            words = f"z{str(number + 1).translate(SUBSCRIPTS)} {value}"
        return words if value == own else self.tr("{words} (the image's own: {own})").format(words=words, own=own)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not len(self._code):
            return
        painter = QPainter(self)
        if self.is_tiles:
            self._paint_tiles(painter)
        else:
            self._paint_bars(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        theme, n = appearance().theme, len(self._code)
        # Zero is always on the scale, and no number leaves the picture.
        low, high = min(self._low, float(self._code.min()), 0.0), max(self._high, float(self._code.max()), 0.0)
        scale = (self.height() - 4) / max(high - low, 1e-9)
        zero = 2 + high * scale
        pitch = self._pitch()
        gap = 0.0 if pitch < 3 else min(pitch * 0.25, px(4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, pitch < 3)
        for k, value in enumerate(np.nan_to_num(self._code).tolist()):
            top, bottom = sorted((zero, zero - value * scale))
            bar = QRectF(k * pitch + gap / 2, top, max(pitch - gap, 1.0), max(bottom - top, 1.0))
            painter.fillRect(bar, QColor(theme.accent))
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(QPointF(0, round(zero) + 0.5), QPointF(self.width(), round(zero) + 0.5))
        if pitch >= 3 and len(self._own) == n:
            painter.setPen(QPen(QColor(theme.text1), px(2)))
            for k in np.flatnonzero(self._own != self._code).tolist():
                y = zero - float(self._own[k]) * scale
                painter.drawLine(QPointF(k * pitch, y), QPointF((k + 1) * pitch, y))

    def _paint_tiles(self, painter: QPainter) -> None:
        maps, down, across = self._shape
        if self._image is None:
            share = np.nan_to_num((self._code - self._low) / (self._high - self._low))
            grey = np.rint(255 * np.clip(share, 0, 1)).astype(np.uint8).reshape(maps * down, across)
            self._image = QImage(grey.tobytes(), across, maps * down, across, QImage.Format.Format_Grayscale8).copy()
        painter.setPen(QPen(QColor(appearance().theme.control), 1))
        for number in range(maps):
            where = self.tile_rect(number)
            painter.drawImage(where, self._image, QRectF(0, number * down, across, down))
            painter.drawRect(where.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _describe(self) -> None:
        shape = " × ".join(map(str, self._shape))
        self.setAccessibleDescription(
            self.tr("{shape} feature maps").format(shape=shape)
            if self.is_tiles
            else ", ".join(figure(value, 2) for value in self._code[:16].tolist())
        )

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
