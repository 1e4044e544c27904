"""A slider for each number of a code, or for each of its main directions; two in a row where they are many."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from aeexplorer.session.code_axes import CodeAxes
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.code.words import slider_name
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.latent_slider import LatentSlider
from aeexplorer.widgets.latent_sliders import follow_spread

COLUMNS = 2


class CodeSliders(QWidget):
    """Stands as high as its sliders are: what it lies in scrolls."""

    moved = Signal(object)
    """The whole code (d,) float32, after the user moved one of its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: list[LatentSlider] = []
        self._code: NDArray[np.float32] | None = None
        self._axes: CodeAxes | None = None
        self._grid = QGridLayout(self)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_spread(self, axes: CodeAxes | None, places: NDArray[np.float32]) -> None:
        """Have a slider a column of ``places`` (n, k), which are numbers of the codes, or lie along ``axes``."""
        count = places.shape[1]
        if count != len(self.sliders) or (axes is None) != (self._axes is None):
            self._make(count, numbers=axes is None)
        self._axes = axes
        for k, slider in enumerate(self.sliders):
            follow_spread(slider, places[:, k])
            if axes is not None:
                slider.setToolTip(
                    self.tr("Principal component {number}: {share} % of the spread of the codes").format(
                        number=k + 1, share=figure(100 * float(axes.shares[k]), 1)
                    )
                )
        self.set_code(self._code)

    def set_code(self, code: NDArray[np.float32] | None) -> None:
        """Stand at ``code`` (d,), or at none; announces nothing."""
        self._code = code
        places = self._places()
        for k, slider in enumerate(self.sliders):
            slider.set_value(float(places[k]) if k < len(places) else None)
            slider.setEnabled(k < len(places))

    def clear(self) -> None:
        """Have no sliders."""
        self._axes = self._code = None
        self._make(0, numbers=True)

    def _places(self) -> NDArray[np.float32]:
        code, axes = self._code, self._axes
        size = len(self.sliders) if axes is None else len(axes.mean)
        if code is None or len(code) != size:
            return np.empty(0, np.float32)
        return code if axes is None else axes.places(code[None])[0]

    def _make(self, count: int, *, numbers: bool) -> None:
        for slider in self.sliders:
            self._grid.removeWidget(slider)
            slider.deleteLater()
        names = [slider_name(k, numbers=numbers) for k in range(count)]
        self.sliders = [LatentSlider(name, compact=count > COLUMNS) for name in names]
        for k, slider in enumerate(self.sliders):
            slider.moved.connect(partial(self._move, k))
            self._grid.addWidget(slider, k // COLUMNS, k % COLUMNS)

    def _move(self, number: int, value: float) -> None:
        places = self._places().copy()
        if self._code is None or number >= len(places):
            return
        places[number] = value
        self._code = places if self._axes is None else self._axes.moved(self._code, places)
        self.moved.emit(self._code)

    @Slot()
    def _dress(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(8))
