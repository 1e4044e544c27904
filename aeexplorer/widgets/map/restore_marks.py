"""RestoreMarks: puts the codes of a restoration on the map, and its steps below it, while somebody restores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Slot

from aeexplorer.session.restoration import Restoration
from aeexplorer.session.ways import BY_ID
from aeexplorer.widgets.map.map_view import MapView
from aeexplorer.widgets.map.plane import Plane
from aeexplorer.widgets.step_bar import StepBar

NOWHERE = np.empty((0, 2), np.float32)


class RestoreMarks(QObject):
    """Follows the restoration and the map's plane; ``bar`` belongs below the map."""

    def __init__(self, view: MapView, restoration: Restoration, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._restoration = view, restoration
        self._plane: Plane | None = None
        self.bar = StepBar()
        self.bar.hide()
        self.bar.moved.connect(self._move)
        restoration.results_changed.connect(self.show)
        restoration.step_changed.connect(self.show)
        restoration.watched_changed.connect(self.show)

    def look_at(self, plane: Plane | None) -> None:
        """Codes lie on this plane now."""
        self._plane = plane
        self.show()

    @Slot()
    def show(self) -> None:
        """Mark what is known."""
        restoration, plane = self._restoration, self._plane
        progress = restoration.progress if restoration.is_watched else None
        if progress is None or plane is None or len(progress.true_code) != plane.size:
            self._view.set_marks()
            self.bar.setVisible(restoration.is_watched and restoration.steps > 0)
            return
        way = restoration.marked_way
        codes = restoration.outcomes[way].codes if way is not None else ()
        if way != restoration.path_way:
            codes = codes[-1:]
        path = self._places(np.stack(codes)) if codes else NOWHERE
        words = self.tr("Damaged image"), self.tr("True code"), "" if way is None else self._named(way)
        damaged, true = self._places(np.stack([progress.damaged_code, progress.true_code]))
        undamaged = bool(np.allclose(progress.damaged_code, progress.true_code))
        self._view.set_marks(damaged, NOWHERE if undamaged else true, path, restoration.step, words)
        self.bar.setVisible(len(codes) > 1)
        self.bar.show_step(restoration.step, restoration.steps)

    def _named(self, way: str) -> str:
        """What is written at the code of a restoration."""
        if way != self._restoration.path_way:
            return QCoreApplication.translate("Ways", BY_ID[way].title)
        said = self.tr("Round {step}") if way == "iterated" else self.tr("Search, step {step}")
        return said.format(step=self._restoration.step)

    def _places(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        assert self._plane is not None
        return self._plane.places(codes)

    @Slot(int)
    def _move(self, step: int) -> None:
        self._restoration.step = step
