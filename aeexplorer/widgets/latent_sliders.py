"""One slider per number of a flat code, each under the histogram of that number."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.latent_slider import LatentSlider

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LEAVE = 0.1
"""A slider's range stays until codes leave it by this share of it."""


class LatentSliders(QScrollArea):
    """A column of sliders that scrolls when it is longer than its room."""

    moved = Signal(object)
    """The whole code (d,) float32, after the user moved one of its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: list[LatentSlider] = []
        self._code: NDArray[np.float32] = np.empty(0, np.float32)
        rows = QWidget()
        self._column = QVBoxLayout(rows)
        self.setWidget(rows)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        appearance().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(px(124), px(196))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(64))

    def set_count(self, count: int) -> None:
        """Have ``count`` sliders, named z₁, z₂ …"""
        if count == len(self.sliders):
            return
        for slider in self.sliders:
            self._column.removeWidget(slider)
            slider.deleteLater()
        names = [f"z{str(k + 1).translate(SUBSCRIPTS)}" for k in range(count)]
        self.sliders = [LatentSlider(name, compact=count > 2) for name in names]
        for k, slider in enumerate(self.sliders):
            slider.moved.connect(partial(self._move, k))
            self._column.addWidget(slider)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Low histograms where there is no room for high ones."""
        if len(self.sliders) in (1, 2):
            for slider in self.sliders:
                slider.set_compact(False)
            high = sum(slider.sizeHint().height() for slider in self.sliders) + self._column.spacing()
            for slider in self.sliders:
                slider.set_compact(self.height() < high)

    def set_codes(self, codes: NDArray[np.float32]) -> None:
        """Show how the numbers of ``codes`` (n, d) are spread; not-finite ones are left out."""
        for k, slider in enumerate(self.sliders):
            values = codes[:, k]
            values = values[np.isfinite(values)]
            if not len(values):
                continue
            low, high = float(values.min()), float(values.max())
            margin = 0.05 * (high - low) or 1.0
            before = slider.range
            slack = LEAVE * (before[1] - before[0])
            within = before[0] - slack <= low and high <= before[1] + slack
            if not within or high - low < 0.5 * (before[1] - before[0]):
                slider.set_range(low - margin, high + margin)
            slider.set_histogram(values)

    def set_code(self, code: NDArray[np.float32]) -> None:
        """Stand at ``code`` (d,); announces nothing."""
        self._code = code
        for slider, value in zip(self.sliders, code.tolist(), strict=False):
            slider.set_value(value)

    def _move(self, number: int, value: float) -> None:
        if number < len(self._code):
            code = self._code.copy()
            code[number] = value
            self._code = code
            self.moved.emit(code)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._fit()
