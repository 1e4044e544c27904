"""Who wins on which image: a mark an image, and how many there are of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.member_mark import paint_mark
from aeexplorer.widgets.telling import Telling

LARGEST, SMALLEST = 22, 5
"""Px of an image's place."""
HEAD = 26


class WinnerTiles(Telling):
    """Pointing at an image tells of it; a click or Enter chooses it, and the arrow keys go through them."""

    pointed = Signal(object)
    """The place (int) of the image under the mouse, or None."""
    chosen = Signal(int)

    def __init__(self, name: str, tell: Callable[[int], str], parent: QWidget | None = None) -> None:
        """``tell`` says in words what there is at a place."""
        super().__init__(parent)
        self._tell = tell
        self._winners: tuple[int | None, ...] = ()
        self._places: tuple[int, ...] = ()
        self._at: int | None = None
        self._selected: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(130))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(72))

    @property
    def winners(self) -> tuple[int | None, ...]:
        """The winner's place among the models, image by image; None where it is shared."""
        return self._winners

    @property
    def counts(self) -> tuple[tuple[int | None, int], ...]:
        """On how many images each model wins; None for shared ones, if there are any."""
        counts: list[tuple[int | None, int]] = [(place, self._winners.count(place)) for place in self._places]
        shared = self._winners.count(None)
        return (*counts, (None, shared)) if shared else tuple(counts)

    def set_winners(self, winners: Sequence[int | None], places: Sequence[int]) -> None:
        """Show who wins on each image, of the models at ``places``."""
        if (tuple(winners), tuple(places)) != (self._winners, self._places):
            if len(winners) != len(self._winners):
                self._at = None
            self._winners, self._places = tuple(winners), tuple(places)
            shared = self.tr("shared")
            self.setAccessibleDescription(
                ", ".join(f"{shared if place is None else 'ABCD'[place]} {n}" for place, n in self.counts)
            )
            self.update()

    def set_selected(self, at: int | None) -> None:
        """Ring the image that is selected elsewhere."""
        if at != self._selected:
            self._selected = at
            self.update()

    # Where things stand

    def _layout(self) -> tuple[int, int]:
        """Side of an image's place, and how many stand in a row: as large as they all fit."""
        n, width, height = max(len(self._winners), 1), self.width() - px(4), self.height() - px(HEAD) - px(4)
        for side in range(px(LARGEST), px(SMALLEST), -1):
            row = max(width // side, 1)
            if -(-n // row) * side <= height:
                return side, row
        return px(SMALLEST), max(width // px(SMALLEST), 1)

    def place_of(self, at: int) -> QRectF:
        """The square of an image."""
        side, row = self._layout()
        return QRectF(px(2) + at % row * side, px(HEAD) + at // row * side, side, side)

    def _found(self, point: QPointF) -> int | None:
        side, row = self._layout()
        column, line = int((point.x() - px(2)) // side), int((point.y() - px(HEAD)) // side)
        at = line * row + column
        return at if 0 <= column < row and line >= 0 and at < len(self._winners) else None

    # Hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self._found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._go(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._found(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._go(at)
            self.chosen.emit(at)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        _, row = self._layout()
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -row, Qt.Key.Key_Down: row}.get(
            Qt.Key(event.key())
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.chosen.emit(self._at)
        elif by is not None and self._winners:
            at = 0 if self._at is None else self._at + by
            if 0 <= at < len(self._winners):
                self._go(at)
        else:
            super().keyPressEvent(event)

    def _go(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self.update()
            self.pointed.emit(at)

    def event(self, event: QEvent) -> bool:
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in arrows:
            # The window's arrow keys go through epochs.
            event.accept()
            return True
        return super().event(event)

    def words_at(self, at: QPoint) -> str:
        place = self._found(QPointF(at))
        return "" if place is None else self._tell(place)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = appearance().theme
        self._paint_counts(painter)
        side, _ = self._layout()
        for at, winner in enumerate(self._winners):
            square = self.place_of(at)
            if at in (self._at, self._selected):
                painter.setBrush(QColor(theme.tint))
                painter.setPen(QPen(QColor(theme.accent), 1))
                painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), px(2), px(2))
            self._paint(painter, square.center(), winner, side * 0.58)
        painter.end()

    def _paint(self, painter: QPainter, centre: QPointF, winner: int | None, size: float) -> None:
        if winner is not None:
            paint_mark(painter, centre, winner, size)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(appearance().theme.control), 1))
        painter.drawEllipse(centre, size / 2, size / 2)

    def _paint_counts(self, painter: QPainter) -> None:
        chosen, beside, apart = self._spacing_of_counts()
        metrics, x, middle = QFontMetricsF(chosen), float(px(2)), px(HEAD) / 2 - px(3)
        painter.setFont(chosen)
        for place, n in self.counts:
            self._paint(painter, QPointF(x + px(6), middle), place, px(10))
            text = f"{n:,}"
            painter.setPen(QColor(appearance().theme.text1))
            painter.drawText(QPointF(x + beside, middle + (metrics.ascent() - metrics.descent()) / 2), text)
            x += beside + metrics.horizontalAdvance(text) + apart

    def _spacing_of_counts(self) -> tuple[QFont, int, int]:
        """Their font, the room of a mark and that between them: smaller where there is less room."""
        for size, beside, apart in ((13, 15, 9), (13, 14, 5), (12, 14, 2)):
            found = font(size, 600)
            texts = sum(QFontMetricsF(found).horizontalAdvance(f"{n:,}") for _, n in self.counts)
            if px(2) + texts + len(self.counts) * px(beside + apart) <= self.width():
                break
        return found, px(beside), px(apart)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
