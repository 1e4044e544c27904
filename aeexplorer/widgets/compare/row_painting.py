"""Paints rows of pictures: words once, pictures and values as often as they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.compare.row_places import RowPlaces
from aeexplorer.widgets.member_mark import paint_mark


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of n pictures.

    Attributes:
        title: what they are.
        caption: more of that, a line each.
        strip: the pictures side by side, each as wide as the others.
        values: what stands under each; () for nothing.
        best: whether a value is better than those of the other rows.
        mark: place of the model whose pictures these are, or None.
        follows: whether the row belongs to the one above.
    """

    title: str
    caption: tuple[str, ...]
    strip: QImage
    values: tuple[str, ...] = ()
    best: tuple[bool, ...] = ()
    mark: int | None = None
    follows: bool = False


class RowPainting:
    """Keeps a picture of the words for as long as they, their places and the appearance stay."""

    def __init__(self, places: RowPlaces) -> None:
        self._places = places
        self._words = QPixmap()
        self._words_of: object = None

    def forget(self) -> None:
        """Draw the words anew: they have other places, or the appearance is another."""
        self._words_of = None

    def paint(self, painter: QPainter, size: QSize, ground: QColor, rows: Sequence[Row], heads: Sequence[str]) -> None:
        """Draw everything but frames in an area of ``size``."""
        ratio = painter.device().devicePixelRatio()
        words = tuple((row.title, row.caption, row.mark, row.follows) for row in rows)
        words_of = size, ratio, ground, tuple(heads), words
        if words_of != self._words_of:
            self._words_of = words_of
            self._words = QPixmap(size * ratio)
            self._words.setDevicePixelRatio(ratio)
            # On a ground without a colour, letters would be drawn more coarsely than beside it.
            self._words.fill(ground)
            self._draw_words(rows, heads)
        painter.drawPixmap(0, 0, self._words)
        for at, row in enumerate(rows):
            self._paint_pictures(painter, at, row.strip, len(heads))
        painter.setPen(QPen(QColor(appearance().theme.control), 1))
        painter.drawRects(self._places.borders)
        for best in (False, True):
            self._paint_values(painter, rows, len(heads), best)

    def _paint_pictures(self, painter: QPainter, at: int, strip: QImage, n: int) -> None:
        width, height = strip.width() / max(n, 1), strip.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._places.side < width)
        for column, inside in enumerate(self._places.insides[at]):
            painter.drawImage(inside, strip, QRectF(column * width, 0, width, height))

    def _paint_values(self, painter: QPainter, rows: Sequence[Row], n: int, best: bool) -> None:
        """Only those that are the best, or only the others: fonts and pens cost more than the figures."""
        theme = appearance().theme
        painter.setFont(font(12, 600 if best else 400))
        painter.setPen(QColor(theme.accent if best else theme.text2))
        for at, row in enumerate(rows):
            for column, value in enumerate(row.values[:n]):
                if best == (column < len(row.best) and row.best[column]):
                    painter.drawText(self._places.value(at, column), Qt.AlignmentFlag.AlignCenter, value)

    def _draw_words(self, rows: Sequence[Row], heads: Sequence[str]) -> None:
        painter = QPainter(self._words)
        for at, row in enumerate(rows):
            self._draw_words_of(painter, at, row)
        painter.setFont(font(12))
        painter.setPen(QColor(appearance().theme.text2))
        for column, head in enumerate(heads):
            box = self._places.head(column)
            words = painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, round(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _draw_words_of(self, painter: QPainter, at: int, row: Row) -> None:
        theme = appearance().theme
        box = self._places.words(at)
        left, top = box.left(), box.top()
        painter.setFont(font(13, 400 if row.follows else 600))
        metrics = painter.fontMetrics()
        if row.mark is not None and not row.follows:
            paint_mark(painter, QPointF(left + px(6), top + metrics.height() / 2), row.mark, px(11))
            left += px(18)
        painter.setPen(QColor(theme.text1))
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, round(box.right() - left))
        painter.drawText(QPointF(left, top + metrics.ascent()), title)
        y = top + metrics.height()
        painter.setFont(font(12))
        painter.setPen(QColor(theme.text2))
        small = painter.fontMetrics()
        for words in row.caption:
            if y + small.height() > box.bottom():
                break
            words = small.elidedText(words, Qt.TextElideMode.ElideRight, round(box.width()))
            painter.drawText(QPointF(box.left(), y + small.ascent()), words)
            y += small.height()
