"""The selected image: original, what the model is given, reconstruction and error map, with PSNR, SSIM and MSE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.image_look import Looked, look_at
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.map.words import with_article
from aeexplorer.widgets.metric import MetricLabel
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

CHANNEL = "selected"
LONGEST = 14
"""Letters of a class's name in the title."""
CLOSEST = 8
"""Between two numbers, at least, in px."""


class SelectedImagePanel(Panel):
    """Follows the selected image, and the weights as they learn it."""

    id = "selected_image"
    title = str(QT_TRANSLATE_NOOP("Panels", "Selected image"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._stale = True
        self._header = Label(role="second")
        self._header.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.original = ImageView(self.tr("Original"))
        self.corrupted = ImageView(self.tr("Corrupted"))
        self.corrupted.hide()
        self.reconstruction = ImageView(self.tr("Reconstruction"))
        self.error = ImageView(self.tr("Error, 0 to 1"))
        self.error.setToolTip(self.tr("How far each pixel is off: white is right, dark is wrong."))
        self.psnr = MetricLabel(self.tr("PSNR"), self.tr("dB"), "up", decimals=1)
        self.ssim = MetricLabel(self.tr("SSIM"), "", "up", decimals=2)
        self.mse = MetricLabel(self.tr("MSE"), "", "down", decimals=4)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        self.empty = EmptyState("")
        self.empty.pressed.connect(self._help)
        self._pictures = QHBoxLayout()
        for view in (self.original, self.corrupted, self.reconstruction, self.error):
            self._pictures.addWidget(view, 1)
        self._numbers = QHBoxLayout()
        for label in (self.psnr, self.ssim, self.mse):
            self._numbers.addWidget(label)
        self._numbers.addStretch(1)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.addLayout(self._pictures)
        self._column.addWidget(self.problem)
        self._column.addLayout(self._numbers)
        self._column.addStretch(1)
        self._pages = Pages(self, self.empty, content)

        self.current = CurrentRun(session.document, self)
        for signal in (self.current.changed, self.current.snapshot_changed, session.selection.image_changed):
            signal.connect(self._ask_again)
        self.current.state_changed.connect(self.mark_dirty)
        session.asks.answered.connect(self._take)
        appearance().changed.connect(self._dress)
        self._dress()

    def header_widget(self) -> QWidget:
        return self._header

    def minimumSizeHint(self) -> QSize:
        # The same whatever is shown, so that selecting an image moves no dock. Tiles of 56 px at least.
        return QSize(px(264), px(56 + 20 + 8 + 24 + 12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_numbers()

    def _fit_numbers(self) -> None:
        """All numbers in one row: closer together, then without words, at last without the MSE, which PSNR implies."""
        labels = (self.psnr, self.ssim, self.mse)
        room = self.width() - 2 * px(16)
        needed = 0
        for brief in (False, True):
            for label in labels:
                label.set_brief(brief)
            needed = sum(label.sizeHint().width() for label in labels)
            if needed + 2 * px(CLOSEST) <= room:
                break
        fits = needed + 2 * px(CLOSEST) <= room
        self.mse.setVisible(fits)
        self.psnr.setToolTip("" if fits else self.mse.text)
        self._numbers.setSpacing(min((room - needed) // 2, px(24)) if fits else px(24))

    @property
    def image(self) -> int | None:
        """Index of the selected image, if the current run has it."""
        index, run = self.session.selection.image, self.current.run
        if index is None or run is None or run.images is None or not 0 <= index < len(run.images):
            return None
        return index

    @Slot()
    def _ask_again(self) -> None:
        self._stale = True
        self.mark_dirty()

    def refresh(self) -> None:
        run, image = self.current.run, self.image
        self._header.setText("" if run is None or image is None else self._described(run, image))
        if run is None or run.snapshot is None or image is None:
            self._show_empty(run)
            return
        self._pages.show_content()
        if self._stale:
            self._stale = False
            snapshot, original = run.snapshot, run.pixels(image)
            recipe = run.recipe
            self.original.set_image(to_qimage(original, run.source))
            self._show_corrupted(run)
            self.session.asks.ask(CHANNEL, lambda: look_at(snapshot, original, recipe, image))

    def _show_corrupted(self, run: Run) -> None:
        """Keep room for what the model is given, where that is not the original."""
        if run.recipe.corruption.corrupts == self.corrupted.isHidden():
            self.corrupted.setVisible(run.recipe.corruption.corrupts)
            # Four tiles leave no room for long words.
            corrupts = run.recipe.corruption.corrupts
            self.reconstruction.set_caption(self.tr("Restored") if corrupts else self.tr("Reconstruction"))
            self.error.set_caption(self.tr("Error") if corrupts else self.tr("Error, 0 to 1"))
            self._space_pictures()

    def _show_empty(self, run: Run | None) -> None:
        if run is None or run.snapshot is None:
            self._pages.say(self.tr("An image, its reconstruction and the error appear here."), "")
        else:
            self._pages.say(
                self.tr("Click a point on the map to see how its image is rebuilt."),
                self.tr("Show a held-out image"),
            )

    @Slot()
    def _help(self) -> None:
        """Select the first held-out image."""
        run = self.current.run
        if run is not None and len(run.indices):
            candidates = run.indices[run.held_out] if run.held_out.any() else run.indices
            self.session.selection.image = int(candidates[0])

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self.session.asks.is_latest(answer):
            return
        self.problem.setText(answer.error or "")
        self.problem.setVisible(answer.error is not None)
        if answer.error is None and self.current.run is not None:
            looked: Looked = answer.result
            source = self.current.run.source
            self.original.set_image(to_qimage(looked.original, source))
            self.reconstruction.set_image(to_qimage(looked.reconstruction, source))
            if looked.corrupted is not None:
                self.corrupted.set_image(to_qimage(looked.corrupted, source))
                self.corrupted.setToolTip(
                    self.tr("What the model is given. Its own PSNR is {psnr} dB.").format(
                        psnr=figure(looked.corrupted_psnr, 1)
                    )
                )
            self.error.set_image(error_to_qimage(looked.error))
            self.psnr.set_value(looked.psnr)
            self.ssim.set_value(looked.ssim)
            self.mse.set_value(looked.mse)
            self._fit_numbers()

    def _described(self, run: Run, image: int) -> str:
        assert run.start_event is not None and run.images is not None
        held_out = np.isin(image, run.start_event.split.held_out.numpy())
        text = self.tr("held-out no. {index}") if held_out else self.tr("training no. {index}")
        text = text.format(index=image)
        if run.images.labels is None or not run.classes:
            return text
        name = run.classes[int(run.images.labels.numpy()[image])]
        # A name of any length must not push the dock wider.
        return f"{text}, {with_article(name if len(name) <= LONGEST else f'{name[: LONGEST - 1]}…')}"

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self._column.setContentsMargins(px(16), 0, px(16), px(12))
        self._column.setSpacing(px(8))
        self._space_pictures()
        self._fit_numbers()

    def _space_pictures(self) -> None:
        self._pictures.setSpacing(px(12 if self.corrupted.isHidden() else 8))
