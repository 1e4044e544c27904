"""The marks of compared models: square, disc, triangle, diamond, so that colour never stands alone; and their lines."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from aeexplorer.theme import appearance, member_colour, px

LINES = (Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
SIZE = 11
GLYPHS = ("■□", "●○", "▲△", "◆◇")
"""The marks in a line of text, filled and hollow."""


def paint_mark(painter: QPainter, centre: QPointF, place: int, size: float, *, filled: bool = True) -> None:
    """Paint the mark of the model at ``place``, 0 to 3, about ``size`` px wide, in its colour or as its outline."""
    theme = appearance().theme
    colour = QColor(member_colour(theme, place))
    line = 0.0 if filled else 0.2 * size
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(colour, line))
    painter.setBrush(colour if filled else QColor(theme.panel))
    half = (size - line) / 2
    match place:
        case 0:
            painter.drawRect(QRectF(centre.x() - half, centre.y() - half, size, size))
        case 1:
            painter.drawEllipse(centre, half * 1.1, half * 1.1)
        case 2:
            painter.drawPolygon(_polygon(centre, half * 1.3, ((-1, 0.75), (0, -0.95), (1, 0.75))))
        case _:
            painter.drawPolygon(_polygon(centre, half * 1.25, ((-1, 0), (0, -1), (1, 0), (0, 1))))
    painter.restore()


def member_pen(place: int, width: float = 2.0) -> QPen:
    """The line of the model at ``place`` in a plot, ``width`` px."""
    pen = QPen(QColor(member_colour(appearance().theme, place)), width, LINES[place])
    # Cosmetic: plots are scaled.
    pen.setCosmetic(True)
    return pen


def _polygon(centre: QPointF, scale: float, corners: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([centre + QPointF(x * scale, y * scale) for x, y in corners])


class MemberMark(QWidget):
    """The mark beside a model's name."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        appearance().changed.connect(self._redraw)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(SIZE + 5), px(SIZE + 5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()).center(), self._place, px(SIZE))

    @Slot()
    def _redraw(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
