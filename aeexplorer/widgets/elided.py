"""One line of text that ends with an ellipsis where there is too little room, and is whole on hover."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.widgets.label import Label, Role


class Elided(Label):
    """Stands as its ``alignment`` says, and never asks for more width than there is.

    ``whole``: nothing is shown rather than a part, which would say something else of a number.
    """

    def __init__(
        self, text: str = "", role: Role = "caption", *, whole: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, parent=parent)
        self._whole = whole
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        if shown == self.text() or not self._whole:
            painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()
