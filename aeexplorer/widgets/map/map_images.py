"""MapImages: the images that are selected on one map, one of them alone or several together, and how many those are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Slot

from aeexplorer.widgets.label import Label
from aeexplorer.widgets.map import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aeexplorer.session.encoded import Encoded
    from aeexplorer.session.selection import Selection
    from aeexplorer.widgets.map.map_view import MapView


class MapImages(QObject):
    """Selects images by their codes, marks the codes of those selected; ``count`` belongs above the map."""

    def __init__(self, view: MapView, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._selection = view, selection
        self._encoded: Encoded | None = None
        self.count = Label(role="caption")
        view.caught.connect(self._catch)
        selection.image_changed.connect(self._show_selected)
        selection.images_changed.connect(self._show_chosen)

    def look_at(self, encoded: Encoded | None) -> None:
        """These codes are on the map, or none."""
        self._encoded = encoded
        if encoded is not None:
            self._show_selected()
            self._show_chosen()

    def click(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        """Select the image of a code, with Ctrl choose it besides the others or let it go."""
        if self._encoded is None:
            return
        image = int(self._encoded.indices[row])
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle_image(image)
        else:
            self._selection.image = image

    @Slot(object, object)
    def _catch(self, rows: NDArray[np.int64], modifiers: Qt.KeyboardModifier) -> None:
        """Choose the images of these codes, with Ctrl besides those that are chosen."""
        if self._encoded is not None:
            before = self._selection.images if modifiers & Qt.KeyboardModifier.ControlModifier else ()
            self._selection.images = (*before, *self._encoded.indices[rows].tolist())

    @Slot()
    def _show_selected(self) -> None:
        image = self._selection.image
        rows = self._rows(() if image is None else (image,))
        self._view.set_selected(int(rows[0]) if len(rows) else None)

    @Slot()
    def _show_chosen(self) -> None:
        """Mark the images that are chosen together, and say how many."""
        encoded = self._encoded
        if encoded is None:
            return
        rows = self._rows(self._selection.images)
        self._view.set_chosen(rows)
        told = len(encoded.indices), int(encoded.held_out.sum()), self._view.points.left_out
        self.count.setText(words.counted(*told))
        # The classes beside it, and with them the map, keep their places.
        self.count.setMinimumWidth(self.count.sizeHint().width())
        self.count.setText(words.counted(*told, len(rows)))

    def _rows(self, images: Sequence[int]) -> NDArray[np.int64]:
        """Rows of the codes of these images; images without one have none."""
        if self._encoded is None or not images:
            return np.empty(0, np.int64)
        return np.flatnonzero(np.isin(self._encoded.indices, images))
