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
from aeexplorer.widgets.map.code_places import CodePlaces
from aeexplorer.widgets.map.colour_legend import ColourLegend
from aeexplorer.widgets.map.colouring import Colouring, by_class
from aeexplorer.widgets.map.crosshair import Crosshair, SelectedRing
from aeexplorer.widgets.map.decoded_layer import DecodedLayer
from aeexplorer.widgets.map.holes_layer import HolesLayer
from aeexplorer.widgets.map.lasso import LassoLayer
from aeexplorer.widgets.map.map_axes import AxisNames
from aeexplorer.widgets.map.map_plot import MapPlot
from aeexplorer.widgets.map.marks_layer import MarksLayer
from aeexplorer.widgets.map.pins_layer import PinsLayer
from aeexplorer.widgets.map.point_layers import PointLayers
from aeexplorer.widgets.map.tooltip_card import TooltipCard
from aeexplorer.widgets.map.view_animator import ViewAnimator
from aeexplorer.widgets.map.view_finder import ViewFinder

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
        self.finder = ViewFinder(self, self.animator)
        self.places = CodePlaces()
        """Where the codes are, or where they are going."""
        self._class_names: tuple[str, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        self._selected: int | None = None
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_around)
        appearance().changed.connect(self._dress)
        self._dress()
        self.set_colouring(by_class(appearance().theme))

    @property
    def codes(self) -> NDArray[np.float32]:
        """The places (n, 2) of the codes, where they are or where they are going."""
        return self.places.all

    def set_codes(
        self,
        codes: NDArray[np.float32],
        labels: NDArray[np.int64] | None,
        class_names: tuple[str, ...],
        *,
        jump: bool = False,
    ) -> None:
        """Show codes (n, 2) of the plane; they ease there if they are the same images' as before, unless ``jump``."""
        same = not jump and len(codes) == len(self.codes) and np.array_equal(labels, self.places.labels)  # type: ignore[arg-type]
        self.places.set_places(codes, labels)
        self.finder.set_codes(codes)
        self._class_names = class_names
        if not same:
            self.dots.set_points(codes, labels)
        self.animator.set_codes(codes, jump=not same)
        if not same:
            self._look.stop()
            self._place_labels()
            self.finder.start_over()
        elif not self._look.isActive():
            self._look.start()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Draw neither points nor names of these labels."""
        self._hidden = hidden
        self.places.set_hidden(hidden)
        self.dots.set_hidden(hidden)
        self._place_labels()

    def set_colouring(self, colouring: Colouring) -> None:
        """Colour the points, and say what the colours stand for."""
        self.dots.set_colours(colouring.palette, colouring.of)
        self.legend.set_colouring(colouring)

    def set_layers(self, *, points: bool, decoded: bool) -> None:
        """Show points, decoded images, or both."""
        self.dots.set_visible(points)
        self.labels.set_shown(points)
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
        self.ring.set_covered(len(np.asarray(true)) > 0)
        self._emphasise()

    def set_chosen(self, rows: NDArray[np.int64]) -> None:
        """Mark the codes of the images that are chosen together."""
        self.dots.choose(rows)

    def set_selected(self, row: int | None) -> None:
        """Put the ring around one code."""
        self._selected = row
        self._follow_selected(self.animator.codes)

    def show_card(self, shown: bool) -> None:
        """Show the card beside the crosshair, or hide it."""
        place = self.crosshair.place()
        if not shown or place is None:
            self.card.hide()
            return
        corner = self.mapFromScene(self.box.mapToScene(QPointF(0, 0)))
        size = self.box.rect()
        plot = QRect(corner.x(), corner.y(), int(size.width()), int(size.height())).adjusted(4, 4, -4, -4)
        points = self.points.to_screen(self.places.shown) if self.points.isVisible() else np.empty((0, 2))
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

    @Slot(object)
    def _move_codes(self, codes: NDArray[np.float32]) -> None:
        self.dots.move_points(codes)
        self._follow_selected(codes)

    @Slot()
    def _look_around(self) -> None:
        self._place_labels()
        self.finder.catch_up()

    def _catch(self, modifiers: Qt.KeyboardModifier) -> None:
        outline = self.lasso.outline
        self.lasso.clear()
        if self.points.isVisible() and len(outline) > 2:
            self.caught.emit(self.places.within(outline), modifiers)

    def _follow_selected(self, codes: NDArray[np.float32] | None) -> None:
        row = self._selected
        there = codes is not None and row is not None and row < len(codes) and np.isfinite(codes[row]).all()
        self.ring.set_point(codes[row] if there and codes is not None else None)

    def _place_labels(self) -> None:
        rows = self.places.rows
        # A sample finds the same spots, sooner.
        rows = rows[:: max(1, len(rows) // ENOUGH_FOR_LABELS)]
        labels = None if self.places.labels is None else self.places.labels[rows]
        self.labels.set_points(self.places.all[rows], labels, self._class_names, self._hidden)

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
