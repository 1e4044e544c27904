"""Brush: the tool in the hand, how large, how hard and of what shape it is."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.rasterise import Tip

Tool = Literal["brush", "eraser", "rectangle", "ellipse", "lasso", "draw"]
TOOLS: tuple[Tool, ...] = ("brush", "eraser", "rectangle", "ellipse", "lasso", "draw")
SMALLEST, LARGEST = 1, 64


class Brush(QObject):
    """Compares, sets, then announces."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tool: Tool = "brush"
        self._size = 6
        self._hardness = 1.0
        self._tip: Tip = "round"
        self._ink: tuple[float, ...] = (1.0,)

    @property
    def tool(self) -> Tool:
        """What the left button does; "draw" draws on the image itself."""
        return self._tool

    @tool.setter
    def tool(self, tool: Tool) -> None:
        if tool != self._tool:
            self._tool = tool
            self.changed.emit()

    @property
    def size(self) -> int:
        """Diameter in pixels of the image."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        size = min(max(int(size), SMALLEST), LARGEST)
        if size != self._size:
            self._size = size
            self.changed.emit()

    def resize(self, steps: int) -> None:
        """Larger or smaller: by one pixel, and by more the larger it is."""
        for _ in range(abs(steps)):
            self.size += max(1, self.size // 8) * (1 if steps > 0 else -1)

    @property
    def hardness(self) -> float:
        """Share of the radius within which it covers wholly, 0 to 1."""
        return self._hardness

    @hardness.setter
    def hardness(self, hardness: float) -> None:
        hardness = min(max(float(hardness), 0.0), 1.0)
        if hardness != self._hardness:
            self._hardness = hardness
            self.changed.emit()

    @property
    def tip(self) -> Tip:
        """Round or square."""
        return self._tip

    @tip.setter
    def tip(self, tip: Tip) -> None:
        if tip != self._tip:
            self._tip = tip
            self.changed.emit()

    @property
    def ink(self) -> tuple[float, ...]:
        """What "draw" draws with: a grey, or red, green and blue, in [0, 1]."""
        return self._ink

    @ink.setter
    def ink(self, ink: tuple[float, ...]) -> None:
        if ink != self._ink:
            self._ink = ink
            self.changed.emit()
