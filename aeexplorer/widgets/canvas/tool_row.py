"""ToolRow: the tools of the canvas, one of them in the hand, and random erasing."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from aeexplorer.session.brush import TOOLS, Brush
from aeexplorer.widgets.button import IconButton


class ToolRow(QWidget):
    """Follows the brush, and the brush follows it."""

    erase_pressed = Signal()
    """A random rectangle is wanted."""

    def __init__(self, brush: Brush, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush = brush
        names = {
            "brush": self.tr("Brush (B)"),
            "eraser": self.tr("Eraser (E)"),
            "rectangle": self.tr("Rectangle"),
            "ellipse": self.tr("Ellipse"),
            "lasso": self.tr("Lasso"),
            "draw": self.tr("Draw on the image itself"),
        }
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for k, tool in enumerate(TOOLS):
            button = IconButton(tool, names[tool], checkable=True)
            self._group.addButton(button, k)
            row.addWidget(button)
            row.addStretch(1)
        self.erase = IconButton("dice", self.tr("Erase a random rectangle, another one each time"))
        self.erase.clicked.connect(self.erase_pressed)
        row.addWidget(self.erase)
        self.setAccessibleName(self.tr("Painting tools"))
        self._group.idClicked.connect(self._take)
        brush.changed.connect(self._follow)
        self._follow()

    def button(self, tool: str) -> IconButton:
        """The button of one tool."""
        found = self._group.button(TOOLS.index(tool))
        assert isinstance(found, IconButton)
        return found

    @Slot(int)
    def _take(self, index: int) -> None:
        self._brush.tool = TOOLS[index]

    @Slot()
    def _follow(self) -> None:
        self._group.button(TOOLS.index(self._brush.tool)).setChecked(True)
