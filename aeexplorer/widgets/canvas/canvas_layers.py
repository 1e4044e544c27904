"""CanvasLayers: the image and the mask as Qt images, kept up to date only where something was painted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from aeexplorer.session.paint_mask import Box, PaintMask
from aeexplorer.tokens import LIGHT, mixed
from aeexplorer.widgets.canvas.canvas_place import CanvasPlace
from aeexplorer.widgets.pictures import to_qimage

TINT, HATCH = LIGHT.accent, mixed(LIGHT.accent, "#000000", 0.6)
"""Images look alike in both themes, and so does what is painted over them."""
OPACITY, HATCH_OPACITY = 0.7, 0.6
HATCH_SIDE = 8
"""Pixels from one line of the hatching to the next."""
SPARE = 256
EDGES_FROM = 3
"""Widget pixels for one of the image from which on the mask gets an edge."""


class CanvasLayers:
    """Draws any part of the canvas."""

    def __init__(self, mask: PaintMask) -> None:
        self._mask = mask
        self._source = ""
        self._hatch: tuple[float, QSize, QImage] | None = None
        self._picture = QImage()
        self._tint = np.zeros((1, 1), np.uint32)
        self.rebuild()

    def set_source(self, source: str) -> None:
        """The image belongs to this data set, which decides about its colours."""
        if source != self._source:
            self._source = source
            self.rebuild()

    def rebuild(self) -> None:
        """Take both layers anew."""
        height, width = self._mask.size
        self._picture = QImage(width, height, QImage.Format.Format_RGB32)
        self._tint = np.zeros((height, width), np.uint32)
        self.update((0, 0, width, height))

    def update(self, box: Box) -> None:
        """Take what changed in ``box``."""
        left, top, width, height = box
        rows, columns = slice(top, top + height), slice(left, left + width)
        painter = QPainter(self._picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(left, top, to_qimage(self._mask.picture[:, rows, columns], self._source))
        painter.end()
        self._tint[rows, columns] = _premultiplied(self._mask.cover[rows, columns], TINT, OPACITY)

    def paint(self, painter: QPainter, place: CanvasPlace, exposed: QRect) -> None:
        """Draw what of the canvas lies in ``exposed``."""
        seen = place.pixels_in(QRectF(exposed))
        if seen.isEmpty():
            return
        painter.save()
        painter.setClipRect(exposed.intersected(place.rect().toAlignedRect()))
        target = place.rect_of(seen.x(), seen.y(), seen.width(), seen.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, place.scale < 1)
        painter.drawImage(target, self._picture, QRectF(seen))
        rows, columns = slice(seen.top(), seen.bottom() + 1), slice(seen.left(), seen.right() + 1)
        cover = self._mask.cover[rows, columns]
        if cover.any():
            painter.drawImage(target, _argb(self._tint[rows, columns]))
            self._paint_hatching(painter, cover, target)
            if place.scale >= EDGES_FROM:
                self._paint_edges(painter, place, seen)
        painter.restore()

    def _paint_hatching(self, painter: QPainter, cover: NDArray[np.uint8], target: QRectF) -> None:
        """Diagonal lines, each as dense as what they lie on is covered."""
        ratio = painter.device().devicePixelRatioF()
        whole = target.toAlignedRect()
        sheet = QImage(whole.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        sheet.setDevicePixelRatio(ratio)
        sheet.fill(0)
        on_sheet = QPainter(sheet)
        on_sheet.drawImage(target.translated(-whole.topLeft()), _argb(_premultiplied(cover, HATCH, HATCH_OPACITY)))
        on_sheet.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        # The lines stay where they are, whatever part of the canvas is drawn anew.
        shift = QPointF(whole.left() % HATCH_SIDE, whole.top() % HATCH_SIDE)
        lines = self._hatching(whole.size() + QSize(HATCH_SIDE, HATCH_SIDE), ratio)
        on_sheet.drawImage(QPointF(), lines, QRectF(shift * ratio, sheet.size().toSizeF()))
        on_sheet.end()
        painter.drawImage(whole.topLeft(), sheet)

    def _hatching(self, size: QSize, ratio: float) -> QImage:
        """Lines over ``size`` at least. A brush with a pattern would do, but Qt fills with it in other threads."""
        if self._hatch is None or self._hatch[0] != ratio or self._hatch[1] != self._hatch[1].expandedTo(size):
            # With room to spare: a stroke's next part may be a little larger.
            whole = QSize(size.width() + SPARE, size.height() + SPARE)
            whole = whole if self._hatch is None else self._hatch[1].expandedTo(whole)
            sheet = QImage(whole * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            sheet.setDevicePixelRatio(ratio)
            sheet.fill(0)
            painter = QPainter(sheet)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor("black"), HATCH_SIDE * 0.36))
            for start in range(0, whole.width() + whole.height() + HATCH_SIDE, HATCH_SIDE):
                painter.drawLine(QPointF(start + 1, -1), QPointF(start - whole.height() - 1, whole.height() + 1))
            painter.end()
            self._hatch = ratio, whole, sheet
        return self._hatch[2]

    def _paint_edges(self, painter: QPainter, place: CanvasPlace, seen: QRect) -> None:
        """A light line around what is painted."""
        # One pixel more on each side: an edge belongs to two pixels.
        height, width = self._mask.size
        top, left = max(seen.top() - 1, 0), max(seen.left() - 1, 0)
        bottom, right = min(seen.bottom() + 2, height), min(seen.right() + 2, width)
        mask = np.pad(self._mask.mask[top:bottom, left:right], 1)
        lines = []
        for row, column in np.argwhere(mask[1:, 1:-1] != mask[:-1, 1:-1]):
            start = place.to_widget(QPointF(left + column, top + row))
            lines.append(QLineF(start, start + QPointF(place.scale, 0)))
        for row, column in np.argwhere(mask[1:-1, 1:] != mask[1:-1, :-1]):
            start = place.to_widget(QPointF(left + column, top + row))
            lines.append(QLineF(start, start + QPointF(0, place.scale)))
        painter.setPen(QPen(QColor("white"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        painter.drawLines(lines)


def _premultiplied(cover: NDArray[np.uint8], colour: str, opacity: float) -> NDArray[np.uint32]:
    """ARGB of ``colour``, as opaque as ``cover`` (H, W) says, ``opacity`` at most."""
    alpha = np.rint(cover * opacity).astype(np.uint32)
    packed: NDArray[np.uint32] = alpha << np.uint32(24)
    for channel, shift in zip(bytes.fromhex(colour[1:]), (16, 8, 0), strict=True):
        packed |= (alpha * np.uint32(channel) // np.uint32(255)) << np.uint32(shift)
    return packed


def _argb(packed: NDArray[Any]) -> QImage:
    tight = np.ascontiguousarray(packed)
    height, width = tight.shape
    return QImage(tight.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
