"""MapHoles: keeps the holes of one map up to date with its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.theme import HOLE
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.map.colouring import Colouring
from aeexplorer.widgets.map.decoded_grid import Lattice
from aeexplorer.widgets.map.holes import Crowd
from aeexplorer.widgets.map.holes_layer import STRONGEST

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.widgets.map.map_header import MapHeader
    from aeexplorer.widgets.map.map_view import MapView

CHANNEL = "holes"


class MapHoles(QObject):
    """Asks how empty the map is while holes are shown, and tells whether a place lies in one."""

    changed = Signal()
    """``at`` may say something else."""

    def __init__(self, view: MapView, header: MapHeader, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view, self._header, self._asks = view, header, asks
        self._codes: NDArray[np.float32] | None = None
        self._crowd: Crowd | None = None
        view.holes.wanted.connect(self._ask)
        header.holes.toggled.connect(self.show)
        asks.answered.connect(self._take)

    def look_at(self, codes: NDArray[np.float32] | None) -> None:
        """Codes (n, 2) whose places on the map are they themselves; None where there are none."""
        if codes is None or self._codes is None:
            self._crowd = None
            self._view.holes.forget()
        self._codes = codes
        self._view.holes.outdate()
        self.show()

    def at(self, place: NDArray[np.float32]) -> float | None:
        """How far the eighth-nearest real code is from a place (2,) in a hole that is shown; None elsewhere."""
        if self._crowd is None or not self._view.holes.isVisible():
            return None
        away = self._crowd.away_at(place)
        return away if self._crowd.is_hole(away) else None

    @Slot()
    def show(self) -> None:
        """Show the layer if it is wanted and there is one."""
        shown = self._header.holes.isChecked() and self._codes is not None
        self._view.holes.set_shown(shown)
        self._view.holes_legend.setVisible(shown and self._crowd is not None)
        self.changed.emit()

    @Slot(object)
    def _ask(self, lattice: Lattice) -> None:
        codes = self._codes
        if codes is None:
            self._view.holes.give_up()
            return

        def compute() -> tuple[Lattice, Crowd | None, NDArray[np.float32] | None]:
            crowd = Crowd.of(codes)
            return lattice, crowd, None if crowd is None else crowd.emptiness(lattice)

        self._asks.ask(CHANNEL, compute)

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._asks.is_latest(answer) or self._codes is None:
            return
        if answer.error is not None or answer.result[1] is None:
            self._view.holes.give_up()
            return
        lattice, crowd, emptiness = answer.result
        self._crowd = crowd
        self._view.holes.show_answer(lattice, emptiness)
        self._view.holes_legend.set_colouring(_explained(crowd))
        self.show()


def _explained(crowd: Crowd) -> Colouring:
    """The scale of the holes, for the legend."""
    name = QCoreApplication.translate("LatentMap", "Distance to the eighth-nearest real code")
    most = QCoreApplication.translate("LatentMap", "{distance} and more").format(distance=figure(crowd.far, 2))
    amber = np.array(list(bytes.fromhex(HOLE[1:])), np.float64)
    shares = np.array([[0.0], [STRONGEST]])
    palette = np.rint(255 + (amber - 255) * shares).astype(np.uint8)
    return Colouring(palette, None, (), (name, figure(crowd.near, 2), most))
