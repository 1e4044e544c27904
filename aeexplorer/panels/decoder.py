"""The decoder: a large image of the code under the cursor, a slider per number, and the nearest real images."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.code_survey import CodeSurvey
from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.shown_code import ShownCode
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.latent_sliders import LatentSliders
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from aeexplorer.session.decoding import Decoded
    from aeexplorer.session.session import Session
    from training.snapshot import Snapshot

SMALLEST, LARGEST = 4 * 28, 7 * 28
"""Sides of the large picture inside its border, in px."""


class DecoderPanel(Panel):
    """Decodes at once when the cursor moves, without waiting for the window's timer."""

    id = "decoder"
    title = str(QT_TRANSLATE_NOOP("Panels", "Decoder"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._decoded: tuple[Snapshot, NDArray[np.float32]] | None = None
        """What was asked last: weights, and the code (d,)."""
        self._tells_axes = False
        """Whether the note says what the sliders are, which it does only where it has room."""
        self._neighbours: NDArray[np.int64] = np.empty(0, np.int64)
        self._header = Label(role="second")
        self.picture = ImageView(name=self.tr("Decoded image"))
        self.sliders = LatentSliders()
        self.sliders.moved.connect(self._move_to)
        self.note = Label(role="caption", wrap=True)
        self.note.hide()
        self._caption = Label(self.tr("Real images with the nearest codes"), role="second")
        self.strip = ImageStrip(name=self._caption.text())
        self.strip.clicked.connect(self._select_neighbour)
        self.empty = EmptyState(self.tr("What the decoder makes of a code appears here."))
        self._top = QHBoxLayout()
        self._top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self.sliders, 1, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.addLayout(self._top)
        self._column.addWidget(self.note)
        self._column.addWidget(self._caption)
        self._column.addWidget(self.strip)
        self._column.addStretch(1)
        self._pages = Pages(self, self.empty, content)

        self.current = CurrentRun(session.document, self)
        # Before what asks for neighbours: it forgets another run's codes before anything is looked for among them.
        self.survey = CodeSurvey(self.current, session.asks, self)
        self.survey.taken.connect(self._look)
        self.survey.spread_changed.connect(self._show_spread)
        self.survey.neighbours_changed.connect(self._show_neighbours)
        self.survey.failed.connect(self._say)
        self.shown = ShownCode(session.selection, self.current, self)
        self.shown.changed.connect(self._look)
        self.current.snapshot_changed.connect(self._look)
        self.current.changed.connect(self._start_over)
        self.current.started.connect(self._start_over)
        self.current.state_changed.connect(self.mark_dirty)
        session.decoding.decoded.connect(self._show_decoded)
        appearance().changed.connect(self._dress)
        self._dress()

    def header_widget(self) -> QWidget:
        return self._header

    def minimumSizeHint(self) -> QSize:
        # The same whatever is shown, so that the first picture moves no dock.
        return QSize(px(264), px(SMALLEST + 8) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The picture gets what room there is; the strip shows where it leaves a picture that can be seen."""
        across = self.width() - 2 * px(16) - px(12) - self.sliders.minimumSizeHint().width()
        down = self.height() - px(8)
        words = self.note.heightForWidth(self.width() - 2 * px(16)) + px(8)
        if self._tells_axes:
            self.note.setVisible(down - words >= px(SMALLEST) + 2)
        if self.note.isVisibleTo(self):
            down -= words
        strip = self._caption.sizeHint().height() + self.strip.sizeHint().height() + 2 * px(8)
        # A projector has room for the picture only.
        with_strip = appearance().scale == 1 and down - strip >= px(SMALLEST) + 2
        for widget in (self._caption, self.strip):
            widget.setVisible(with_strip)
        side = max(min(across, down - strip * with_strip, px(LARGEST) + 2), px(SMALLEST) + 2)
        self.picture.setFixedSize(side, side)
        self.sliders.setFixedHeight(side)

    def refresh(self) -> None:
        run = self.current.run
        if run is None or run.snapshot is None:
            self._header.setText("")
            self._pages.show_content(False)
            return
        self._pages.show_content()
        self._header.setText(
            {
                "held": self.tr("held at the crosshair"),
                "cursor": self.tr("under the cursor"),
                "last": self.tr("last under the cursor"),
                "mean": self.tr("mean of all codes"),
                "none": "",
            }[self.shown.origin]
        )
        if not self.survey.is_taken:
            self.survey.take()
        self._arrange()
        code = self.shown.code
        if code is not None:
            self.sliders.set_code(code)
        self._ask()

    def _arrange(self) -> None:
        """A slider for each number of a small code; for the main directions of others, and a sentence that says so."""
        run = self.current.run
        shape = run.latent_shape if run is not None else None
        if run is None or shape is None:
            return
        few, axes = self.survey.one_by_one, self.survey.axes
        self.sliders.setVisible(few or axes is not None)
        self._tells_axes = not few and axes is not None
        if not self._tells_axes:
            self.note.hide()
        if axes is not None:
            self.note.setText(
                self.tr("{n} main directions (PC) of a code of {shape} numbers: {share} % of the spread.").format(
                    n=len(axes.shares),
                    shape=" × ".join(map(str, shape)),
                    share=figure(100 * float(axes.shares.sum()), 0),
                )
            )
        self.sliders.setToolTip(self.note.text() if self._tells_axes else "")
        self._fit()

    @Slot()
    def _start_over(self) -> None:
        """Forget what belongs to another run's codes."""
        self.session.decoding.forget()
        self._decoded = None
        self.picture.set_image(None)
        self.mark_dirty()

    @Slot()
    def _look(self) -> None:
        """The code or the weights changed."""
        self.mark_dirty()
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        run, code = self.current.run, self.shown.code
        if run is None or run.snapshot is None or code is None:
            return
        if len(code) != math.prod(run.snapshot.latent_shape):
            return
        # What is decoded already would be said again, and shown again by all.
        if self._decoded is None or self._decoded[0] is not run.snapshot or not np.array_equal(self._decoded[1], code):
            self._decoded = run.snapshot, code
            self.session.decoding.ask(run.snapshot, code)
        self.survey.find_nearest(code)

    @Slot()
    def _show_spread(self) -> None:
        run, survey = self.current.run, self.survey
        if run is None or survey.spread is None:
            return
        if survey.axes is None:
            self.sliders.set_numbers(run.latent_size)
        else:
            self.sliders.set_axes(survey.axes)
        self.sliders.set_spread(survey.spread)
        self.mark_dirty()

    @Slot(object)
    def _show_decoded(self, decoded: Decoded) -> None:
        if decoded.pixels is None:
            self._say(decoded.error or "")
        elif self.current.run is not None:
            self.picture.set_image(to_qimage(decoded.pixels, self.current.run.source))

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._tells_axes = False
        self.note.setText(sentence)
        self.note.show()
        self._fit()

    @Slot()
    def _show_neighbours(self) -> None:
        """Real images, a line in the colour of their class below."""
        run, indices = self.current.run, self.survey.neighbours
        if np.array_equal(indices, self._neighbours):
            return
        self._neighbours = indices
        if run is None or run.images is None:
            self.strip.set_images([])
            return
        labels = run.images.labels
        names: list[str] = [""] * len(indices)
        colours: list[str | None] = [None] * len(indices)
        if labels is not None:
            classes = labels.numpy()[indices].tolist()
            names = [run.classes[k] for k in classes]
            colours = [class_colour(appearance().theme, k) for k in classes]
        pictures = [to_qimage(run.pixels(int(i)), run.source) for i in indices]
        self.strip.set_images(pictures, colours, names=names)

    @Slot(int)
    def _select_neighbour(self, at: int) -> None:
        self.session.selection.image = int(self._neighbours[at])

    @Slot(object)
    def _move_to(self, code: NDArray[np.float32]) -> None:
        """A slider holds the crosshair at its code."""
        self.session.selection.held = True
        self.session.selection.cursor = code

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self._column.setContentsMargins(px(16), 0, px(16), px(8))
        self._column.setSpacing(px(8))
        self._top.setSpacing(px(12))
        self._fit()
        # Colours of classes come from the theme.
        self._neighbours = np.empty(0, np.int64)
        self._show_neighbours()
