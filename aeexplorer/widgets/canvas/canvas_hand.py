"""CanvasHand: turns the way of a hand over the image into strokes and shapes of a mask."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import Effect, PaintMask
from aeexplorer.session.rasterise import Patch, ellipse, lasso, on_grid, rectangle, stroke

LIGHTEST = 0.15
"""Share of the brush's size under a pen that hardly touches."""


class CanvasHand:
    """One stroke at a time; places are in pixels of the image."""

    def __init__(self, mask: PaintMask, brush: Brush) -> None:
        self._mask = mask
        self._brush = brush
        self._way: list[tuple[float, float]] = []
        self._widths: list[float] = []

    @property
    def is_down(self) -> bool:
        """Whether a stroke is under way."""
        return bool(self._way)

    @property
    def way(self) -> list[tuple[float, float]]:
        """Where it has been so far, for the outline of a lasso."""
        return self._way

    def put_down(self, at: QPointF, *, erases: bool = False, pressure: float = 1.0) -> None:
        """Begin at a place; ``erases`` wipes off whatever the tool paints."""
        brush = self._brush
        effect: Effect = "show" if erases or brush.tool == "eraser" else "draw" if brush.tool == "draw" else "hide"
        self._way, self._widths = [], []
        # A colour that was chosen for other images is a grey on images without colours.
        ink = brush.ink if len(brush.ink) == len(self._mask.picture) else (sum(brush.ink) / len(brush.ink),)
        self._mask.begin(effect, ink)
        self.move(at, pressure=pressure)

    def move(self, at: QPointF, *, pressure: float = 1.0) -> None:
        """Go on to a place; nothing happens before ``put_down``."""
        if not self._mask.is_painting:
            return
        self._way.append((at.x(), at.y()))
        self._widths.append(self._brush.size * max(pressure, LIGHTEST))
        match self._brush.tool:
            case "rectangle" | "ellipse" as shape:
                shaped = rectangle if shape == "rectangle" else ellipse
                self._mask.put(shaped(self._way[0], self._way[-1], self._mask.size))
            case "lasso":
                self._mask.put(lasso(self._way, self._mask.size))
            case _:
                self._mask.add(self._stamp(self._way[-2:], self._widths[-2:]))

    def lift(self) -> None:
        """End the stroke: one step of undo."""
        self._way, self._widths = [], []
        self._mask.end()

    def give_up(self) -> None:
        """Take back what the stroke has painted."""
        self._way, self._widths = [], []
        self._mask.cancel()

    def _stamp(self, way: list[tuple[float, float]], widths: list[float]) -> Patch:
        brush = self._brush
        return stroke(on_grid(way, widths), widths, self._mask.size, hardness=brush.hardness, tip=brush.tip)
