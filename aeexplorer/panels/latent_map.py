"""The latent map: where the codes of real images lie, and what lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.class_chips import ClassChips
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.map import words
from aeexplorer.widgets.map.decoded_grid import Lattice
from aeexplorer.widgets.map.map_colours import MapColours
from aeexplorer.widgets.map.map_cursor import MapCursor
from aeexplorer.widgets.map.map_header import MapHeader
from aeexplorer.widgets.map.map_holes import MapHoles
from aeexplorer.widgets.map.map_images import MapImages
from aeexplorer.widgets.map.map_keys import bind_keys
from aeexplorer.widgets.map.map_pins import MapPins
from aeexplorer.widgets.map.map_view import MapView
from aeexplorer.widgets.map.plane import Plane, fit_plane
from aeexplorer.widgets.map.questions import MapQuestions
from aeexplorer.widgets.map.restore_marks import RestoreMarks
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aeexplorer.session.encoded import Encoded
    from aeexplorer.session.session import Session


class LatentMapPanel(Panel):
    """Codes as points, decoded images behind them, pins and a crosshair over them; the cursor decodes."""

    id = "latent_map"
    title = str(QT_TRANSLATE_NOOP("Panels", "Latent map"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._plane: Plane | None = None
        self._shown: Encoded | None = None
        self._asked_for: Encoded | None = None
        self.view = MapView()
        self.main = self.view
        self.header = MapHeader()
        self.chips = ClassChips(name=self.tr("Classes on the map"))
        self.images = MapImages(self.view, session.selection, self)
        self.pins = MapPins(self.view, session.selection, self)
        self.marks = RestoreMarks(self.view, session.restoration, self)
        self.empty = EmptyState("", self.tr("Train"))
        self._lay_out()
        self.current = CurrentRun(session.document, self)
        self.questions = MapQuestions(session.asks, self)
        self.holes = MapHoles(self.view, self.header, session.asks, self)
        self.map_cursor = MapCursor(self.view, session.selection, self.current, session.decoding, self.holes.at, self)
        self.colours = MapColours(self.view, self.header, session.asks, self.current, self)
        self._connect()
        bind_keys(self, self.view, self.header, session.selection, self.map_cursor)
        self._show_layers()

    def header_widget(self) -> QWidget:
        """Layers and tools."""
        return self.header

    def refresh(self) -> None:
        """Show the current run's codes, hidden classes and pins."""
        run = self.current.run
        if run is None or not len(run.codes):
            busy = run is not None and run.state.active
            self._pages.say(
                self.tr("The first codes are on their way.")
                if busy
                else self.tr("Nothing trained yet. Train this recipe to see its map."),
                "" if busy else self.tr("Train"),
            )
            self.header.setEnabled(False)
            self.header.set_remark("")
            self._shown = self._plane = None
            self.images.look_at(None)
            self.pins.look_at(None)
            return
        self._show_chips(run.classes)
        self.header.setEnabled(True)
        if run.encoded is not self._shown:
            if run.latent_size <= 2:
                self._place(run.encoded, *fit_plane(run.codes, None))
            elif run.encoded is not self._asked_for:
                self._asked_for = run.encoded
                self.questions.place(run.encoded, run.codes, self._plane)
        if self._plane is not None:
            self._pages.show_content()

    @Slot(object, object, object)
    def _place(self, encoded: Encoded, plane: Plane, places: NDArray[np.float32]) -> None:
        run = self.current.run
        if run is None or plane.size != run.latent_size:
            return
        jump = self._plane is None or self._plane.size != plane.size
        self._plane, self._shown = plane, encoded
        self.map_cursor.look_at(plane, encoded)
        self.marks.look_at(plane)
        self.view.set_codes(places, encoded.labels, run.classes, jump=jump)
        self.colours.look_at(encoded)
        self.holes.look_at(places if plane.is_exact else None)
        self.view.names.set_names(*words.axis_names(plane))
        self.header.set_remark(words.how_shown(plane))
        self.header.set_decodable(plane.is_exact)
        self._pages.show_content()
        self.images.look_at(encoded)
        self.pins.look_at(plane)
        if jump or not plane.is_exact:
            self._show_classes()

    @Slot()
    def _start_over(self) -> None:
        """Another run, or this one from its beginning."""
        self.questions.forget()
        self.session.decoding.forget()
        self._plane = self._shown = self._asked_for = None
        self.view.decoded.forget()
        self.images.look_at(None)
        self.pins.look_at(None)
        self.map_cursor.look_at(None, None)
        self.colours.look_at(None)
        self.holes.look_at(None)
        self.marks.look_at(None)
        self.mark_dirty()

    @Slot()
    def _take_snapshot(self) -> None:
        self.view.decoded.outdate()

    @Slot(object)
    def _ask_grid(self, lattice: Lattice) -> None:
        run = self.current.run
        if run is None or run.snapshot is None or not run.is_flat_2d:
            self.view.decoded.give_up()
        else:
            self.questions.decode_grid(run.snapshot, lattice, run.source)

    @Slot(object, object)
    def _take_grid(self, lattice: Lattice, mosaic: NDArray[np.uint8] | None) -> None:
        if mosaic is None:
            self.view.decoded.give_up()
        else:
            self.view.decoded.show_mosaic(lattice, mosaic)

    @Slot(object, object, object)
    def _click(self, point: NDArray[np.float64], row: int | None, modifiers: Qt.KeyboardModifier) -> None:
        if self.header.pins_on_click or modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.pins.add(point)
        elif row is not None:
            self.images.click(row, modifiers)
        elif not modifiers & Qt.KeyboardModifier.ControlModifier:
            self.map_cursor.hold(point)

    @Slot()
    def _show_classes(self) -> None:
        self.chips.set_hidden(self.session.selection.hidden_classes)
        self.view.set_hidden(self.session.selection.hidden_classes)

    def _show_chips(self, classes: tuple[str, ...]) -> None:
        """A chip for each class; where colours say something else, it has none."""
        theme = appearance().theme
        coloured = self.colours.shows_classes
        self.chips.set_classes(
            classes, [class_colour(theme, k) if coloured else theme.control for k in range(len(classes))]
        )

    @Slot(int)
    def _show_only(self, label: int) -> None:
        run = self.current.run
        self.session.selection.show_only(label, len(run.classes) if run else 0)
        # The chips do not know that they were all hidden but one.
        self._show_classes()

    @Slot()
    def _show_layers(self) -> None:
        layers = self.header.layers
        self.view.set_layers(points=layers != "decoded", decoded=layers != "points")

    @Slot(bool)
    def _take_lasso(self, taken: bool) -> None:
        self.view.box.catches = taken

    @Slot()
    def _show_legend(self) -> None:
        """While one restores, the map has less room, and the names on it are enough."""
        for part in (self.chips, self.images.count):
            part.setVisible(not self.session.restoration.is_watched)

    @Slot()
    def _redress(self) -> None:
        margin = px(16)
        self._legend.setContentsMargins(margin, px(4), margin, px(4))
        self.mark_dirty()

    def _lay_out(self) -> None:
        content = QWidget()
        self._legend = QHBoxLayout()
        self._legend.setSpacing(16)
        self._legend.addWidget(self.chips, 1)
        self._legend.addWidget(self.images.count, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._legend)
        column.addWidget(self.view, 1)
        column.addWidget(self.marks.bar)
        self._pages = Pages(self, self.empty, content)
        self._redress()

    def _connect(self) -> None:
        selection = self.session.selection
        for signal in (self.current.state_changed, self.current.latents_changed):
            signal.connect(self.mark_dirty)
        self.current.changed.connect(self._start_over)
        self.current.started.connect(self._start_over)
        self.current.snapshot_changed.connect(self._take_snapshot)
        self.questions.placed.connect(self._place)
        self.questions.grid_decoded.connect(self._take_grid)
        self.view.decoded.wanted.connect(self._ask_grid)
        self.view.clicked.connect(self._click)
        self.header.layers_changed.connect(self._show_layers)
        self.colours.changed.connect(self.mark_dirty)
        self.holes.changed.connect(self.map_cursor.show)
        self.header.lasso_taken.connect(self._take_lasso)
        self.header.fit_pressed.connect(self.view.finder.fit)
        self.chips.toggled.connect(selection.toggle_class)
        self.chips.alone.connect(self._show_only)
        selection.classes_changed.connect(self._show_classes)
        self.empty.pressed.connect(self.session.document.train)
        self.session.restoration.watched_changed.connect(self._show_legend)
        appearance().changed.connect(self._redress)
