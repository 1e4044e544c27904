"""New images beside their originals, a row for each image or class; under each its nearest real image and a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, class_colour, font, px
from aeexplorer.widgets.generate.samples import Group, Near, Pictures, Sample
from aeexplorer.widgets.tile import paint_tile

TILE = 64
NEAR = 30
NAME = 88
"""Width of the names."""
WIDTH = 98
"""Of a sample with what stands under it."""
GAP = 10
BETWEEN = 14
"""Above and below the line between two groups."""


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a sample stands."""

    sample: Sample
    left: int
    top: int


class SampleGrid(QWidget):
    """As high as it needs to be; arrow keys go from sample to sample, the mouse points at them."""

    pointed = Signal(object)
    """The Sample under the mouse or at the keyboard; None if there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._pictures: Pictures | None = None
        self._places: list[_Place] = []
        self._heads: list[tuple[Group, int, int]] = []
        self._at: int | None = None
        sizing = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("New images"))
        appearance().changed.connect(self._dress)

    def set_groups(self, groups: Sequence[Group], pictures: Pictures | None) -> None:
        """Show other samples, or the same with their neighbours."""
        other = pictures is not self._pictures
        self._groups, self._pictures = list(groups), pictures
        self._lay_out()
        if other:
            self._at = 0 if self._places else None
        self.updateGeometry()
        self.update()
        self._say()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is shown."""
        return tuple(self._groups)

    @property
    def current(self) -> Sample | None:
        """The sample that was pointed at last, or the first one."""
        return None if self._at is None else self._places[self._at].sample

    def tile_rect(self, number: int) -> QRectF:
        """Where the picture of the sample at that place of the grid is drawn."""
        place = self._places[number]
        left = place.left + (px(TILE) + 1 if place.sample.original is not None else 0)
        return QRectF(left, place.top, px(TILE), px(TILE))

    # Where things stand

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arranged(width)[2]

    def sizeHint(self) -> QSize:
        return QSize(px(600), self.heightForWidth(px(600)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self._places, self._heads, _ = self._arranged(self.width())

    def _arranged(self, width: int) -> tuple[list[_Place], list[tuple[Group, int, int]], int]:
        """Places of samples, and of groups with their top and bottom, and the height of all, in a width."""
        named = any(group.name or group.caption for group in self._groups)
        of_all = any(group.original is not None for group in self._groups)
        pairs = any(sample.original is not None for group in self._groups for sample in group.samples[:1])
        left = (px(NAME) if named else 0) + (px(TILE) + px(2 * GAP) if of_all else 0)
        stride = max(px(WIDTH), 2 * px(TILE) + 1 if pairs else 0) + px(GAP)
        columns = max((width - left + px(GAP)) // stride, 1)
        places, heads, top = [], [], px(2)
        for group in self._groups:
            begin = top
            for k, sample in enumerate(group.samples):
                row, column = divmod(k, columns)
                places.append(_Place(sample, left + column * stride, begin + row * self._row_height()))
            top = begin + -(-len(group.samples) // columns) * self._row_height() - px(GAP)
            heads.append((group, begin, top))
            top += px(2 * BETWEEN)
        return places, heads, max(top - px(2 * BETWEEN) + px(4), 0)

    def _row_height(self) -> int:
        return px(TILE) + px(4) + px(NEAR) + px(GAP)

    def _box(self, place: _Place) -> QRect:
        wide = px(WIDTH) if place.sample.original is None else max(px(WIDTH), 2 * px(TILE) + 1)
        return QRect(place.left, place.top, wide, self._row_height() - px(GAP))

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        found = next((k for k, place in enumerate(self._places) if self._box(place).contains(point)), None)
        if found is not None:
            self._go(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, last = self._at if self._at is not None else -1, len(self._places) - 1
        goals = {
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Right: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Up: self._beside(-1),
            Qt.Key.Key_Down: self._beside(1),
        }
        if last < 0 or event.key() not in goals:
            super().keyPressEvent(event)
            return
        self._go(goals[Qt.Key(event.key())])

    def _beside(self, by: int) -> int:
        """The place above or below the current one."""
        if self._at is None or not self._places:
            return 0
        here = self._places[self._at]
        rows = [k for k, place in enumerate(self._places) if (place.top - here.top) * by > 0]
        if not rows:
            return self._at
        top = min((self._places[k].top for k in rows), key=lambda t: abs(t - here.top))
        return min((k for k in rows if self._places[k].top == top), key=lambda k: abs(self._places[k].left - here.left))

    def _go(self, number: int) -> None:
        if number != self._at:
            self._at = number
            self.update()
            self._say()

    def _say(self) -> None:
        sample = self.current
        words = [] if sample is None else [sample.name, sample.near.sentence if sample.near is not None else ""]
        self.setAccessibleDescription(". ".join(filter(None, words)))
        self.pointed.emit(sample)

    @property
    def current_box(self) -> QRect | None:
        """Where the current sample stands, to be scrolled to."""
        return None if self._at is None else self._box(self._places[self._at])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pictures is None:
            return
        theme = appearance().theme
        painter = QPainter(self)
        for k, (group, top, bottom) in enumerate(self._heads):
            if k:
                y = top - px(BETWEEN)
                painter.fillRect(QRect(0, y, self.width(), 1), QColor(theme.line))
            if bottom >= event.rect().top() and top <= event.rect().bottom():
                self._paint_head(painter, group, top)
        for k, place in enumerate(self._places):
            if self._box(place).intersects(event.rect()):
                self._paint_sample(painter, place, current=k == self._at)
        painter.end()

    def _paint_head(self, painter: QPainter, group: Group, top: int) -> None:
        theme = appearance().theme
        named = px(NAME) if any(one.name or one.caption for one in self._groups) else 0
        indent = 0
        if group.label is not None:
            painter.fillRect(QRect(0, top + px(3), px(10), px(10)), QColor(class_colour(theme, group.label)))
            indent = px(16)
        for text, role, y in ((group.name, font(13, 600), 0), (group.caption, font(12), 18 if group.name else 0)):
            painter.setFont(role)
            painter.setPen(QColor(theme.text1 if y == 0 and group.name else theme.text2))
            room = named - px(8) - (indent if y == 0 else 0)
            shown = QFontMetricsF(role).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(indent if y == 0 else 0, top + px(y) + px(13)), shown)
        if group.original is not None and self._pictures is not None:
            paint_tile(painter, QRectF(named, top, px(TILE), px(TILE)), self._pictures.real(group.original))

    def _paint_sample(self, painter: QPainter, place: _Place, *, current: bool) -> None:
        assert self._pictures is not None
        theme, sample = appearance().theme, place.sample
        left = place.left
        if sample.original is not None:
            box = QRectF(left, place.top, px(TILE), px(TILE))
            paint_tile(painter, box, self._pictures.real(sample.original))
            left += px(TILE) + 1
        box = QRectF(left, place.top, px(TILE), px(TILE))
        paint_tile(painter, box, self._pictures.new(sample.number))
        if current:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(box)
        if sample.near is not None:
            # Beside an original there is less than a word's room under the sample alone.
            under = place.left if sample.original is None else left + px(TILE) - px(WIDTH)
            self._paint_near(painter, sample.near, under, place.top + px(TILE) + px(4))

    def _paint_near(self, painter: QPainter, near: Near, left: int, top: int) -> None:
        assert self._pictures is not None
        theme = appearance().theme
        paint_tile(painter, QRectF(left, top, px(NEAR), px(NEAR)), self._pictures.real(near.row))
        weight = 400 if near.verdict == "plausible" else 600
        colour = {"memorised": theme.text1, "plausible": theme.text2, "unlike": theme.error}[near.verdict]
        for text, role, shade, y in (
            (near.distance, font(12), theme.text2, 12),
            (near.word, font(12, weight), colour, 26),
        ):
            painter.setFont(role)
            painter.setPen(QColor(shade))
            painter.drawText(QPointF(left + px(NEAR) + px(5), top + px(y)), text)

    @Slot()
    def _dress(self) -> None:
        self._lay_out()
        self.updateGeometry()
        self.update()
