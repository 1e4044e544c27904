"""MapView: the plot with its layers and their motion; knows codes on a plane, and nothing of the session."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.map.class_labels import ClassLabels
from aeexplorer.widgets.map.colour_legend import ColourLegend
from aeexplorer.widgets.map.colouring import Colouring, by_class
from aeexplorer.widgets.map.crosshair import Crosshair, SelectedRing
from aeexplorer.widgets.map.decoded_layer import DecodedLayer
from aeexplorer.widgets.map.framing import Frame, frame_of, should_follow
from aeexplorer.widgets.map.holes_layer import HolesLayer
from aeexplorer.widgets.map.lasso import LassoLayer, inside
from aeexplorer.widgets.map.map_axes import AxisNames
from aeexplorer.widgets.map.map_plot import MapPlot
from aeexplorer.widgets.map.marks_layer import MarksLayer
from aeexplorer.widgets.map.pins_layer import PinsLayer
from aeexplorer.widgets.map.point_layers import PointLayers
from aeexplorer.widgets.map.tooltip_card import TooltipCard
from aeexplorer.widgets.map.view_animator import ViewAnimator

FAINTER_UNDER_PATH = 0.65
"""look.md says 0.4, which leaves dark colours unreadable on the dark ground; its own pictures fade less."""
LARGER_FOR_PRESENTER = 1.6
ENOUGH_FOR_LABELS = 10_000
LOOK_MS = 250
"""Class names and the view follow codes that move at most this often: finding their places is most of the work."""
NO_CODES = np.empty((0, 2), np.float32)


class MapView(MapPlot):
    """The latent plane with everything that lies on it; the codes ease to new places and the view follows them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = self.box
        self.decoded = DecodedLayer(box)
        self.dots = PointLayers(box)
        self.points = self.dots.all
        self.holes = HolesLayer(box)
        self.labels = ClassLabels(box)
        self.marks = MarksLayer(box)
        self.pins = PinsLayer(box)
        self.ring = SelectedRing(box)
        self.names = AxisNames(box)
        self.crosshair = Crosshair(box)
        self.lasso = LassoLayer(box)
        self.legend = ColourLegend(box)
        self.holes_legend = ColourLegend(box, top=True)
        box.grip, box.dragged = self.pins.pin_at, self.pin_dragged.emit
        box.roped, box.caught = self.lasso.add, self._catch
        self.card = TooltipCard(self.viewport())
        self.animator = ViewAnimator(self)
        self.animator.codes_moved.connect(self._move_codes)
        self.animator.frame_moved.connect(self._move_frame)
        self._target = NO_CODES
        self._codes_labels: NDArray[np.int64] | None = None
        self._class_names: tuple[str, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        self._shown = np.empty(0, np.int64)
        self._shown_of: tuple[NDArray[np.int64], NDArray[np.float32]] = (self._shown, NO_CODES[:])
        self._selected: int | None = None
        self._follows = True
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_around)
        box.sigRangeChangedManually.connect(self._let_go)
        box.sigResized.connect(self._reframe)
        appearance().changed.connect(self._dress)
        self._dress()
        self.set_colouring(by_class(appearance().theme))

    @property
    def follows(self) -> bool:
        """Whether the view follows the codes: until the user zooms or pans, and again after ``fit``."""
        return self._follows

    @property
    def codes(self) -> NDArray[np.float32]:
        """The places (n, 2) of the codes, where they are or where they are going."""
        return self._target

    def set_codes(
        self,
        codes: NDArray[np.float32],
        labels: NDArray[np.int64] | None,
        class_names: tuple[str, ...],
        *,
        jump: bool = False,
    ) -> None:
        """Show codes (n, 2) of the plane; they ease there if they are the same images' as before, unless ``jump``."""
        same = not jump and len(codes) == len(self._target) and np.array_equal(labels, self._codes_labels)  # type: ignore[arg-type]
        self._target, self._codes_labels, self._class_names = codes, labels, class_names
        if not same:
            self.dots.set_points(codes, labels)
            self._follows = True
        self.animator.set_codes(codes, jump=not same)
        if not same:
            self._look.stop()
            self._place_labels()
            self._reframe(jump=True)
        elif not self._look.isActive():
            self._look.start()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Draw neither points nor names of these labels."""
        self._hidden = hidden
        self.dots.set_hidden(hidden)
        self._place_labels()

    def set_colouring(self, colouring: Colouring) -> None:
        """Colour the points, and say what the colours stand for."""
        self.dots.set_colours(colouring.palette, colouring.of)
        self.legend.set_colouring(colouring)

    def set_layers(self, *, points: bool, decoded: bool) -> None:
        """Show points, decoded images, or both."""
        self.dots.set_visible(points)
        self.labels.setVisible(points)
        self.decoded.set_faint(points)
        self.decoded.set_shown(decoded)

    def set_pins(self, numbers: tuple[int, ...], points: NDArray[Any], path: NDArray[Any]) -> None:
        """Show pins and their path; the points step back behind a path."""
        self.pins.set_pins(numbers, points, path)
        self._emphasise()

    def set_marks(
        self,
        damaged: ArrayLike = NO_CODES,
        true: ArrayLike = NO_CODES,
        path: ArrayLike = NO_CODES,
        step: int = 0,
        words: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        """Mark the codes of a restoration, or none; the points step back behind its path."""
        self.marks.set_marks(damaged, true, path, step, words)
        # The selected image's ring would stand around the mark of its code.
        self.ring.setVisible(not len(np.asarray(true)))
        self._emphasise()

    def set_chosen(self, rows: NDArray[np.int64]) -> None:
        """Mark the codes of the images that are chosen together."""
        self.dots.choose(rows)

    def set_selected(self, row: int | None) -> None:
        """Put the ring around one code."""
        self._selected = row
        self._follow_selected(self.animator.codes)

    def fit(self) -> None:
        """Show all codes, and follow them from now on."""
        self._follows = True
        wanted = frame_of(self._target)
        if wanted is not None:
            self.animator.set_frame(self.frame(), wanted.fitting(self.aspect()))

    def show_point(self, point: ArrayLike) -> None:
        """Bring a point into view without zooming."""
        x, y = (float(part) for part in np.asarray(point))
        now = self.frame()
        if not (now.left < x < now.right and now.bottom < y < now.top):
            across, up = (now.right - now.left) / 2, (now.top - now.bottom) / 2
            self._follows = False
            self.animator.set_frame(now, Frame(x - across, x + across, y - up, y + up))

    def show_card(self, shown: bool) -> None:
        """Show the card beside the crosshair, or hide it."""
        place = self.crosshair.place()
        if not shown or place is None:
            self.card.hide()
            return
        corner = self.mapFromScene(self.box.mapToScene(QPointF(0, 0)))
        size = self.box.rect()
        plot = QRect(corner.x(), corner.y(), int(size.width()), int(size.height())).adjusted(4, 4, -4, -4)
        points = (
            self.points.to_screen(self._target[self._shown_rows()]) if self.points.isVisible() else np.empty((0, 2))
        )
        self.card.place_beside(place + QPointF(corner), plot, points + np.array([corner.x(), corner.y()]))
        self.card.show()

    def row_at(self, point: ArrayLike) -> int | None:
        """Row of the code whose point is drawn within 8 px of a point of the plane."""
        if not self.points.isVisible():
            return None
        ((x, y),) = self.points.to_screen(point)
        return self.points.near(QPointF(x, y), px(8))

    def pin_at(self, place: QPointF) -> int | None:
        """Number of the pin under a pixel of the plot."""
        return self.pins.pin_at(place)

    def key_point(self) -> tuple[float, float] | None:
        """Where the crosshair stands."""
        return self.crosshair.point

    def nearest_row(self, point: ArrayLike) -> int | None:
        """Row of the code nearest to a point of the plane, of the classes that are shown."""
        rows = self._shown_rows()
        if not len(rows):
            return None
        x, y = np.asarray(point, np.float32)
        codes = self._target if len(rows) == len(self._target) else self._target[rows]
        away = np.square(codes[:, 0] - x) + np.square(codes[:, 1] - y)
        return int(rows[away.argmin()])

    @Slot(object)
    def _move_codes(self, codes: NDArray[np.float32]) -> None:
        self.dots.move_points(codes)
        self._follow_selected(codes)

    @Slot(object)
    def _move_frame(self, frame: Frame) -> None:
        self.box.setRange(xRange=frame[:2], yRange=frame[2:], padding=0, disableAutoRange=True)

    @Slot(object)
    def _let_go(self, _axes: object) -> None:
        self._follows = False
        self.animator.stop_frame()

    @Slot(object)
    def _reframe(self, _view: object = None, *, jump: bool = False) -> None:
        wanted = frame_of(self._target) if self._follows else None
        if wanted is None:
            return
        if jump:
            self.animator.stop_frame()
            self._move_frame(wanted.fitting(self.aspect()))
        elif should_follow(self.animator.frame_target or self.frame(), wanted):
            self.animator.set_frame(self.frame(), wanted.fitting(self.aspect()))

    @Slot()
    def _look_around(self) -> None:
        self._place_labels()
        self._reframe()

    def _catch(self, modifiers: Qt.KeyboardModifier) -> None:
        outline, rows = self.lasso.outline, self._shown_rows()
        self.lasso.clear()
        if self.points.isVisible() and len(outline) > 2:
            self.caught.emit(rows[inside(outline, self._target[rows])], modifiers)

    def _shown_rows(self) -> NDArray[np.int64]:
        """Codes that are on the map, or will be when they have reached their places."""
        rows, target = self.points.rows, self._target
        if self._shown_of[0] is not rows or self._shown_of[1] is not target:
            # Every move of the mouse asks for them.
            self._shown, self._shown_of = rows[np.isfinite(target[rows]).all(1)], (rows, target)
        return self._shown

    def _follow_selected(self, codes: NDArray[np.float32] | None) -> None:
        row = self._selected
        there = codes is not None and row is not None and row < len(codes) and np.isfinite(codes[row]).all()
        self.ring.set_point(codes[row] if there and codes is not None else None)

    def _place_labels(self) -> None:
        rows = self._shown_rows()
        # A sample finds the same spots, sooner.
        rows = rows[:: max(1, len(rows) // ENOUGH_FOR_LABELS)]
        labels = None if self._codes_labels is None else self._codes_labels[rows]
        self.labels.set_points(self._target[rows], labels, self._class_names, self._hidden)

    def _emphasise(self) -> None:
        self.dots.set_emphasis(
            size=LARGER_FOR_PRESENTER if appearance().scale > 1 else 1.0,
            alpha=FAINTER_UNDER_PATH if self.pins.has_path or self.marks.has_path else 1.0,
        )

    @Slot()
    def _dress(self) -> None:
        theme = appearance().theme
        self.setBackground(QColor(theme.panel))
        self.box.setBorder(pg.mkPen(QColor(theme.line), width=1))
        for side in ("left", "bottom"):
            self.getPlotItem().getAxis(side).dress()
        self.getPlotItem().layout.setContentsMargins(0, px(4), px(16), px(4))
        self.animator.instant = appearance().reduces_motion
        self._emphasise()
        for layer in (
            self.labels,
            self.marks,
            self.pins,
            self.ring,
            self.names,
            self.crosshair,
            self.legend,
            self.holes_legend,
        ):
            layer.update()
