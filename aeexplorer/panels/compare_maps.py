"""The maps of the compared runs, one each: the same images, one cursor, and where noise moves the codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.class_chips import ClassChips
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.linked.arrows_layer import ArrowKey
from aeexplorer.widgets.linked.linked_map import LinkedMap
from aeexplorer.widgets.map.words import with_article
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

MOST_IN_A_COLUMN = 2
"""More maps stand two in a row."""


class CompareMapsPanel(Panel):
    """Each map is zoomed and panned by itself; the cursor, the selection and the classes are shared."""

    id = "compare_maps"
    title = str(QT_TRANSLATE_NOOP("Panels", "Maps"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.maps: list[LinkedMap] = []
        self._followed: list[Run] = []
        self.chips = ClassChips(name=self.tr("Classes on the maps"))
        self.said = Elided()
        self.empty = EmptyState(self.tr("Train a run, and its map appears here, beside those of the runs like it."))
        self._lay_out()
        comparing, selection = session.comparing, session.selection
        comparing.members_changed.connect(self._follow_members)
        # In the window's turn: the pictures come first.
        comparing.results_changed.connect(self.mark_dirty)
        comparing.cursor_changed.connect(self._show_cursor)
        selection.image_changed.connect(self._show_cursor)
        selection.images_changed.connect(self._show_chosen)
        selection.classes_changed.connect(self._show_classes)
        self.chips.toggled.connect(selection.toggle_class)
        self.chips.alone.connect(self._show_only)
        appearance().changed.connect(self._dress)
        self._dress()
        self._follow_members()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(288), px(320))

    def watch(self, watching: bool) -> None:
        self.session.comparing.watch(watching)

    def refresh(self) -> None:
        """Show the codes as they are now."""
        members = self.session.comparing.members
        self._pages.show_content(bool(members))
        run = members[0].run if members else None
        theme = appearance().theme
        classes = run.classes if run is not None else ()
        self.chips.set_classes(classes, [class_colour(theme, k) for k in range(len(classes))])
        self.chips.setVisible(bool(classes))
        for linked in self.maps[: len(members)]:
            if not linked.look():
                self.mark_dirty()
        self._show_results()

    @Slot()
    def _follow_members(self) -> None:
        members = self.session.comparing.members
        for run in self._followed:
            run.latents_changed.disconnect(self.mark_dirty)
            run.state_changed.disconnect(self.mark_dirty)
        self._followed = [member.run for member in members]
        for run in self._followed:
            run.latents_changed.connect(self.mark_dirty)
            run.state_changed.connect(self.mark_dirty)
        while len(self.maps) < len(members):
            linked = LinkedMap(len(self.maps), self.session.asks, self)
            linked.pointed.connect(self._point)
            linked.clicked.connect(self._click)
            linked.caught.connect(self._catch)
            self.maps.append(linked)
        for linked in self.maps:
            self._grid.removeWidget(linked)
        columns = 1 if len(members) <= MOST_IN_A_COLUMN else 2
        for k, linked in enumerate(self.maps):
            linked.setVisible(k < len(members))
            linked.set_compact(columns > 1)
            if k < len(members):
                self._grid.addWidget(linked, k // columns, k % columns)
                linked.set_member(members[k])
            else:
                linked.leave()
        self._show_results()
        self._show_classes()
        self._show_chosen()
        self._show_cursor()
        self.mark_dirty()

    def _show_results(self) -> None:
        comparing = self.session.comparing
        for linked, member in zip(self.maps, comparing.members, strict=False):
            linked.show_results(member.letter, comparing.results)

    @Slot(object)
    def _point(self, image: int | None) -> None:
        self.session.comparing.cursor = image

    @Slot(int, object)
    def _click(self, image: int, modifiers: Qt.KeyboardModifier) -> None:
        """Select an image; with Ctrl, choose it besides others."""
        if modifiers & Qt.KeyboardModifier.ControlModifier and self._follows_current():
            self.session.selection.toggle_image(image)
        else:
            self.session.comparing.select(image)

    @Slot(object, object)
    def _catch(self, images: NDArray[np.int64], modifiers: Qt.KeyboardModifier) -> None:
        """Choose images together, with Ctrl besides those that are chosen."""
        selection = self.session.selection
        if self._follows_current():
            before = selection.images if modifiers & Qt.KeyboardModifier.ControlModifier else ()
            selection.images = (*before, *images.tolist())

    def _follows_current(self) -> bool:
        """Whether what is selected are images of the compared runs."""
        return self.session.document.current in self._followed

    @Slot()
    def _show_chosen(self) -> None:
        images = self.session.selection.images if self._follows_current() else ()
        for linked in self.maps:
            linked.set_chosen(images)

    @Slot()
    def _show_cursor(self) -> None:
        comparing = self.session.comparing
        selected = self.session.selection.image if self._follows_current() else None
        for linked in self.maps:
            linked.set_cursor(comparing.cursor, selected)
        self.said.setText(self._words(comparing.cursor if comparing.cursor is not None else selected))

    def _words(self, image: int | None) -> str:
        run = self._followed[0] if self._followed else None
        images = run.images if run is not None else None
        if run is None or images is None or image is None or not 0 <= image < len(images):
            return self.tr("code to noisy code; one cursor for all maps")
        words = self.tr("image no. {index}").format(index=image)
        if images.labels is None or not run.classes:
            return words
        return f"{words}, {with_article(run.classes[int(images.labels.numpy()[image])])}"

    @Slot()
    def _show_classes(self) -> None:
        hidden = self.session.selection.hidden_classes
        self.chips.set_hidden(hidden)
        for linked in self.maps:
            linked.set_hidden(hidden)

    @Slot(int)
    def _show_only(self, label: int) -> None:
        classes = self._followed[0].classes if self._followed else ()
        self.session.selection.show_only(label, len(classes))
        # The chips do not know that they were all hidden but one.
        self._show_classes()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        column.addLayout(self._grid, 1)
        self._legend = QVBoxLayout()
        self._legend.addWidget(self.chips)
        key = QHBoxLayout()
        key.setSpacing(8)
        key.addWidget(ArrowKey())
        key.addWidget(self.said, 1)
        self._legend.addLayout(key)
        column.addLayout(self._legend)
        self._pages = Pages(self, self.empty, content)

    @Slot()
    def _dress(self) -> None:
        self._legend.setContentsMargins(px(16), px(8), px(16), px(12))
        self._legend.setSpacing(px(8))
        self.mark_dirty()
