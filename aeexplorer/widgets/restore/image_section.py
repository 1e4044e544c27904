"""ImageSection: which image is under the brush."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.restoration import Restoration
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.map.words import with_article
from aeexplorer.widgets.pictures import to_qimage

ROW = 6
LONGEST = 14
"""Letters of a class's name."""


class ImageSection(QWidget):
    """Two rows of held-out images, and the ways to another."""

    paste_pressed = Signal()

    def __init__(self, restoration: Restoration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restoration = restoration
        self._shown: NDArray[np.int64] = np.empty(0, np.int64)
        self._shown_of: object = None
        subject = restoration.subject
        self.label = Elided(role="second")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.strips = [ImageStrip(35, 8, name=self.tr("Held-out images")) for _ in range(2)]
        self.strips[0].clicked.connect(self._choose_above)
        self.strips[1].clicked.connect(self._choose_below)
        self.others = IconButton("others", self.tr("Other held-out images"))
        self.others.clicked.connect(subject.next_choices)
        self.blank = IconButton("draw", self.tr("Draw your own from blank"))
        self.blank.clicked.connect(subject.draw_from_blank)
        self.open = IconButton("folder", self.tr("Open a picture (or drop one on the canvas)"))
        self.open.clicked.connect(self._open)
        self.paste = IconButton("paste", self.tr("Paste a picture (Ctrl+V on the canvas)"))
        self.paste.clicked.connect(self.paste_pressed)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(Label(self.tr("Image"), "heading"))
        head.addSpacing(4)
        head.addWidget(self.label, 1)
        head.addSpacing(4)
        for button in (self.others, self.blank, self.open, self.paste):
            head.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        for strip in self.strips:
            self._column.addWidget(strip)
        subject.changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show the images to choose from, and which one is chosen."""
        subject, run = self._restoration.subject, self._restoration.current.run
        choices = subject.choices
        self.others.setEnabled(len(choices) < len(subject.held_out))
        images = run.images if run is not None else None
        if not len(choices):
            for strip in self.strips:
                strip.hide()
        if run is not None and (self._shown_of is not images or not np.array_equal(choices, self._shown)):
            self._shown, self._shown_of = choices, images
            names = [self._named(int(index)) for index in choices]
            pictures = [to_qimage(run.pixels(int(index)), run.source) for index in choices]
            for k, strip in enumerate(self.strips):
                part = slice(k * ROW, (k + 1) * ROW)
                strip.set_images(pictures[part], names=names[part])
                strip.setVisible(bool(names[part]))
        at = np.flatnonzero(choices == (-1 if subject.index is None else subject.index))
        for k, strip in enumerate(self.strips):
            here = len(at) and at[0] // ROW == k
            strip.set_chosen(int(at[0]) % ROW if here else None)
        self.label.setText(self._described())

    def _described(self) -> str:
        subject = self._restoration.subject
        if subject.index is None:
            name = subject.name
            return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        held_out = self.tr("held out") if subject.index in subject.held_out else self.tr("trained on")
        name = self._named(subject.index)
        return (
            f"{held_out}, {with_article(name if len(name) <= LONGEST else f'{name[: LONGEST - 1]}…')}" if name else ""
        )

    def _named(self, index: int) -> str:
        run = self._restoration.current.run
        if run is None or run.images is None or run.images.labels is None or not run.classes:
            return ""
        return run.classes[int(run.images.labels.numpy()[index])]

    @Slot(int)
    def _choose_above(self, at: int) -> None:
        self._restoration.subject.choose(int(self._shown[at]))

    @Slot(int)
    def _choose_below(self, at: int) -> None:
        self._restoration.subject.choose(int(self._shown[ROW + at]))

    @Slot()
    def _open(self) -> None:
        kinds = self.tr("Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.tif *.tiff *.webp);;All files (*)")
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Open a picture"), "", kinds)
        if file:
            self._restoration.subject.open_file(Path(file))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(6))
