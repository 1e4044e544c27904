"""A box to tick, with a line below that says what for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.label import Label


class TickRow(QWidget):
    """``line`` stands under the title; it has to be short."""

    toggled = Signal(bool)

    def __init__(self, title: str, line: str, *, ticked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(title)
        self.box.setChecked(ticked)
        self.box.setAccessibleName(title)
        self.box.setAccessibleDescription(line)
        self.box.toggled.connect(self.toggled)
        self._line = Label(line, "caption")
        # It must not make a narrow dock wider.
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(line)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.box)
        self._column.addWidget(self._line)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_ticked(self, ticked: bool) -> None:
        """Tick it or not, without a signal."""
        self.box.blockSignals(True)
        self.box.setChecked(ticked)
        self.box.blockSignals(False)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self.box.setFixedHeight(px(24))
        self._line.setContentsMargins(px(18 + 8), 0, 0, 0)
