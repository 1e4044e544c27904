"""BrushRow: the tools and the size of the brush in one row, for where the panel with all of them is not shown."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.session.brush import LARGEST, SMALLEST
from aeexplorer.session.restoration import Restoration
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.canvas.tool_row import ToolRow
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.slider import Slider


class BrushRow(QWidget):
    """Shown by the presenter's view alone; follows brush and mask, and they follow it."""

    def __init__(self, restoration: Restoration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush, self._painting = restoration.brush, restoration.painting
        self.tools = ToolRow(self._brush)
        self.tools.erase_pressed.connect(restoration.erase_randomly)
        self.brush_size = Slider(SMALLEST, LARGEST, self._brush.size, name=self.tr("Brush size"))
        self.brush_size.valueChanged.connect(self._resize)
        self._pixels = Label()
        self.undo = IconButton("undo", self.tr("Undo (Ctrl+Z)"))
        self.undo.clicked.connect(self._painting.undo)
        self.clear = IconButton("remove", self.tr("Wipe the whole mask off"))
        self.clear.clicked.connect(self._painting.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.tools)
        self._row.addWidget(self.brush_size, 1)
        self._row.addWidget(self._pixels)
        self._row.addWidget(self.undo)
        self._row.addWidget(self.clear)
        for signal in (self._painting.undo_changed, self._painting.changed, self._brush.changed):
            signal.connect(self._follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self._follow()

    @Slot()
    @Slot(object)
    def _follow(self, _box: object = None) -> None:
        self.undo.setEnabled(self._painting.can_undo)
        self.clear.setEnabled(self._painting.painted > 0)
        self.brush_size.setValue(self._brush.size)
        self._pixels.setText(self.tr("{n} px").format(n=self._brush.size))

    @Slot(int)
    def _resize(self, size: int) -> None:
        self._brush.size = size

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(px(4))
        self._pixels.setFixedWidth(px(38))
