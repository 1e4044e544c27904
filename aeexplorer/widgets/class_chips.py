"""The legend of the classes: a chip each, that hides and shows its points."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.button import Button

ROWS = 2
MEASURED = 24
"""Chips that are counted when the legend says how wide it would like to be."""


class ClassChips(QWidget):
    """Chips that wrap into rows; arrow keys go along them, Space hides or shows, Shift-click asks for one alone.

    Classes that do not fit into ``ROWS`` rows stand in the menu of a last chip, "+112 more".
    """

    toggled = Signal(int)
    alone = Signal(int)

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[_Chip] = []
        self._hidden: frozenset[int] = frozenset()
        self._fitting = 0
        self.more = Button(parent=self)
        self.more.setProperty("chip", True)
        self.more.clicked.connect(self._open_menu)
        self.more.hide()
        sizing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self.setAccessibleName(name or self.tr("Classes"))
        appearance().changed.connect(self._arrange)

    def set_classes(self, names: Sequence[str], colours: Sequence[str]) -> None:
        """Show one chip a class; what was hidden stays hidden."""
        if [(chip.text(), chip.colour) for chip in self._chips] == list(zip(names, colours, strict=True)):
            return
        while len(self._chips) > len(names):
            self._chips.pop().deleteLater()
        while len(self._chips) < len(names):
            chip = _Chip(len(self._chips), self)
            chip.pressed_with.connect(self._pressed)
            chip.step.connect(self._step)
            self._chips.append(chip)
        for chip, text, colour in zip(self._chips, names, colours, strict=True):
            chip.setText(text)
            chip.colour = colour
        self.set_hidden(self._hidden)
        self._arrange()

    @property
    def hidden(self) -> frozenset[int]:
        """The classes that are off."""
        return self._hidden

    def set_hidden(self, hidden: Iterable[int]) -> None:
        """Draw these classes as off, without a signal."""
        self._hidden = frozenset(hidden)
        for k, chip in enumerate(self._chips):
            chip.setChecked(k not in self._hidden)
            chip.describe()

    @property
    def chips(self) -> tuple[QAbstractButton, ...]:
        """The chips, one a class."""
        return tuple(self._chips)

    def sizeHint(self) -> QSize:
        widths = [chip.sizeHint().width() for chip in self._chips[:MEASURED]]
        return QSize(sum(widths) + px(8) * max(len(widths) - 1, 0), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(max((chip.sizeHint().width() for chip in self._chips), default=0), px(28))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((corner.y() for corner in self._corners(width)[0]), default=0) + px(28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _corners(self, width: int) -> tuple[list[QPoint], int]:
        """Top left corners of the chips that fit, and of the last chip where others do not; and how many fit."""
        corners: list[QPoint] = []
        ends: list[int] = []
        x = row = 0
        stride = px(28 + 8)
        for chip in self._chips:
            wide = chip.sizeHint().width()
            if x and x + wide > width:
                x, row = 0, row + 1
            if row == ROWS:
                break
            corners.append(QPoint(x, row * stride))
            x += wide + px(8)
            ends.append(x)
        fitting = len(corners)
        if fitting < len(self._chips):
            room = width - self._more_width()
            last = ROWS - 1
            while fitting > 1 and corners[fitting - 1].y() == last * stride and ends[fitting - 1] > room:
                fitting -= 1
            at = ends[fitting - 1] if corners[fitting - 1].y() == last * stride else 0
            corners = [*corners[:fitting], QPoint(at, last * stride)]
        return corners, fitting

    def _more_width(self) -> int:
        words = self.tr("+{n} more").format(n=len(self._chips))
        return QFontMetrics(font(13, 500)).horizontalAdvance(words) + px(2 * 12)

    def _place(self) -> None:
        corners, self._fitting = self._corners(self.width())
        for k, chip in enumerate(self._chips):
            chip.setVisible(k < self._fitting)
            if k < self._fitting:
                chip.setGeometry(corners[k].x(), corners[k].y(), chip.sizeHint().width(), px(28))
        left = len(self._chips) - self._fitting
        self.more.setVisible(left > 0)
        if left:
            self.more.setText(self.tr("+{n} more").format(n=left))
            self.more.setAccessibleName(self.tr("{n} more classes").format(n=left))
            self.more.setGeometry(corners[-1].x(), corners[-1].y(), self._more_width(), px(28))

    @Slot()
    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """A new menu of the classes that have no chip, ticked where they are shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        for k in range(self._fitting, len(self._chips)):
            entry = menu.addAction(self._chips[k].text())
            entry.setCheckable(True)
            entry.setChecked(k not in self._hidden)
            entry.setData(k)
        menu.triggered.connect(self._choose)
        return menu

    @Slot(QAction)
    def _choose(self, entry: QAction) -> None:
        self._pressed(entry.data(), alone=False)

    @Slot()
    def _arrange(self) -> None:
        self._place()
        self.updateGeometry()
        self.update()

    @Slot(int, bool)
    def _pressed(self, k: int, alone: bool) -> None:
        if alone:
            self.alone.emit(k)
            return
        self.set_hidden(self._hidden ^ {k})
        self.toggled.emit(k)

    @Slot(int, int)
    def _step(self, k: int, by: int) -> None:
        self._chips[(k + by) % max(self._fitting, 1)].setFocus(Qt.FocusReason.TabFocusReason)


class _Chip(QAbstractButton):
    pressed_with = Signal(int, bool)
    step = Signal(int, int)

    def __init__(self, k: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._k = k
        self.colour = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def describe(self) -> None:
        """Put name and state into words."""
        state = self.tr("shown") if self.isChecked() else self.tr("hidden")
        self.setAccessibleName(self.tr("Class {name}, {state}").format(name=self.text(), state=state))
        self.setToolTip(self.tr("Class {name}. Shift-click: this class alone.").format(name=self.text()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(10 + 12 + 8 + 10) + QFontMetrics(font(13, 600)).horizontalAdvance(self.text()), px(28))

    def nextCheckState(self) -> None:
        """The owner decides what is shown."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.isDown() and self.hitButton(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.pressed_with.emit(self._k, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            ahead = event.key() == Qt.Key.Key_Down or (event.key() == Qt.Key.Key_Right) == forward
            self.step.emit(self._k, 1 if ahead else -1)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.pressed_with.emit(self._k, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = QPen(QColor(theme.line if on else theme.control), 1)
        if not on:
            border.setDashPattern([3, 3])
        painter.setPen(border)
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        swatch = QRectF(px(10), (self.height() - px(12)) / 2, px(12), px(12))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colour))
            painter.drawEllipse(swatch)
        else:
            painter.setPen(QPen(QColor(self.colour), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(swatch.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setFont(font(13, 600 if on else 400))
        painter.setPen(QColor(theme.text1 if on else theme.text3))
        words = self.rect().adjusted(px(10 + 12 + 8), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
