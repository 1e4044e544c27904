"""How much faster the map redraws moved codes than pyqtgraph's ScatterPlotItem, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from aeexplorer.widgets.map.map_view import MapView

SIZE = 900, 600
REPEATS = {70_000: (3, 15), 1_000_000: (2, 9)}
"""Points: how often ScatterPlotItem is measured, and how often the map."""

Redraw = Callable[[NDArray[np.float32]], None]


def rows() -> list[tuple[str, float, float]]:
    """What was compared, how many times faster the map is, and how many times are wanted.

    Both show the same points in ten colours, 2 px wide, on the same size; measured is what happens when training has
    moved all codes: new positions handed over, until the widget is painted; the best
    of several, because other processes only ever add to it.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    compared = []
    for count, wanted in ((70_000, 20.0), (1_000_000, 100.0)):
        random = np.random.default_rng(0)
        labels = random.integers(0, 10, count)
        middles = random.normal(size=(10, 2)) * 3
        places = [(middles[labels] + random.normal(size=(count, 2))).astype(np.float32) for _ in range(2)]
        slow, fast = REPEATS[count]
        ours = _best(_map(places[0], labels, application), places, fast)
        theirs = _best(_scatter_plot_item(labels, application), places, slow)
        compared.append((f"redraw of {count:,} moved points, against ScatterPlotItem", theirs / ours, wanted))
    return compared


def _best(redraw: Redraw, places: list[NDArray[np.float32]], repeats: int) -> float:
    redraw(places[0])
    seconds = []
    for turn in range(repeats):
        began = time.perf_counter()
        redraw(places[(turn + 1) % 2])
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _map(places: NDArray[np.float32], labels: NDArray[np.int64], application: QApplication) -> Redraw:
    view = MapView()
    view.resize(*SIZE)
    view.show()
    view.set_codes(places, labels, tuple("0123456789"), jump=True)
    application.processEvents()

    def redraw(moved: NDArray[np.float32]) -> None:
        view.points.move_points(moved)
        # Never the picture of a moment ago: what is measured is the drawing, not the pace.
        view.points.render_now()
        view.viewport().repaint()

    return redraw


def _scatter_plot_item(labels: NDArray[np.int64], application: QApplication) -> Redraw:
    plot = pg.PlotWidget()
    plot.resize(*SIZE)
    plot.show()
    item = pg.ScatterPlotItem(size=2, pen=None, pxMode=True)
    plot.addItem(item)
    brushes = np.array([pg.mkBrush(pg.intColor(k, 10)) for k in range(10)], object)[labels]
    application.processEvents()

    def redraw(moved: NDArray[np.float32]) -> None:
        item.setData(moved[:, 0], moved[:, 1], brush=brushes)
        plot.viewport().repaint()

    return redraw


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.0f}x (wanted {wanted:.0f}x)")
