"""Compared images: originals, what every model makes of them, and how far that is off, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.code import words
from aeexplorer.widgets.compare.image_rows import ImageRows
from aeexplorer.widgets.compare.rows_of import rows_of
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.compare_settings import Difference, Rows
    from aeexplorer.session.session import Session


class CompareImagesPanel(Panel):
    """The same images in every row; one is pointed at and one selected in all of them, and on every map."""

    id = "compare_images"
    title = str(QT_TRANSLATE_NOOP("Panels", "Images"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.comparing = session.comparing
        self.said = Elided(role="second")
        self.kind = Segmented(
            (("differences", self.tr("Differences")), ("levels", self.tr("Levels"))),
            name=self.tr("What is shown of each model"),
        )
        self.kind.segment("differences").setToolTip(self.tr("Pictures at the strength that is set, and their errors."))
        self.kind.segment("levels").setToolTip(self.tr("Pictures without noise and at several strengths of it."))
        self.difference = Segmented(
            (("original", self.tr("Original")), ("noise-free", self.tr("Noise-free"))),
            name=self.tr("What pictures are compared with"),
        )
        self.difference.segment("noise-free").setToolTip(
            self.tr("The same model's picture without any noise, and with no number moved.")
        )
        self.rows = ImageRows(name=self.tr("Compared images"))
        self.note = Label(role="caption", wrap=True)
        self.empty = EmptyState("")
        self.main = self.rows
        self._header = self._made_header()
        self._lay_out()
        self.kind.changed.connect(self._take_rows)
        self.difference.changed.connect(self._take_difference)
        self.rows.clicked.connect(self._select)
        self.rows.pointed.connect(self._point)
        comparing = self.comparing
        comparing.results_changed.connect(self._show_results)
        comparing.settings_changed.connect(self._follow_settings)
        for signal in (comparing.members_changed, comparing.problem_changed):
            signal.connect(self.mark_dirty)
        comparing.cursor_changed.connect(self._follow_cursor)
        session.selection.image_changed.connect(self._follow_selection)
        appearance().changed.connect(self._dress)
        self._dress()
        self._show_empty()

    def header_widget(self) -> QWidget:
        """What the models are fed, and what their pictures are compared with."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(420), px(200))

    def watch(self, watching: bool) -> None:
        self.comparing.watch(watching)

    def refresh(self) -> None:
        """Show the newest pictures."""
        comparing = self.comparing
        results = comparing.results
        self.kind.set_value(comparing.rows)
        self.difference.set_value(comparing.difference)
        self._to.setVisible(comparing.rows == "differences")
        self._say()
        if results is None or not len(results.indices) or not results.sides:
            self._show_empty()
            return
        run = comparing.members[0].run if comparing.members else None
        source = run.images.name if run is not None and run.images is not None else ""
        classes = run.classes if run is not None else ()
        rows = rows_of(results, comparing.members, comparing.difference, source)
        if results.labels is not None and classes:
            heads = [classes[int(label)] for label in results.labels]
        else:
            heads = [f"{int(index) + 1:,}" for index in results.indices]
        number = self.tr("image {number}")
        names = [
            f"{head}, {number.format(number=f'{int(index) + 1:,}')}"
            for head, index in zip(heads, results.indices, strict=True)
        ]
        self.rows.set_rows(rows, heads, names)
        self.note.setText(comparing.problem)
        self.note.setVisible(bool(comparing.problem))
        self._follow_cursor()
        self._follow_selection()
        self._pages.show_content()

    def _made_header(self) -> QWidget:
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.said, 1)
        row.addWidget(self.kind)
        self._to = QWidget()
        to = QHBoxLayout(self._to)
        to.setContentsMargins(0, 0, 0, 0)
        to.setSpacing(12)
        to.addWidget(Label(self.tr("to"), "second"))
        to.addWidget(self.difference)
        row.addWidget(self._to)
        return header

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.rows)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setSpacing(0)
        self._column.addWidget(scroll, 1)
        self._column.addWidget(self.note)
        self._pages = Pages(self, self.empty, content)

    def _say(self) -> None:
        n, results = len(self.comparing.members), self.comparing.results
        said = []
        if results is not None and results.moves is not None:
            said = [words.moved(results.moves)]
        if n > 1:
            said.append(self.tr("same noise for both") if n == 2 else self.tr("same noise for all {n}").format(n=n))
        self.said.setText("; ".join(said))

    def _show_empty(self) -> None:
        comparing = self.comparing
        if comparing.problem:
            self._pages.say(comparing.problem)
        elif comparing.members:
            self._pages.say(self.tr("The pictures are on their way."))
        else:
            self._pages.say(
                self.tr("Train a model in Explore or open a saved run. What it makes of images appears here.")
            )

    def _column_of(self, image: int | None) -> int | None:
        results = self.comparing.results
        if image is None or results is None:
            return None
        found = np.flatnonzero(results.indices == image)
        return int(found[0]) if len(found) else None

    def _image_of(self, column: int) -> int | None:
        results = self.comparing.results
        return int(results.indices[column]) if results is not None and column < len(results.indices) else None

    @Slot()
    def _show_results(self) -> None:
        # Pictures first: whoever drags a slider looks at them, and the window's turn may be a frame away.
        self.mark_dirty()
        self.refresh_if_dirty()

    @Slot()
    def _follow_settings(self) -> None:
        # All other settings show with the pictures that they lead to.
        if (self.kind.value, self.difference.value) != (self.comparing.rows, self.comparing.difference):
            self.mark_dirty()

    @Slot()
    def _follow_cursor(self) -> None:
        self.rows.set_pointed(self._column_of(self.comparing.cursor))

    @Slot()
    def _follow_selection(self) -> None:
        self.rows.set_chosen(self._column_of(self.session.selection.image))

    @Slot(int)
    def _select(self, column: int) -> None:
        image = self._image_of(column)
        if image is not None:
            self.comparing.select(image)

    @Slot(object)
    def _point(self, column: int | None) -> None:
        self.comparing.cursor = None if column is None else self._image_of(column)

    @Slot(object)
    def _take_rows(self, rows: object) -> None:
        self.comparing.rows = cast("Rows", rows)

    @Slot(object)
    def _take_difference(self, difference: object) -> None:
        self.comparing.difference = cast("Difference", difference)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self.note.setContentsMargins(px(16), px(4), px(16), px(8))
        self.mark_dirty()
