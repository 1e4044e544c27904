"""A choice among few: joined buttons with one border, the chosen one tinted."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px


class Segmented(QWidget):
    """One of ``options``, pairs of a value and its text; arrow keys move the choice."""

    changed = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[Hashable, str]],
        value: Hashable | None = None,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values: list[Hashable] = []
        self._segments: list[_Segment] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._announce)
        self._group.idToggled.connect(self._stop_tab_here)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)
        self.set_options(options, value)

    def set_options(self, options: Sequence[tuple[Hashable, str]], value: Hashable | None = None) -> None:
        """Offer other options; ``value`` (or the first) is chosen, without a signal."""
        before, self._segments = self._segments, []
        for segment in before:
            self._group.removeButton(segment)
            self._row.removeWidget(segment)
            segment.deleteLater()
        self._values = [key for key, _ in options]
        self._segments = [_Segment(text, k == 0, k == len(options) - 1) for k, (_, text) in enumerate(options)]
        for k, segment in enumerate(self._segments):
            self._group.addButton(segment, k)
            self._row.addWidget(segment, 1)
        if self._values:
            self.set_value(self._values[0] if value is None else value)

    @property
    def value(self) -> Hashable:
        """The chosen option's value."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: Hashable) -> None:
        """Choose without a signal; raises ``ValueError`` if it is none of the options."""
        self._segments[self._values.index(value)].setChecked(True)

    def set_option_enabled(self, value: Hashable, enabled: bool, why: str = "") -> None:
        """Allow or forbid one option; ``why`` becomes its tooltip."""
        segment = self._segments[self._values.index(value)]
        segment.setEnabled(enabled)
        segment.setToolTip(why)

    def segment(self, value: Hashable) -> QAbstractButton:
        """The button of one option."""
        return self._segments[self._values.index(value)]

    @Slot(int)
    def _announce(self, index: int) -> None:
        self.changed.emit(self._values[index])

    @Slot(int, bool)
    def _stop_tab_here(self, index: int, chosen: bool) -> None:
        # Tab comes to the chosen segment only, the arrow keys go on from there.
        self._segments[index].setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    @Slot()
    def _dress(self) -> None:
        for segment in self._segments:
            segment.updateGeometry()


class _Segment(QAbstractButton):
    def __init__(self, text: str, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # Measured at the chosen weight, so that choosing moves nothing.
        return QSize(QFontMetrics(font(13, 600)).horizontalAdvance(self.text()) + px(2 * 12), px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(13, 600)).horizontalAdvance(self.text()) + px(2 * 6), px(32))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Neighbours share one line: each but the first draws its left edge outside itself.
        box = QRectF(self.rect()).adjusted(0.5 if self._first else -0.5, 0.5, -0.5, -0.5)
        ground = (
            theme.tint if self.isChecked() else theme.hover if self.underMouse() and self.isEnabled() else theme.panel
        )
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(theme.control if self.isEnabled() else theme.line), 1))
        painter.drawPath(_outline(box, px(4), self._first, self._last))
        painter.setFont(font(13, 600 if self.isChecked() else 500))
        colour = theme.accent if self.isChecked() else theme.text2
        painter.setPen(QColor(colour if self.isEnabled() else theme.control))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


def _outline(box: QRectF, radius: float, round_left: bool, round_right: bool) -> QPainterPath:
    left, right = (radius if round_left else 0.0), (radius if round_right else 0.0)
    path = QPainterPath(QPointF(box.left() + left, box.top()))
    path.lineTo(box.right() - right, box.top())
    path.arcTo(box.right() - 2 * right, box.top(), 2 * right, 2 * right, 90, -90)
    path.lineTo(box.right(), box.bottom() - right)
    path.arcTo(box.right() - 2 * right, box.bottom() - 2 * right, 2 * right, 2 * right, 0, -90)
    path.lineTo(box.left() + left, box.bottom())
    path.arcTo(box.left(), box.bottom() - 2 * left, 2 * left, 2 * left, 270, -90)
    path.lineTo(box.left(), box.top() + left)
    path.arcTo(box.left(), box.top(), 2 * left, 2 * left, 180, -90)
    path.closeSubpath()
    return path
