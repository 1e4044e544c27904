"""The code view: the selected image's code drawn and moved by hand, and what is known of the codes of all images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from aeexplorer.session.code_view import CodeView
from aeexplorer.session.linked_sliders import LinkedSliders
from aeexplorer.session.size_view import SizeView
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.code import words
from aeexplorer.widgets.code.pages import CodePage, GaussianPage
from aeexplorer.widgets.code.size_page import SizePage
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

CODE, SIZE, GAUSSIAN = "code", "size", "gaussian"
MOST_SPREAD = 1.0, 99.0
"""Percentiles between which the numbers of most codes lie."""


class CodeViewPanel(Panel):
    """Shows the current run and the selected image; a slider is followed by the picture at once."""

    id = "code_view"
    title = str(QT_TRANSLATE_NOOP("Panels", "Code"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.state = CodeView(session.document, session.selection, session.asks, self)
        self.linked = LinkedSliders(self.state, session.comparing)
        self.latent_size = SizeView(session.document, session.asks, self)
        self.choice = Segmented(
            ((CODE, self.tr("Code")), (SIZE, self.tr("Latent size")), (GAUSSIAN, self.tr("Gaussian"))),
            name=self.tr("What is shown of the codes"),
        )
        self.whose = Label(role="caption", wrap=True)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        self.empty = EmptyState("")
        self.code_page, self.size_page, self.gaussian_page = CodePage(), SizePage(), GaussianPage()
        self._lay_out()
        state = self.state
        state.outdated.connect(self.mark_dirty)
        state.look_changed.connect(self._show_look)
        state.moved_changed.connect(self._show_moved)
        session.comparing.moves_changed.connect(self._say_linked)
        state.spread_changed.connect(self._show_spread)
        self.latent_size.changed.connect(self.mark_dirty)
        self.latent_size.failed.connect(self._say_problem)
        state.problem_changed.connect(self._show_problem)
        state.current.state_changed.connect(self.mark_dirty)
        session.comparing.members_changed.connect(self.mark_dirty)
        self.choice.changed.connect(self._turn)
        self.code_page.sliders.moved.connect(state.move_to)
        self.code_page.reset.clicked.connect(self._reset)
        self.empty.pressed.connect(self._help)
        appearance().changed.connect(self._dress)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(288), px(320))

    def watch(self, watching: bool) -> None:
        self.latent_size.watch(watching and self.choice.value == SIZE)

    def refresh(self) -> None:
        """Ask for what the chosen page shows."""
        run, state = self.state.current.run, self.state
        if run is None or run.snapshot is None or not len(run.codes):
            self.whose.hide()
            self._say_nothing(self.tr("Train a run, and what its codes are made of appears here."))
            return
        self._say_whose(run)
        self._say_linked()
        self.code_page.numbers.setText(
            self.tr("{shape} numbers").format(shape=" × ".join(map(str, run.latent_shape or ())))
            if run.latent_size > 1
            else self.tr("1 number")
        )
        if self.choice.value == SIZE:
            self._show_size()
            self._pages.setCurrentWidget(self.size_page)
            return
        state.look_at_spread()
        if self.choice.value == GAUSSIAN:
            self._pages.setCurrentWidget(self.gaussian_page)
            return
        if state.image is None:
            self._say_nothing(
                self.tr("Click an image or a point on a map to see its code."), self.tr("Show a held-out image")
            )
            return
        state.look_at_code()
        if state.look is not None:
            self._pages.setCurrentWidget(self.code_page)

    def _say_whose(self, run: Run) -> None:
        """Beside other runs that are compared, one has to know of which one the code is."""
        kind = run.recipe.bottleneck.short
        name = next((member.name for member in self.session.comparing.members if member.run is run), kind)
        self.whose.setText(self.tr("{name}: the run that is open in Explore").format(name=name))
        self.whose.setVisible(len(self.session.document.runs) > 1)

    @Slot()
    def _say_linked(self) -> None:
        """Which runs a slider moves, and which of them do not have what it moves."""
        models, caption, spread = self.linked.models, self.code_page.linked, self.state.spread
        caption.setVisible(bool(models))
        if models:
            caption.setText(" ".join(filter(None, (words.linked(models), self.linked.left_out))))
            caption.setToolTip(words.links(numbers=spread is None or spread.axes is None))

    def _say_nothing(self, sentence: str, button: str = "") -> None:
        self.empty.set_sentence(sentence, button)
        self._pages.setCurrentWidget(self.empty)

    @Slot()
    def _turn(self) -> None:
        self.latent_size.watch(self.isVisible() and self.choice.value == SIZE)
        self.mark_dirty()

    @Slot()
    def _help(self) -> None:
        """Select the first held-out image."""
        run = self.state.current.run
        if run is not None and len(run.indices):
            candidates = run.indices[run.held_out] if run.held_out.any() else run.indices
            self.session.selection.image = int(candidates[0])

    @Slot()
    def _reset(self) -> None:
        self.state.reset()
        self.code_page.sliders.set_code(self.state.code)

    @Slot()
    def _show_look(self) -> None:
        look, run = self.state.look, self.state.current.run
        if look is None or run is None:
            self.code_page.sliders.set_code(None)
            self.mark_dirty()
            return
        self.code_page.original.set_image(to_qimage(look.original, run.source))
        self.code_page.reconstruction.set_image(to_qimage(look.reconstruction, run.source))
        self.code_page.sliders.set_code(self.state.code)
        self._show_moved()
        self._pages.setCurrentWidget(self.code_page)
        self.mark_dirty()

    @Slot()
    def _show_moved(self) -> None:
        state, run, page = self.state, self.state.current.run, self.code_page
        page.reset.setEnabled(state.is_moved)
        if run is None or state.look is None or state.decoded is None:
            return
        page.decoded.set_image(to_qimage(state.decoded, run.source))
        page.drawing.set_code(run.latent_shape or (), state.code, state.look.code)
        self._word_drawing()

    @Slot()
    def _show_spread(self) -> None:
        spread, run = self.state.spread, self.state.current.run
        if spread is None or run is None:
            self.code_page.sliders.clear()
            self.gaussian_page.grid.set_histograms(None, ())
            return
        self._say_linked()
        page = self.code_page
        page.sliders.set_spread(spread.axes, spread.places)
        page.sliders.set_code(self.state.code)
        low, high = _most(run.codes)
        page.drawing.set_range(low, high)
        self._word_drawing()
        page.heading.setText(self.tr("Its numbers") if spread.axes is None else self.tr("Its main directions"))
        page.share.setVisible(spread.axes is not None)
        if spread.axes is not None:
            page.share.setText(
                self.tr("The {n} principal components hold {share} % of the spread of the codes.").format(
                    n=len(spread.axes.shares), share=figure(100 * float(spread.axes.shares.sum()), 1)
                )
            )
        names = [words.slider_name(k, numbers=spread.axes is None) for k in range(spread.places.shape[1])]
        self.gaussian_page.grid.set_histograms(spread.histograms, tuple(names))
        self.gaussian_page.words.setText(words.distribution(spread.places.shape[0], along_axes=spread.axes is not None))

    def _word_drawing(self) -> None:
        drawing, state = self.code_page.drawing, self.state
        shape = state.current.run.latent_shape if state.current.run is not None else None
        self.code_page.caption.setText(words.drawing(shape or (), drawing.range, moved=state.is_moved))

    def _show_size(self) -> None:
        run, size = self.state.current.run, self.latent_size.size
        if size is None or run is None:
            self.size_page.show_waiting()
        else:
            places = {member.run: place for place, member in enumerate(self.session.comparing.members)}
            self.size_page.show_size(size, self.latent_size.errors, run, places)

    @Slot()
    def _show_problem(self) -> None:
        self._say_problem(self.state.problem)

    @Slot(str)
    def _say_problem(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _lay_out(self) -> None:
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        for page in (self.empty, self.code_page, self.size_page, self.gaussian_page):
            self._pages.addWidget(page)
        self._top = QHBoxLayout()
        self._top.addWidget(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addWidget(self.whose)
        column.addWidget(self.problem)
        column.addWidget(pages, 1)

    @Slot()
    def _dress(self) -> None:
        self._top.setContentsMargins(px(16), px(4), px(16), px(8))
        self.whose.setContentsMargins(px(16), 0, px(16), px(8))
        self.problem.setContentsMargins(px(16), 0, px(16), px(8))


def _most(codes: NDArray[np.float32]) -> tuple[float, float]:
    finite = codes[np.isfinite(codes).all(1)][:1000]
    if not finite.size:
        return -1.0, 1.0
    low, high = np.percentile(finite, MOST_SPREAD)
    return float(low), float(high)
