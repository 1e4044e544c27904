"""MapColours: what the points on the map are coloured by, as chosen in its header."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.code_errors import CodeErrors
from aeexplorer.theme import appearance
from aeexplorer.widgets.map.colouring import By, Colouring, by_class, by_coming_error, by_error, by_nothing, by_split

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread
    from aeexplorer.session.current_run import CurrentRun
    from aeexplorer.session.encoded import Encoded
    from aeexplorer.widgets.map.map_header import MapHeader
    from aeexplorer.widgets.map.map_view import MapView


class MapColours(QObject):
    """Colours the points of one map, and keeps to the choice from run to run."""

    changed = Signal()
    """``shows_classes``."""

    def __init__(
        self, view: MapView, header: MapHeader, asks: AskThread, current: CurrentRun, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._view, self._header = view, header
        self._encoded: Encoded | None = None
        self.errors = CodeErrors(asks, current, self)
        self.errors.changed.connect(self._measured)
        header.colours_changed.connect(self._choose)
        appearance().changed.connect(self.show)

    @property
    def by(self) -> By:
        """What the colours say."""
        return cast(By, self._header.colour_by)

    @property
    def shows_classes(self) -> bool:
        """Whether a point has its class's colour."""
        return self.by == "class"

    def look_at(self, encoded: Encoded | None) -> None:
        """These codes are on the map, or none."""
        before, self._encoded = self._encoded, encoded
        if encoded is None or before is None or before.indices is not encoded.indices:
            self.show()

    @Slot()
    def show(self) -> None:
        """Colour the points."""
        if self._encoded is not None:
            self._view.set_colouring(self._colouring(self._encoded))

    def _colouring(self, encoded: Encoded) -> Colouring:
        theme, count = appearance().theme, len(encoded.indices)
        if self.by == "split":
            return by_split(theme, encoded.held_out)
        if self.by == "error":
            errors = self.errors.of(encoded.indices)
            return by_coming_error(theme, count) if errors is None else by_error(theme, errors)
        if self.by == "class" and encoded.labels is not None:
            return by_class(theme)
        return by_nothing(theme, count)

    @Slot(object)
    def _choose(self, by: object) -> None:
        self.errors.watch(by == "error")
        self.show()
        self.changed.emit()

    @Slot()
    def _measured(self) -> None:
        if self.by == "error":
            self.show()
