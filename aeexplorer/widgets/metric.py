"""A measured number with its name, its unit, and which way is better."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import figure

Better = Literal["up", "down", ""]

_ARROWS = {"up": "\N{UPWARDS ARROW}", "down": "\N{DOWNWARDS ARROW}"}
BEST = "\N{BLACK DIAMOND}"


class _Words(NamedTuple):
    text: str
    font: QFont
    colour: str
    gap: float


class MetricLabel(QWidget):
    """``PSNR 15.6 dB ↑ better``; ``stacked`` puts the name on a line of its own, over the value.

    ``comparable`` keeps room for the ◆ of the best value, so that digits line up whether or not it is there.
    """

    def __init__(
        self,
        name: str,
        unit: str = "",
        better: Better = "",
        *,
        decimals: int | None = None,
        stacked: bool = False,
        comparable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._unit, self._better = name, unit, better
        self._decimals, self._stacked, self._comparable = decimals, stacked, comparable
        self._value: float | None = None
        self._best = self._brief = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._describe()
        appearance().changed.connect(self._dress)

    @property
    def value(self) -> float | None:
        """The number shown; None shows as a dash."""
        return self._value

    @property
    def text(self) -> str:
        """What can be read, such as ``PSNR 15.6 dB ↑ better``."""
        return " ".join(words.text for row in self._rows() for words in row)

    def set_value(self, value: float | None) -> None:
        """Show another number."""
        if value != self._value:
            before = self.sizeHint()
            self._value = value
            self._describe()
            # Only a wider text asks the layout for room: numbers that tick must not move what stands beside them.
            if self.sizeHint().width() > before.width():
                self.updateGeometry()
            self.update()

    def set_best(self, best: bool) -> None:
        """Mark it as the best of those compared."""
        if best != self._best:
            self._best = best
            self._describe()
            self.update()

    def set_brief(self, brief: bool) -> None:
        """Where there is little room, let the arrow alone say which way is better."""
        if brief != self._brief:
            self._brief = brief
            self._dress()

    def sizeHint(self) -> QSize:
        rows = [self._width(row) for row in self._rows()]
        return QSize(round(max(rows) + 0.5) + 2 * self._inset(), px(40 if self._stacked else 24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _rows(self) -> list[list[_Words]]:
        theme = appearance().theme
        strong = theme.accent if self._best else theme.text1
        after = 4 if self._brief else 8
        value = _Words(
            figure(self._value, self._decimals),
            font(15, 700 if self._best else 600),
            strong,
            px(4 if self._unit else after),
        )
        unit = _Words(
            self._unit, font(13) if self._stacked else value.font, theme.text2 if self._stacked else strong, px(after)
        )
        direction = "" if not self._better else self.tr("{arrow} better").format(arrow=_ARROWS[self._better])
        if self._better and self._brief:
            direction = _ARROWS[self._better]
        name = _Words(
            self._name,
            font(13, 600) if self._stacked else font(13),
            theme.text1 if self._stacked else theme.text2,
            px(6),
        )
        parts = [value, unit, _Words(direction, font(13), theme.text3, 0)]
        if self._comparable:
            parts.insert(2, _Words(BEST, font(13), theme.accent if self._best else "", px(8)))
        row = [words for words in parts if words.text]
        return [[name], row] if self._stacked else [[name, *row]]

    def _inset(self) -> int:
        # The tint of the best value needs room beside the text; all that are compared take it, so that they line up.
        return px(6) if self._comparable else 0

    @staticmethod
    def _width(row: list[_Words]) -> float:
        return sum(QFontMetricsF(words.font).horizontalAdvance(words.text) + words.gap for words in row) - row[-1].gap

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._best:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(appearance().theme.tint))
            painter.setBrush(QColor(appearance().theme.tint))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        rows = self._rows()
        line = self.height() / len(rows)
        for k, row in enumerate(rows):
            metrics = QFontMetricsF(font(15, 600))
            baseline = k * line + (line + metrics.ascent() - metrics.descent()) / 2
            x = float(self._inset())
            for words in row:
                painter.setFont(words.font)
                if words.colour:
                    painter.setPen(QColor(words.colour))
                    painter.drawText(QPointF(x, baseline), words.text)
                x += QFontMetricsF(words.font).horizontalAdvance(words.text) + words.gap
        painter.end()

    def _describe(self) -> None:
        said = " ".join(part for part in (self._name, figure(self._value, self._decimals), self._unit) if part)
        if self._better == "up":
            said = self.tr("{said}, higher is better").format(said=said)
        elif self._better == "down":
            said = self.tr("{said}, lower is better").format(said=said)
        self.setAccessibleName(self.tr("{said}, the best").format(said=said) if self._best else said)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
