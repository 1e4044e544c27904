"""The canvas: the image that is painted on, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.run import RunState
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas
from aeexplorer.widgets.canvas.pasted import has_picture, take_picture
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.restore.brush_row import BrushRow

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class CanvasPanel(Panel):
    """Paints; takes pictures that are dropped or pasted, and offers to make them fit."""

    id = "canvas"
    title = str(QT_TRANSLATE_NOOP("Panels", "Canvas"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.restoration = session.restoration
        subject = self.restoration.subject
        self._header = Label(role="second")
        self.canvas = PaintCanvas(subject.painting, subject.brush)
        self.main = self.canvas
        self.notice = ErrorStrip()
        self.notice.pressed.connect(subject.take_offer)
        self.notice.dismissed.connect(subject.decline_offer)
        self.hint = Label(role="caption", wrap=True)
        self.tools = BrushRow(self.restoration)
        self.empty = EmptyState("", self.tr("Train"))
        self.empty.pressed.connect(session.document.train)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.addWidget(self.canvas, 1)
        self._column.addWidget(self.tools)
        self._column.addWidget(self.hint)
        pages = QWidget()
        self._pages = Pages(pages, self.empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(pages, 1)
        self.setAcceptDrops(True)

        painting = subject.painting
        for signal in (painting.changed, painting.image_changed, subject.changed):
            signal.connect(self.mark_dirty)
        self.restoration.current.changed.connect(self.mark_dirty)
        self.restoration.current.started.connect(self.mark_dirty)
        self.restoration.current.state_changed.connect(self.mark_dirty)
        subject.brush.changed.connect(self._say_what_the_mouse_does)
        subject.problem_changed.connect(self._show_problem)
        appearance().changed.connect(self._dress)
        self._dress()
        self._show_problem()
        self._say_what_the_mouse_does()

    def header_widget(self) -> QWidget:
        """How much is painted."""
        return self._header

    def refresh(self) -> None:
        """Say how much is painted; before there are images, what to do."""
        run = self.restoration.current.run
        there = (run is not None and run.images is not None) or self.restoration.subject.name != ""
        if not there:
            loading = run is not None and run.state is RunState.LOADING
            self._pages.say(
                self.tr("The images are on their way.")
                if loading
                else self.tr("Nothing trained yet. Train this recipe to paint on its images."),
                "" if loading else self.tr("Train"),
            )
            self._header.setText("")
        else:
            painting = self.restoration.painting
            self._header.setText(
                self.tr("{painted} of {pixels} pixels painted").format(
                    painted=figure(painting.painted), pixels=figure(painting.cover.size)
                )
            )
            self.canvas.layers.set_source(run.source if run is not None else "")
            self._pages.show_content()

    @Slot()
    def _say_what_the_mouse_does(self) -> None:
        self.hint.setText(
            self.tr("Drag to draw on the image. The wheel changes the brush size.")
            if self.restoration.brush.tool == "draw"
            else self.tr("Drag to paint. Right button erases, wheel changes the brush size.")
        )

    @Slot()
    def _show_problem(self) -> None:
        subject = self.restoration.subject
        if subject.offer is not None:
            self.notice.show_offer(
                self.tr("The picture does not fit the model."), subject.offer.offer, self.tr("Fit the picture")
            )
        else:
            first, _, rest = subject.problem.partition(". ")
            self.notice.show_problem(first + "." * bool(rest), rest)

    def watch(self, watching: bool) -> None:
        self.restoration.watch(watching)
        if watching:
            # Not a moment later: until then it would stand there empty.
            self.refresh_if_dirty()

    # Pictures from elsewhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_picture(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        take_picture(event.mimeData(), self.restoration.subject, dropped=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Put the clipboard's picture under the brush."""
        take_picture(QGuiApplication.clipboard().mimeData(), self.restoration.subject)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(16), px(4), px(16), px(8))
        self._column.setSpacing(px(8))
        # The presenter's view has no panel with these, and little room below the image.
        self.tools.setVisible(appearance().scale > 1)
        self.hint.setVisible(appearance().scale == 1)
