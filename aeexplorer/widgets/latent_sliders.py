"""One slider per number of a flat code, or per main direction of a code of many, each under its histogram."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from aeexplorer.session.code_axes import CodeAxes
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.figures import figure
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
        self._axes: CodeAxes | None = None
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

    def set_numbers(self, count: int) -> None:
        """Have a slider for each of the ``count`` numbers of a code: z₁, z₂ …"""
        if self._axes is not None or count != len(self.sliders):
            self._axes = None
            self._make([f"z{str(k + 1).translate(SUBSCRIPTS)}" for k in range(count)])

    def set_axes(self, axes: CodeAxes) -> None:
        """Have a slider for each direction of ``axes``: PC 1, PC 2 … for the principal components."""
        if self._axes is None or len(axes.shares) != len(self.sliders):
            self._make([self.tr("PC {number}").format(number=k + 1) for k in range(len(axes.shares))])
        self._axes = axes
        for k, (slider, share) in enumerate(zip(self.sliders, axes.shares.tolist(), strict=True)):
            slider.setToolTip(
                self.tr("Principal component {number}: {share} % of the spread of the codes").format(
                    number=k + 1, share=figure(100 * share, 1)
                )
            )
        self.set_code(self._code)

    def _make(self, names: list[str]) -> None:
        for slider in self.sliders:
            self._column.removeWidget(slider)
            slider.deleteLater()
        self.sliders = [LatentSlider(name, compact=len(names) > 2) for name in names]
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

    def set_spread(self, places: NDArray[np.float32]) -> None:
        """Show how codes at ``places`` (n, sliders) are spread along each slider; not-finite ones are left out."""
        for k, slider in enumerate(self.sliders):
            follow_spread(slider, places[:, k])

    def set_code(self, code: NDArray[np.float32]) -> None:
        """Stand at ``code`` (d,); announces nothing."""
        self._code = code
        for slider, value in zip(self.sliders, self._places(code).tolist(), strict=False):
            slider.set_value(value)

    def _places(self, code: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._axes is None:
            return code
        fits = len(code) == len(self._axes.mean)
        return self._axes.places(code[None])[0] if fits else np.empty(0, np.float32)

    def _move(self, number: int, value: float) -> None:
        places = self._places(self._code).copy()
        if number < len(places):
            places[number] = value
            self._code = places if self._axes is None else self._axes.moved(self._code, places)
            self.moved.emit(self._code)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._fit()


def follow_spread(slider: LatentSlider, values: NDArray[np.float32]) -> None:
    """Let a slider go over the range of ``values`` (n,), and show how they lie; its range moves only if it must."""
    values = values[np.isfinite(values)]
    if not len(values):
        return
    low, high = float(values.min()), float(values.max())
    margin = 0.05 * (high - low) or 1.0
    before = slider.range
    slack = LEAVE * (before[1] - before[0])
    within = before[0] - slack <= low and high <= before[1] + slack
    if not within or high - low < 0.5 * (before[1] - before[0]):
        slider.set_range(low - margin, high + margin)
    slider.set_histogram(values)
