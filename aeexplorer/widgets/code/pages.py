"""Pages of the code view: the code itself, and how codes are distributed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.code.code_drawing import CodeDrawing
from aeexplorer.widgets.code.code_sliders import CodeSliders
from aeexplorer.widgets.code.gaussian_grid import GaussianGrid
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label


class Page(QScrollArea):
    """A column that scrolls when it is longer than its room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.setWidget(content)
        appearance().changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.column.setContentsMargins(px(16), px(4), px(16), px(16))
        self.column.setSpacing(px(8))


class CodePage(Page):
    """The image, what its code and the moved one decode to, the code drawn, and sliders that move it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original = ImageView(self.tr("Original"))
        self.reconstruction = ImageView(self.tr("Decoded"), name=self.tr("The image's own code, decoded"))
        self.decoded = ImageView(self.tr("Moved"), name=self.tr("The moved code, decoded"))
        self.drawing = CodeDrawing()
        self.caption = Label(role="caption", wrap=True)
        self.sliders = CodeSliders()
        self.heading = Elided(role="heading")
        self.numbers = Elided()
        self.share = Label(role="caption", wrap=True)
        self.linked = Label(role="caption", wrap=True)
        self.reset = Button(self.tr("Reset"), "undo", name=self.tr("Back to the image's own code"))
        self._pictures = QHBoxLayout()
        for view in (self.original, self.reconstruction, self.decoded):
            self._pictures.addWidget(view, 1)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(self.reset)
        self.column.addLayout(self._pictures)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(self.tr("Code"), role="heading"))
        top.addWidget(self.numbers, 1)
        self.column.addLayout(top)
        self.column.addWidget(self.drawing)
        self.column.addWidget(self.caption)
        self.column.addLayout(row)
        self.column.addWidget(self.linked)
        self.column.addWidget(self.share)
        self.column.addWidget(self.sliders)
        self.column.addStretch(1)
        self._pictures.setSpacing(px(12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A pixel more or less may make one of them larger by a whole number.
        side = (self.viewport().width() - 2 * px(16) - 2 * self._pictures.spacing()) // 3
        for view in (self.original, self.reconstruction, self.decoded):
            view.setMaximumWidth(max(side, 1))


class GaussianPage(Page):
    """What is drawn, in words, and the histograms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label(role="caption", wrap=True)
        self.grid = GaussianGrid()
        self.column.addWidget(self.words)
        self.column.addWidget(self.grid)
        self.column.addStretch(1)
