"""How many images there are of each class, as bars; ticked classes are the ones to use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, class_colour, font, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.figures import figure

NAME_WIDTH, COUNT_WIDTH = 112, 52


class ClassBars(QWidget):
    """A line a class: tick, name, bar in the colour of the class, and number."""

    changed = Signal()
    """Other classes are ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[ClassBar] = []
        self.all = Button(self.tr("All"), name=self.tr("Use all classes"))
        self.none = Button(self.tr("None"), name=self.tr("Use no class"))
        for button, on in ((self.all, True), (self.none, False)):
            button.setProperty("chip", True)
            button.clicked.connect(self._tick_all if on else self._tick_none)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.all)
        buttons.addWidget(self.none)
        buttons.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(buttons)
        column.addLayout(self._rows)

    def set_classes(self, names: Sequence[str], counts: Sequence[int], used: Sequence[str]) -> None:
        """Show classes with their counts; those of ``used`` are ticked, or all if it is empty."""
        if [bar.text() for bar in self.bars] != list(names):
            for bar in self.bars:
                self._rows.removeWidget(bar)
                bar.deleteLater()
            self.bars = [ClassBar(k, name) for k, name in enumerate(names)]
            for bar in self.bars:
                bar.toggled.connect(self._announce)
                self._rows.addWidget(bar)
        most = max(counts, default=1)
        for bar, count in zip(self.bars, counts, strict=True):
            bar.set_count(count, count / max(most, 1))
            bar.blockSignals(True)
            bar.setChecked(not used or bar.text() in used)
            bar.blockSignals(False)

    @property
    def ticked(self) -> tuple[int, ...]:
        """Labels of the ticked classes."""
        return tuple(k for k, bar in enumerate(self.bars) if bar.isChecked())

    @Slot()
    def _tick_all(self) -> None:
        self._tick(True)

    @Slot()
    def _tick_none(self) -> None:
        self._tick(False)

    def _tick(self, on: bool) -> None:
        for bar in self.bars:
            bar.blockSignals(True)
            bar.setChecked(on)
            bar.blockSignals(False)
        self.changed.emit()

    @Slot(bool)
    def _announce(self, _on: bool) -> None:
        self.changed.emit()


class ClassBar(QCheckBox):
    """One class."""

    def __init__(self, label: int, name: str) -> None:
        super().__init__(name)
        self._label, self._count, self._share = label, 0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int, share: float) -> None:
        """``share`` (0 to 1) is the length of the bar."""
        self._count, self._share = count, share
        self.setToolTip(self.tr("{name}: {count} images").format(name=self.text(), count=figure(count, 0)))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(28))

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002  # all of the line is the tick's
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_CheckBox, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = px(24)
        name = QRectF(left, 0, px(NAME_WIDTH), self.height())
        painter.setFont(font(13))
        painter.setPen(QColor(theme.text1 if self.isChecked() else theme.text3))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        number = QRectF(self.width() - px(COUNT_WIDTH), 0, px(COUNT_WIDTH), self.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure(self._count, 0))
        room = QRectF(name.right() + px(8), (self.height() - px(8)) / 2, 0, px(8))
        room.setRight(number.left() - px(4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(room, px(4), px(4))
        if self._share > 0:
            room.setWidth(max(room.width() * self._share, px(4)))
            painter.setBrush(QColor(class_colour(theme, self._label) if self.isChecked() else theme.track))
            painter.drawRoundedRect(room, px(4), px(4))
        painter.end()
