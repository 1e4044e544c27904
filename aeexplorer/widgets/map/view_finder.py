"""ViewFinder: chooses the window of the plane that a map shows; it follows the codes until a hand takes hold of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Slot

from aeexplorer.widgets.map.framing import Frame, frame_of, should_follow
from aeexplorer.widgets.map.map_plot import MapPlot
from aeexplorer.widgets.map.view_animator import ViewAnimator


class ViewFinder(QObject):
    """Moves the view of one plot, gliding as its animator does."""

    def __init__(self, plot: MapPlot, animator: ViewAnimator) -> None:
        super().__init__(plot)
        self._plot, self._animator = plot, animator
        self._codes: NDArray[np.float32] = np.empty((0, 2), np.float32)
        self._follows = True
        animator.frame_moved.connect(self._move)
        plot.box.sigRangeChangedManually.connect(self._let_go)
        plot.box.sigResized.connect(self._follow_size)

    @property
    def follows(self) -> bool:
        """Whether the view follows the codes: until the user zooms or pans, and again after ``fit``."""
        return self._follows

    def set_codes(self, codes: NDArray[np.float32]) -> None:
        """The codes (n, 2) to keep in view, from the next ``catch_up`` on."""
        self._codes = codes

    def catch_up(self) -> None:
        """Glide to the codes if they have left the view and it follows them."""
        wanted = frame_of(self._codes) if self._follows else None
        if wanted is not None and should_follow(self._animator.frame_target or self._plot.frame(), wanted):
            self._glide(wanted.fitting(self._plot.aspect()))

    def start_over(self) -> None:
        """Show other codes at once, and follow them."""
        self._follows = True
        wanted = frame_of(self._codes)
        if wanted is not None:
            self._animator.stop_frame()
            self._move(wanted.fitting(self._plot.aspect()))

    @Slot()
    def fit(self) -> None:
        """Show all codes, and follow them from now on."""
        self._follows = True
        wanted = frame_of(self._codes)
        if wanted is not None:
            self._glide(wanted.fitting(self._plot.aspect()))

    def show_point(self, point: ArrayLike) -> None:
        """Bring a point into view without zooming."""
        x, y = (float(part) for part in np.asarray(point))
        now = self._plot.frame()
        if not (now.left < x < now.right and now.bottom < y < now.top):
            across, up = (now.right - now.left) / 2, (now.top - now.bottom) / 2
            self._follows = False
            self._glide(Frame(x - across, x + across, y - up, y + up))

    def _glide(self, frame: Frame) -> None:
        self._animator.set_frame(self._plot.frame(), frame)

    @Slot(object)
    def _move(self, frame: Frame) -> None:
        self._plot.box.setRange(xRange=frame[:2], yRange=frame[2:], padding=0, disableAutoRange=True)

    @Slot(object)
    def _let_go(self, _axes: object) -> None:
        self._follows = False
        self._animator.stop_frame()

    @Slot(object)
    def _follow_size(self, _box: object) -> None:
        self.catch_up()
