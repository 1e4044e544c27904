"""The row of pin tiles, with the tile that adds one at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.add_tile import AddTile
from aeexplorer.widgets.pin_tile import PinTile

LARGEST, SMALLEST, GAP = 72, 40, 12


class PinRow(QScrollArea):
    """Tiles are as large as the width allows; below 40 px the row scrolls, following the focus."""

    chosen = Signal(object)
    """The number (int) of the pin that was pressed."""
    removed = Signal(object)
    """The number (int) of the pin that shall go."""
    add = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[int, PinTile] = {}
        self._largest = LARGEST
        self.add_tile = AddTile(self.tr("Add pin"))
        self.add_tile.setToolTip(self.tr("Pin the code that the decoder shows (P)"))
        self.add_tile.clicked.connect(self.add)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.add_tile)
        self._row.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_pins(self, numbers: Sequence[int]) -> None:
        """Have a tile for each of the pins, in this order."""
        for number in [number for number in self.tiles if number not in numbers]:
            self._drop(number)
        for at, number in enumerate(numbers):
            if number not in self.tiles:
                tile = PinTile(number)
                tile.clicked.connect(self._press)
                tile.removed.connect(self.removed)
                self.tiles[number] = tile
                self._row.insertWidget(at, tile)
        self._size()

    def set_room(self, height: int) -> None:
        """Have tiles of that height at most, in device-independent pixels."""
        self._largest = min(max(height, px(SMALLEST)), px(LARGEST))
        self._size()

    def set_pictures(self, pictures: Mapping[int, QImage]) -> None:
        """Pixels (C, H, W) by pin number; numbers without a tile are left out."""
        for number, pixels in pictures.items():
            if number in self.tiles:
                self.tiles[number].set_picture(pixels)

    def _drop(self, number: int) -> None:
        """Take a tile away; if it had the focus, its neighbour gets it."""
        tile = self.tiles.pop(number)
        if tile.hasFocus():
            later = [other for other in self.tiles if other > number]
            neighbour = min(later, default=max(self.tiles, default=None))
            (self.add_tile if neighbour is None else self.tiles[neighbour]).setFocus()
        self._row.removeWidget(tile)
        tile.hide()
        tile.deleteLater()

    @Slot()
    def _press(self) -> None:
        tile = self.sender()
        if isinstance(tile, PinTile):
            self.chosen.emit(tile.number)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focused = self.focusWidget()
        if focused is not None:
            self.ensureWidgetVisible(focused)
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        count = len(self.tiles) + 1
        room = (self.viewport().width() - (count - 1) * px(GAP)) // count
        side = min(max(room, px(SMALLEST)), self._largest)
        for tile in self.tiles.values():
            tile.set_side(side)
        self.add_tile.set_side(side)
        self.setFixedHeight(side)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(px(GAP))
        self._size()
