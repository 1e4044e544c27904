"""One picture of the strip of restorations: its name above, figures or words below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.score_rows import NAMED, ROW, Score, ScoreRows

SMALLEST, LARGEST = 84, 196
WORDS = 148
"""Px that figures and words take, where there are so many, beside smaller pictures."""


class RestorationTile(QWidget):
    """The picture is as large as there is room for it above the figures."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "heading")
        self.picture = ImageView(name=title)
        self.scores = ScoreRows()
        self.words = Label(role="caption", wrap=True)
        self.words.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self.picture, self.words, self.scores):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def title(self) -> str:
        """What the picture is."""
        return self._title.text()

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for the names of figures beside their values."""
        return self.width() < px(NAMED)

    def show_picture(self, image: QImage) -> None:
        """Show another picture."""
        self.picture.set_image(image)
        self._fit()

    def await_picture(self, pixels: QSize) -> None:
        """Show none, in a frame as large as those of pictures of ``pixels``."""
        self.picture.await_image(pixels)
        self._fit()

    def show_scores(self, rows: Sequence[Score]) -> None:
        """Show figures."""
        self.scores.set_rows(rows)

    def say(self, words: str, *, problem: bool = False) -> None:
        """Say something in place of the figures, or "" to show these again."""
        self.words.setText(words)
        self.words.setProperty("role", "problem" if problem else "caption")
        self.words.style().polish(self.words)
        self.words.setVisible(bool(words))
        self.scores.setVisible(not words)
        self.words.setToolTip(words)

    def sizeHint(self) -> QSize:
        return QSize(px(LARGEST), px(LARGEST) + px(20 + 8 + 4) + 3 * px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SMALLEST) + 2, px(SMALLEST) + px(20 + 8 + 4) + 3 * px(ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        below = px(20 + 8 + 4) + 3 * px(ROW)
        pixels = self.picture.pixels
        aspect = pixels.height() / pixels.width() if pixels is not None else 1.0
        width = min(self.width(), px(LARGEST) + 2, round((self.height() - below) / aspect))
        width = max(width, px(SMALLEST) // 2)
        self.picture.setFixedSize(width, round((width - 2) * aspect) + 2)
        for part in (self.scores, self.words):
            part.setFixedWidth(min(max(width, px(WORDS)), self.width()))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(6))
        self._fit()
