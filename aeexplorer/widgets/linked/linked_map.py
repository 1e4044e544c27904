"""LinkedMap: one compared run's codes, their way under noise, and the cursor that all maps share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.linked.arrows_layer import ArrowsLayer
from aeexplorer.widgets.linked.member_places import MemberPlaces
from aeexplorer.widgets.map.colouring import by_class
from aeexplorer.widgets.map.map_view import MapView
from aeexplorer.widgets.map.words import how_shown_briefly
from aeexplorer.widgets.member_mark import MemberMark
from aeexplorer.widgets.pages import Pages

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread
    from aeexplorer.session.comparing import Compared, Member
    from aeexplorer.session.run import Run

LEAST = 120
"""Side of a map at least, in px."""


class LinkedMap(QWidget):
    """Says which image is pointed at or clicked, and marks the one that it is told to."""

    pointed = Signal(object)
    """Number of the image whose code is nearest to the mouse; None when it leaves."""
    clicked = Signal(int, object)
    """Number of the image, and the keyboard modifiers."""
    caught = Signal(object, object)
    """Numbers (n,) of the images that a lasso was drawn around, and the keyboard modifiers at its end."""

    def __init__(self, place: int, asks: AskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._results: tuple[str, Compared | None] = "", None
        self._cursor: int | None = None
        self._selected: int | None = None
        self._hidden: frozenset[int] = frozenset()
        self._chosen: tuple[int, ...] = ()
        self._kind = ""
        self._compact = False
        self._jump = True
        self._title = Label(role="heading")
        self.remark = Elided()
        self.fit = IconButton("fit", self.tr("Fit this map to its codes"))
        self.view = MapView()
        self.arrows = ArrowsLayer(self.view.box)
        self.places = MemberPlaces(f"compare map {place}", asks, self)
        self.empty = EmptyState("")
        self._lay_out(place)
        self.places.changed.connect(self._show_codes)
        self.view.hovered.connect(self._point)
        self.view.stepped.connect(self._step)
        self.view.clicked.connect(self._click)
        self.view.caught.connect(self._catch)
        self.fit.clicked.connect(self.view.finder.fit)
        self.view.set_layers(points=True, decoded=False)
        # On a small map they would cover the arrows; the legend says the colours, and the line below who is pointed at.
        self.view.labels.set_shown(False)
        for side in ("left", "bottom"):
            self.view.getPlotItem().hideAxis(side)
        appearance().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(px(336), px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), px(LEAST))

    def set_member(self, member: Member) -> None:
        """Show the codes of this member's run."""
        self._kind = member.short
        self._word()
        self.view.setAccessibleName(self.tr("Map of the codes of {name}").format(name=member.name))
        if member.run is not self._run:
            self.leave()
            self._run = member.run
            self._run.started.connect(self._start_over)
            self._start_over()

    def set_compact(self, compact: bool) -> None:
        """Say and draw less, where there are many maps."""
        if compact != self._compact:
            self._compact = compact
            self.remark.setVisible(not compact)
            self.arrows.set_small(compact)
            self._word()

    def _word(self) -> None:
        self._title.setText(self._kind if self._compact else self.tr("{kind} map").format(kind=self._kind))
        self._title.setToolTip(self.remark.text() if self._compact else "")

    def leave(self) -> None:
        """Show nobody."""
        if self._run is not None:
            self._run.started.disconnect(self._start_over)
        self._run = None
        self._results = "", None
        self.arrows.clear()
        self.places.follow(None)

    def look(self) -> bool:
        """Take the run's codes as they are now; False if one has to look again soon."""
        run = self._run
        if run is None or not len(run.codes):
            busy = run is not None and run.state.active
            self._pages.say(
                self.tr("The first codes are on their way.") if busy else self.tr("This model is not trained yet.")
            )
            self.remark.setText("")
            return True
        return self.places.look()

    def show_results(self, letter: str, results: Compared | None) -> None:
        """Show how noise moves the codes of the compared images."""
        shown, self._results = self._results, (letter, results)
        if shown[0] != letter or shown[1] is not results:
            self._show_arrows()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Show neither points nor arrows of these labels."""
        self._hidden = hidden
        self.view.set_hidden(hidden)
        self._show_arrows()

    def set_cursor(self, cursor: int | None, selected: int | None) -> None:
        """Stand the crosshair at the image under the shared cursor, or at the selected one, which also has a ring."""
        self._cursor, self._selected = cursor, selected
        self._show_cursor()

    def set_chosen(self, images: tuple[int, ...]) -> None:
        """Mark the images that are chosen together."""
        self._chosen = images
        encoded = self.places.encoded
        if encoded is not None:
            self.view.set_chosen(np.flatnonzero(np.isin(encoded.indices, images)))

    def place_of(self, image: int | None) -> NDArray[np.float32] | None:
        """Where the code of an image lies (2,): of the watched images, or of those that are compared."""
        found = self.places.place_of(image)
        letter, results = self._results
        side = results.side(letter) if results is not None else None
        if found is not None or side is None or results is None:
            return found
        rows = np.flatnonzero(results.indices == image)
        return self._on_plane(side.codes[rows[:1]])[0] if len(rows) and self._fits(side.codes) else None

    @Slot()
    def _start_over(self) -> None:
        self._jump = True
        self.arrows.clear()
        self.places.follow(self._run)

    @Slot()
    def _show_codes(self) -> None:
        plane, encoded, run = self.places.plane, self.places.encoded, self._run
        if plane is None or encoded is None or run is None:
            return
        self.view.set_codes(self.places.places, encoded.labels, run.classes, jump=self._jump)
        if self._jump:
            self.view.set_hidden(self._hidden)
        self._jump = False
        self.remark.setText(how_shown_briefly(plane))
        self._word()
        self.set_chosen(self._chosen)
        self._pages.show_content()
        self._show_arrows()

    def _show_arrows(self) -> None:
        letter, results = self._results
        side = results.side(letter) if results is not None else None
        if side is None or results is None or not self._fits(side.codes):
            self.arrows.clear()
        else:
            theme = appearance().theme
            labels = results.labels
            shown = np.ones(len(results.indices), bool) if labels is None else ~np.isin(labels, list(self._hidden))
            colours = [theme.text2 if labels is None else class_colour(theme, int(labels[k])) for k in _rows(shown)]
            self.arrows.set_arrows(self._on_plane(side.codes[shown]), self._on_plane(side.moved[shown]), colours)
        self._show_cursor()

    def _show_cursor(self) -> None:
        row = self.places.row_of(self._selected)
        self.view.set_selected(row)
        at = self.place_of(self._selected if self._cursor is None else self._cursor)
        self.view.crosshair.set_point(at, held=self._cursor is None)

    def _fits(self, codes: NDArray[np.float32]) -> bool:
        return self.places.plane is not None and codes.shape[1] == self.places.plane.size

    def _on_plane(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        assert self.places.plane is not None
        return self.places.plane.places(codes)

    @Slot(object)
    def _point(self, point: NDArray[np.float64] | None) -> None:
        self.pointed.emit(None if point is None else self._image_at(point))

    @Slot(object, object, object)
    def _click(self, point: NDArray[np.float64], _row: int | None, modifiers: Qt.KeyboardModifier) -> None:
        image = self._image_at(point)
        if image is not None:
            self.clicked.emit(image, modifiers)

    @Slot(object, object)
    def _catch(self, rows: NDArray[np.int64], modifiers: Qt.KeyboardModifier) -> None:
        if self.places.encoded is not None:
            self.caught.emit(self.places.encoded.indices[rows], modifiers)

    @Slot(float, float)
    def _step(self, across: float, up: float) -> None:
        """The nearest image in the direction of an arrow key."""
        rows = self.view.points.rows
        if self.places.encoded is None or not len(rows):
            return
        here = self.view.crosshair.point or tuple(self.places.places[rows[0]].tolist())
        away = self.places.places[rows] - np.asarray(here, np.float32)
        ahead = away @ np.sign([across, up]).astype(np.float32)
        # Within 45° of the direction, the nearest.
        far = np.linalg.norm(away, axis=1)
        far[~(ahead > far * 0.7)] = np.inf
        if np.isfinite(far).any():
            self.pointed.emit(int(self.places.encoded.indices[rows[far.argmin()]]))

    def _image_at(self, point: NDArray[np.float64]) -> int | None:
        row = self.view.places.nearest(point)
        return None if row is None or self.places.encoded is None else int(self.places.encoded.indices[row])

    def _lay_out(self, place: int) -> None:
        self._heading = QHBoxLayout()
        self._heading.addWidget(MemberMark(place))
        self._heading.addWidget(self._title)
        self._heading.addWidget(self.remark, 1)
        self._heading.addStretch()
        self._heading.addWidget(self.fit)
        pages = QWidget()
        self._pages = Pages(pages, self.empty, self.view)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._heading)
        self._column.addWidget(pages, 1)

    @Slot()
    def _dress(self) -> None:
        self._heading.setContentsMargins(0, 0, px(16), 0)
        self._heading.setSpacing(px(8))
        # The view itself keeps 16 px free at its right.
        self._column.setContentsMargins(px(16), px(4), 0, px(4))
        self.view.set_colouring(by_class(appearance().theme))
        self._show_arrows()
        self.updateGeometry()


def _rows(chosen: NDArray[np.bool_]) -> list[int]:
    return [int(k) for k in np.flatnonzero(chosen)]
