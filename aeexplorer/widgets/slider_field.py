"""A number that is set by a slider or typed beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.slider import Slider


class SliderField(QWidget):
    """Whole numbers from ``minimum`` to ``maximum``."""

    changed = Signal(object)

    def __init__(
        self,
        minimum: int,
        maximum: int,
        value: int,
        unit: str = "",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.slider = Slider(minimum, maximum, value, name=name)
        self.field = NumberField("int", minimum, maximum, unit, value=value, name=name)
        self.slider.valueChanged.connect(self._slide)
        self.field.changed.connect(self._type)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.field)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def value(self) -> int:
        """The number."""
        return self.slider.value()

    def set_value(self, value: int) -> None:
        """Show a number without a signal."""
        self.slider.blockSignals(True)
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self.field.set_value(self.slider.value())

    @Slot(int)
    def _slide(self, value: int) -> None:
        self.field.set_value(value)
        self.changed.emit(value)

    @Slot(object)
    def _type(self, value: int) -> None:
        self.slider.setValue(value)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(px(8))
        self.field.setFixedWidth(px(64))
