"""The strength of a noise: a slider over a scale with numbers, and the strengths that others have tried as buttons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import editable
from aeexplorer.widgets.slider import KNOB, Slider


class StrengthSlider(QWidget):
    """From 0 to ``largest`` in steps of ``largest`` / 200; an arrow key goes on by a twentieth of the way."""

    changed = Signal(float)
    STEPS = 200

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._largest = 1.0
        self.slider = Slider(0, self.STEPS, name=name)
        self.slider.setSingleStep(self.STEPS // 20)
        self.slider.setPageStep(self.STEPS // 4)
        self.slider.valueChanged.connect(self._slide)
        self.scale = Scale()
        self._presets = QHBoxLayout()
        self._presets.setSpacing(6)
        self._buttons = QButtonGroup(self)
        self._buttons.setExclusive(False)
        self._amounts: tuple[float, ...] = ()
        self._buttons.idClicked.connect(self._take_preset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slider)
        column.addWidget(self.scale)
        column.addSpacing(6)
        column.addLayout(self._presets)

    def set_range(self, largest: float, presets: Sequence[float]) -> None:
        """Go up to ``largest``, with a button for each of ``presets``; the strength has to be set then."""
        if largest == self._largest and tuple(presets) == self._amounts:
            return
        self._largest, self._amounts = largest, tuple(presets)
        self.scale.set_largest(largest)
        for button in self._buttons.buttons():
            self._buttons.removeButton(button)
            self._presets.removeWidget(button)
            button.hide()
            button.deleteLater()
        for k, amount in enumerate(presets):
            button = QPushButton(editable(amount))
            button.setProperty("chip", True)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumWidth(px(28))
            button.setAccessibleName(self.tr("Strength {amount}").format(amount=editable(amount)))
            button.setStyleSheet("padding: 0;")
            self._buttons.addButton(button, k)
            self._presets.addWidget(button, 1)

    @property
    def value(self) -> float:
        """The strength."""
        return self.slider.value() / self.STEPS * self._largest

    def set_value(self, value: float) -> None:
        """Show a strength, without a signal."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(value / self._largest * self.STEPS))
        self.slider.blockSignals(False)
        self.slider.update()
        for k, amount in enumerate(self._amounts):
            self._buttons.button(k).setChecked(abs(amount - value) < self._largest / self.STEPS / 2)

    def preset(self, amount: float) -> QPushButton:
        """The button of a strength."""
        found = self._buttons.button(self._amounts.index(amount))
        assert isinstance(found, QPushButton)
        return found

    @Slot(int)
    def _slide(self, _step: int) -> None:
        self.changed.emit(round(self.value, 6))

    @Slot(int)
    def _take_preset(self, k: int) -> None:
        self.set_value(self._amounts[k])
        self.changed.emit(self._amounts[k])


class Scale(QWidget):
    """Ticks under a slider, and numbers under every second one."""

    TICKS = 9

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._largest = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance().changed.connect(self._dress)

    def set_largest(self, largest: float) -> None:
        """Number the ticks from 0 to ``largest``."""
        self._largest = largest
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(6) + QFontMetrics(font(12)).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setFont(font(12))
        reach = px(KNOB) / 2 + 4
        for k, x in enumerate(np.linspace(reach, self.width() - reach, self.TICKS)):
            painter.setPen(QPen(QColor(theme.control), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, px(3)))
            if k % 2:
                continue
            words = editable(round(self._largest * k / (self.TICKS - 1), 6))
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.setPen(QColor(theme.text2))
            painter.drawText(QRectF(left, px(5), width + 1, self.height() - px(5)), Qt.AlignmentFlag.AlignLeft, words)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
