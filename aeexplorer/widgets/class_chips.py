"""The legend of the classes: a chip each, that hides and shows its points."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.class_chip import PADDING, ClassChip

GAP = 8
CLOSE_GAP, CLOSE_PADDING = 4, 8
"""Where that brings all chips into one row."""
ROWS = 2
MEASURED = 24
"""Chips that are counted when the legend says how wide it would like to be; more are not put into one row."""


class ClassChips(QWidget):
    """Chips that wrap into rows; arrow keys go along them, Space hides or shows, Shift-click asks for one alone.

    They move closer together where that keeps them in one row. Classes that do not fit into ``ROWS`` rows stand in the
    menu of a last chip, "+112 more".
    """

    toggled = Signal(int)
    alone = Signal(int)

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[ClassChip] = []
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
            chip = ClassChip(len(self._chips), self)
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
        return QSize(self._row_at(GAP, PADDING), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(max((chip.sizeHint().width() for chip in self._chips), default=0), px(28))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((corner.y() for corner in self._corners(width)[0]), default=0) + px(28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _spacing(self, width: int) -> tuple[int, int]:
        """Gap between chips and padding in them, before scaling."""
        wraps = self._row_at(GAP, PADDING) > width
        if wraps and len(self._chips) <= MEASURED and self._row_at(CLOSE_GAP, CLOSE_PADDING) <= width:
            return CLOSE_GAP, CLOSE_PADDING
        return GAP, PADDING

    def _row_at(self, gap: int, padding: int) -> int:
        """Pixels that the first chips would take in one row."""
        widths = [chip.width_at(padding) for chip in self._chips[:MEASURED]]
        return sum(widths) + px(gap) * max(len(widths) - 1, 0)

    def _corners(self, width: int) -> tuple[list[QPoint], int]:
        """Top left corners of the chips that fit, and of the last chip where others do not; and how many fit."""
        corners: list[QPoint] = []
        ends: list[int] = []
        x = row = 0
        gap, padding = self._spacing(width)
        stride = px(28 + GAP)
        for chip in self._chips:
            wide = chip.width_at(padding)
            if x and x + wide > width:
                x, row = 0, row + 1
            if row == ROWS:
                break
            corners.append(QPoint(x, row * stride))
            x += wide + px(gap)
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
        _, padding = self._spacing(self.width())
        for k, chip in enumerate(self._chips):
            chip.setVisible(k < self._fitting)
            if k < self._fitting:
                chip.padding = padding
                chip.setGeometry(corners[k].x(), corners[k].y(), chip.width_at(padding), px(28))
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
