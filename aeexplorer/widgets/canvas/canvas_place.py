"""CanvasPlace: where the image's pixels lie in the widget, while one zooms and pans."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from aeexplorer.widgets.image_view import whole_scale

LARGEST = 128.0
"""Widget pixels for one of the image."""
STEP = 1.25
"""Zoom of one notch of the wheel."""


class CanvasPlace:
    """Fits the image into the room until somebody zooms or pans; scales of whole device pixels where that is near."""

    def __init__(self) -> None:
        self._room = QRectF(0, 0, 1, 1)
        self._image = QSize(1, 1)
        self._ratio = 1.0
        self._fits = True
        self.scale = 1.0
        """Widget pixels for one of the image."""
        self.origin = QPointF()
        """Where the image's top left corner lies."""

    @property
    def fits(self) -> bool:
        """Whether the whole image is fitted into the room."""
        return self._fits

    def set_room(self, room: QRectF, ratio: float) -> None:
        """The image may lie in ``room``, of a screen with ``ratio`` device pixels for one of the widget's."""
        moved = room.center() - self._room.center()
        self._room, self._ratio = room, ratio
        if self._fits:
            self.fit()
        else:
            self._move_to(self.origin + moved)

    def set_image(self, size: QSize) -> None:
        """An image of another size is fitted into the room; one of the same size stays where it is."""
        if size != self._image:
            self._image = size
            self.fit()

    def fit(self) -> None:
        """The whole image, as large as there is room, in the middle."""
        self._fits = True
        room, image = self._room, self._image
        self.scale = min(
            whole_scale(room.width(), image.width(), self._ratio),
            whole_scale(room.height(), image.height(), self._ratio),
            LARGEST,
        )
        half = QPointF(image.width(), image.height()) * (self.scale / 2)
        self._move_to(room.center() - half)

    def zoom(self, notches: float, at: QPointF) -> None:
        """Larger or smaller; the place ``at`` of the widget stays over the same place of the image."""
        held = self.to_image(at)
        least = min(self._fitting_scale(), 1.0)
        scale = min(max(self.scale * STEP**notches, least), LARGEST)
        if scale * self._ratio >= 2:
            # Pixels of one size; a notch always leads to another.
            whole = max(round(scale * self._ratio), 1) / self._ratio
            if whole == self.scale and scale != self.scale:
                whole += math.copysign(1, notches) / self._ratio
            scale = min(max(whole, least), LARGEST)
        self._fits = False
        self.scale = scale
        self._move_to(at - held * scale)

    def pan(self, by: QPointF) -> None:
        """Move the image; some of it always stays to be seen."""
        self._fits = False
        self._move_to(self.origin + by)

    def to_image(self, point: QPointF) -> QPointF:
        """The place (x, y) of the image, in its pixels, under a place of the widget."""
        return (point - self.origin) * (1 / self.scale)

    def to_widget(self, point: QPointF) -> QPointF:
        """Where a place of the image lies in the widget."""
        return self.origin + point * self.scale

    def rect(self) -> QRectF:
        """Where the image lies in the widget."""
        return QRectF(self.origin, self._image.toSizeF() * self.scale)

    def rect_of(self, left: int, top: int, width: int, height: int) -> QRectF:
        """Where some of the image's pixels lie in the widget."""
        corner = self.to_widget(QPointF(left, top))
        return QRectF(corner.x(), corner.y(), width * self.scale, height * self.scale)

    def pixels_in(self, rect: QRectF) -> QRect:
        """The image's pixels that a part of the widget shows, if only in part."""
        first, last = self.to_image(rect.topLeft()), self.to_image(rect.bottomRight())
        left, top = math.floor(first.x()), math.floor(first.y())
        found = QRect(left, top, math.ceil(last.x()) - left, math.ceil(last.y()) - top)
        return found.intersected(QRect(0, 0, self._image.width(), self._image.height()))

    def _fitting_scale(self) -> float:
        room, image = self._room, self._image
        return min(room.width() / max(image.width(), 1), room.height() / max(image.height(), 1))

    def _move_to(self, origin: QPointF) -> None:
        room, size = self._room, self._image.toSizeF() * self.scale
        keep = min(2 * self.scale, size.width() / 2, size.height() / 2, 32.0)
        x = min(max(origin.x(), room.left() + keep - size.width()), room.right() - keep)
        y = min(max(origin.y(), room.top() + keep - size.height()), room.bottom() - keep)
        # On whole device pixels, so that all pixels of the image are drawn alike.
        self.origin = QPointF(round(x * self._ratio) / self._ratio, round(y * self._ratio) / self._ratio)
