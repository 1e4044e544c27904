"""A dock's column of sections that scroll, above what always stands below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px

BAR = 12
"""Pixels that the scroll bar takes."""


class SectionsColumn(QWidget):
    """Scrolls up and down only; so it asks for the width of its widest section."""

    def __init__(
        self,
        sections: Sequence[QWidget],
        below: Sequence[QWidget],
        *,
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        """``spacing`` px between ``sections``; ``below`` stand under the part that scrolls."""
        super().__init__(parent)
        self._spacing = spacing
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        for section in sections:
            self._column.addWidget(section)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._dress)
        self._below = QVBoxLayout()
        for widget in below:
            self._below.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(self._below)
        appearance().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        """As designed: 288 px wide."""
        return QSize(px(288), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        # Nothing can be scrolled sideways: what does not fit would be cut off.
        return QSize(max(px(264), self._content.minimumSizeHint().width() + self._bar()), px(240))

    def _bar(self) -> int:
        return px(BAR) if self._scroll.verticalScrollBar().maximum() > 0 else 0

    @Slot()
    @Slot(int, int)
    def _dress(self, *_range: int) -> None:
        # The bar takes its room from the margin.
        self._column.setContentsMargins(px(16), px(4), px(16) - self._bar(), px(8))
        self._column.setSpacing(px(self._spacing))
        self._below.setContentsMargins(px(16), px(8), px(16), px(16))
        self._below.setSpacing(px(8))
        self.updateGeometry()
