"""How a pyqtgraph plot looks here: thin axes, a quiet grid, no buttons."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPen

from aeexplorer.theme import Theme, appearance, font, px

if TYPE_CHECKING:
    import pyqtgraph as pg


def line_pen(colour: str, width: float = 1.0) -> QPen:
    """A pen of ``width`` px that keeps it at any zoom: 1.5 for training curves, 2 for what counts; ×1.5 presenting."""
    pen = QPen(QColor(colour), width * (1.5 if appearance().scale > 1 else 1.0))
    pen.setCosmetic(True)
    return pen


def style_plot(plot: "pg.PlotItem", theme: Theme, *, grid: bool = True) -> None:
    """Dress ``plot`` in ``theme``; call it again when the appearance changes."""
    plot.hideButtons()
    plot.setMenuEnabled(False)
    # A ground of the view box would lie over the grid, which the axes draw.
    if (view := plot.getViewWidget()) is not None:
        view.setBackground(theme.panel)
    for side in ("left", "bottom", "right", "top"):
        axis = plot.getAxis(side)
        axis.setPen(line_pen(theme.control))
        axis.setTextPen(QColor(theme.text2))
        axis.setTickPen(line_pen(theme.grid))
        axis.setStyle(tickFont=font(12), tickLength=0, tickTextOffset=px(6), tickAlpha=255, maxTickLevel=0)
        axis.setGrid(255 if grid and side in ("left", "bottom") else False)
