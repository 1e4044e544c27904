"""MapCursor: the session's cursor on the map. Hovering moves it, a click holds it, and a card tells what is there."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.map import words
from aeexplorer.widgets.map.plane import Plane
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from aeexplorer.session.current_run import CurrentRun
    from aeexplorer.session.decoding import Decoded, Decoding
    from aeexplorer.session.encoded import Encoded
    from aeexplorer.session.selection import Selection
    from aeexplorer.widgets.map.map_view import MapView


LINE = 40
"""Letters in a line of the card."""


class MapCursor(QObject):
    """Where a place is one code, the card shows that code decoded; elsewhere, the nearest real image."""

    def __init__(
        self,
        view: MapView,
        selection: Selection,
        current: CurrentRun,
        decoding: Decoding,
        hole_at: Callable[[NDArray[np.float32]], float | None],
        parent: QObject | None = None,
    ) -> None:
        """``hole_at`` says how far real codes are from a place (2,) in a hole; None where it is in none."""
        super().__init__(parent)
        self._hole_at = hole_at
        self._view = view
        self._selection = selection
        self._current = current
        self._decoding = decoding
        self._plane: Plane | None = None
        self._encoded: Encoded | None = None
        self._inside = False
        view.hovered.connect(self._hover)
        view.stepped.connect(self._step)
        view.box.sigRangeChanged.connect(self._follow_view)
        selection.cursor_changed.connect(self.show)
        current.snapshot_changed.connect(self._decode)
        decoding.decoded.connect(self._take)

    def look_at(self, plane: Plane | None, encoded: Encoded | None) -> None:
        """Take these codes on this plane as what is on the map."""
        self._plane, self._encoded = plane, encoded
        self.show()

    def hold(self, point: NDArray[np.float64]) -> None:
        """Fix the crosshair at a point (2,) of the plane until it is let go."""
        if self._plane is not None:
            self._selection.cursor = self._plane.code(point)
            self._selection.held = True

    @Slot()
    def let_go(self) -> None:
        """Let the crosshair follow the mouse again."""
        self._selection.held = False
        self._selection.cursor = None

    @Slot()
    def pin_here(self) -> None:
        """Pin the code under the crosshair."""
        if self._selection.cursor is not None:
            self._selection.add_pin(self._selection.cursor)

    def go_to_pin(self, number: int) -> None:
        """Hold the crosshair at a pin, and bring it into view."""
        pin = next((pin for pin in self._selection.pins if pin.number == number), None)
        if pin is None or self._plane is None or len(pin.code) != self._plane.size:
            return
        self._selection.cursor = pin.code
        self._selection.held = True
        self._view.finder.show_point(self._plane.places(pin.code[None])[0])

    @Slot()
    def show(self) -> None:
        """Crosshair and card at the session's cursor, whoever moved it."""
        cursor, plane = self._selection.cursor, self._plane
        if plane is None or cursor is None or len(cursor) != plane.size:
            self._view.crosshair.set_point(None)
            self._view.show_card(False)
            return
        self._view.crosshair.set_point(plane.places(cursor[None])[0], held=self._selection.held)
        self._decode()
        self._word(cursor, plane)
        self._view.show_card(self._inside or self._selection.held)

    @Slot(object)
    def _hover(self, point: NDArray[np.float64] | None) -> None:
        self._inside = point is not None
        row = None if point is None else self._view.row_at(point)
        self._selection.hovered = None if row is None or self._encoded is None else int(self._encoded.indices[row])
        if not self._selection.held and self._plane is not None:
            self._selection.cursor = None if point is None else self._plane.code(point)

    @Slot(float, float)
    def _step(self, across: float, up: float) -> None:
        """Move the crosshair by shares of the view: what the arrow keys do."""
        frame = self._view.frame()
        x, y = self._view.crosshair.point or ((frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2)
        point = np.array([x + across * (frame.right - frame.left), y + up * (frame.top - frame.bottom)])
        self.hold(point)
        self._view.finder.show_point(point)

    @Slot()
    def _decode(self) -> None:
        run, cursor = self._current.run, self._selection.cursor
        if run is None or run.snapshot is None or cursor is None or not 1 <= len(cursor) == run.latent_size <= 2:
            return
        self._decoding.ask(run.snapshot, cursor)

    @Slot(object)
    def _take(self, decoded: Decoded) -> None:
        run, plane = self._current.run, self._plane
        if run is None or plane is None or decoded.pixels is None:
            return
        # Without a cursor the decoder shows another code, and on larger planes the card shows a real image.
        if plane.size <= 2 and self._selection.cursor is not None:
            self._view.card.set_picture(to_qimage(decoded.pixels, run.source))

    @Slot(object, object, object)
    def _follow_view(self, *_range: object) -> None:
        if self._view.card.isVisible():
            self._view.show_card(True)

    def _word(self, cursor: NDArray[np.float32], plane: Plane) -> None:
        run, encoded, point = self._current.run, self._encoded, self._view.crosshair.point
        if run is None or encoded is None or point is None:
            return
        card = self._view.card
        row = self._view.places.nearest(point)
        picture = None if row is None else to_qimage(run.pixels(int(encoded.indices[row])), run.source)
        named = row is not None and encoded.labels is not None
        name = words.with_article(run.classes[encoded.labels[row]]) if named else ""  # type: ignore[index]
        if plane.size <= 2:
            heading, lines = self.tr("Decoded here"), words.coordinates(cursor)
            note = ("", "") if row is None else (self.tr("Nearest real code"), name or self.tr("this image"))
            away = self._hole_at(cursor) if plane.is_exact else None
            if away is not None:
                heading, picture = self.tr("A hole"), None
                said = self.tr("No real image has its code here, so the decoder makes something up.")
                lines = (*textwrap.wrap(said, LINE), "  ".join(lines))
                note = ("", self.tr("{distance} from eight real codes").format(distance=figure(away, 2)))
            card.set_nearest(picture)
        else:
            held_out = row is not None and bool(encoded.held_out[row])
            heading = self.tr("Nearest image")
            lines = (name, self.tr("held out") if held_out else self.tr("training image"))
            note = ("", "")
            card.set_picture(picture)
        card.set_words(heading, lines, note)
