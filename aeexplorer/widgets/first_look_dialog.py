"""First look: the images of a data set, what it holds and how it is read, before anything is trained on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.first_look import FirstLook, first_look
from aeexplorer.session.fit_thread import Loading
from aeexplorer.session.reader import Reader
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.array_reading import ArrayReading
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.class_bars import ClassBars
from aeexplorer.widgets.data_facts import DataFacts
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_grid import ImageGrid
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.picture_fit import PictureFit
from aeexplorer.widgets.pictures import to_qimage
from training.recipe import Data

CHANNEL = "first look"
SIDE_WIDTH = 336


class FirstLookDialog(QDialog):
    """Shows the set of a recipe's ``[data]``, lets reading and classes be changed, and offers the result."""

    used = Signal(object)
    """The Data to train on."""

    def __init__(self, reader: Reader, data: Data, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._asked = data
        self.seen: FirstLook | None = None
        """What is shown; None until the set has been read."""
        self.setWindowTitle(self.tr("First look"))
        self.facts = DataFacts()
        self.grid = ImageGrid(name=self.tr("Some images of every class"))
        self.classes = ClassBars()
        self.classes.changed.connect(self._show_chosen)
        self.arrays = ArrayReading()
        self.arrays.changed.connect(self.look_at)
        self.pictures = PictureFit()
        self.pictures.changed.connect(self.look_at)
        self.problem = ErrorStrip()
        self.problem.hide()
        self.status = Label(role="caption", wrap=True)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.use = Button(self.tr("Use these images"), kind="filled")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._use)
        self._lay_out()
        reader.answered.connect(self._hear)
        reader.loading.connect(self._hear_loading)
        appearance().changed.connect(self._dress)
        self._dress()
        self.look_at(data)

    @Slot(object)
    def look_at(self, data: Data) -> None:
        """Read ``data``; what is shown stays until that is done."""
        self._asked = data
        self.use.setEnabled(False)
        self.status.setText(self.tr("Reading the images…"))
        reader = self._reader
        reader.ask(CHANNEL, lambda: first_look(reader, data))

    def done(self, result: int) -> None:
        """Stop reading what nobody waits for."""
        self._reader.cancel(CHANNEL)
        super().done(result)

    @Slot(object)
    def _hear_loading(self, loading: Loading) -> None:
        if self.use.isEnabled():
            return
        share = f"{100 * loading.done // loading.total} %" if loading.total else figure(loading.done, 0)
        self.status.setText(self.tr("Reading {what}: {share}").format(what=loading.what, share=share))

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._reader.is_latest(answer):
            return
        if answer.error is None:
            self.problem.show_problem("")
            self._show(answer.result)
            return
        self.problem.show_problem(self.tr("This cannot be read as images."), answer.error)
        self.status.setText("" if self.seen is None else self.tr("What was read before is still shown."))
        if self.seen is not None:
            self._show(self.seen)

    def _show(self, seen: FirstLook) -> None:
        self.seen = seen
        look = seen.look
        self.facts.show_look(seen)
        self.arrays.show_look(seen)
        self.pictures.show_data(seen.data)
        self._of_classes.setVisible(bool(look.counts))
        self.classes.set_classes(look.classes, look.counts, seen.data.classes)
        self._side.setVisible(True)
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        """The images of the ticked classes."""
        seen = self.seen
        if seen is None:
            return
        ticked = set(self.classes.ticked)
        theme = appearance().theme
        rows = [k for k in range(len(seen.pictures)) if seen.labels is None or int(seen.labels[k]) in ticked]
        labels = [None if seen.labels is None else int(seen.labels[k]) for k in rows]
        colours = [None if label is None else class_colour(theme, label) for label in labels]
        names = [
            str(seen.look.indices[k]) if label is None else f"{seen.look.classes[label]}, {seen.look.indices[k]}"
            for k, label in zip(rows, labels, strict=True)
        ]
        self.grid.set_images([to_qimage(seen.pictures[k], seen.source) for k in rows], colours, names)
        total = sum(seen.look.counts[k] for k in ticked) if seen.look.counts else seen.look.n
        self.use.setEnabled(total >= 2)
        if total < 2:
            self.status.setText(self.tr("Tick at least one class with two images."))
        else:
            self.status.setText(
                self.tr("{n} images to train on, some of them held out. {shown} are shown.").format(
                    n=figure(total, 0), shown=figure(len(rows), 0)
                )
            )

    @Slot()
    def _use(self) -> None:
        if self.seen is None:
            return
        names, ticked = self.seen.look.classes, self.classes.ticked
        chosen = () if len(ticked) == len(names) else tuple(names[k] for k in ticked)
        self.used.emit(self.seen.data.model_copy(update={"classes": chosen}))
        self.accept()

    def _lay_out(self) -> None:
        scroll = _scrolling(self.grid)
        self._of_classes = QWidget()
        of_classes = QVBoxLayout(self._of_classes)
        of_classes.setContentsMargins(0, 0, 0, 0)
        of_classes.setSpacing(8)
        of_classes.addWidget(Label(self.tr("Classes to use"), "heading"))
        of_classes.addWidget(self.classes)
        side = QWidget()
        self._facts_column = QVBoxLayout(side)
        for part in (self.facts, self.pictures, self.arrays, self._of_classes):
            self._facts_column.addWidget(part)
        self._facts_column.addStretch(1)
        self._side = _scrolling(side)
        self._side.setVisible(False)
        self._body = QHBoxLayout()
        self._body.addWidget(scroll, 1)
        self._body.addWidget(self._side)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.status, 1)
        self._buttons.addWidget(self.cancel)
        self._buttons.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.problem)
        self._column.addLayout(self._body, 1)
        self._column.addWidget(line())
        self._column.addLayout(self._buttons)

    @Slot()
    def _dress(self) -> None:
        self.resize(px(960), px(720))
        self.setMinimumSize(px(720), px(440))
        self._side.setFixedWidth(px(SIDE_WIDTH))
        self._facts_column.setContentsMargins(0, 0, px(12), 0)
        self._facts_column.setSpacing(px(16))
        self._body.setSpacing(px(24))
        self._buttons.setSpacing(px(8))
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(12))
        self._show_chosen()


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
