"""Curve plots side by side over one epoch axis, with one cursor through all."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.curve_plot import CurvePlot

NARROWEST = 168
MOST = 5


class CurveRow(QWidget):
    """Plots are made when they are first needed, and hidden when they are not."""

    pointed = Signal(object)
    """The epoch (float) under the mouse, or None when it leaves."""
    chosen = Signal(object)
    """The epoch (int) that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: list[CurvePlot] = []
        self._log = False
        self._row = QHBoxLayout(self)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def count(self) -> int:
        """How many plots stand there."""
        return sum(not plot.isHidden() for plot in self.plots)

    def set_count(self, count: int) -> None:
        """Let ``count`` plots stand there, of equal width."""
        while len(self.plots) < count:
            plot = CurvePlot()
            plot.set_log(self._log)
            plot.pointed.connect(self.pointed)
            plot.chosen.connect(self.chosen)
            self.plots.append(plot)
            self._row.addWidget(plot, 1)
        for at, plot in enumerate(self.plots):
            plot.setVisible(at < count)

    @Slot(bool)
    def set_log(self, log: bool) -> None:
        """Logarithmic values in every plot whose measure allows them."""
        self._log = log
        for plot in self.plots:
            plot.set_log(log)

    def set_cursor(self, epoch: float | None, *, pointing: bool) -> None:
        """Stand the shared line at ``epoch``, as in ``CurvePlot``."""
        for plot in self.plots:
            plot.set_cursor(epoch, pointing=pointing)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), 0, px(16), px(4))
        self._row.setSpacing(px(4))


def plots_that_fit(width: int) -> int:
    """How many plots can stand beside each other in ``width`` px: one at least."""
    return min(max(width // px(NARROWEST), 1), MOST)
