"""Generate a set: which model, what and how many, by which sampler; a preview judged by real images; and saving it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.session.generation import Generation
from aeexplorer.session.selection import Selection
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.generate.order_section import OrderSection
from aeexplorer.widgets.generate.preview_pane import PreviewPane
from aeexplorer.widgets.generate.sampler_section import SamplerSection
from aeexplorer.widgets.generate.save_bar import SaveBar
from aeexplorer.widgets.label import line

FORM_WIDTH = 320


class GenerateDialog(QDialog):
    """What is set stays when it is closed, and is there again when it is opened the next time."""

    def __init__(self, generation: Generation, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = generation
        self.setWindowTitle(self.tr("Generate a set"))
        self.order = OrderSection(generation, selection)
        self.sampler = SamplerSection(generation)
        self.preview = PreviewPane(generation)
        self.saving = SaveBar(generation)
        self.saving.closed.connect(self.reject)
        for section in (self.order, self.sampler):
            section.problem_changed.connect(self._check)
        generation.changed.connect(self._check)
        generation.saving_changed.connect(self._lock)
        self._lay_out()
        appearance().changed.connect(self._dress)
        self._dress()
        generation.watch()

    def reject(self) -> None:
        """First cancel what is being saved; then close."""
        if self._generation.progress is not None:
            self._generation.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Make nothing that nobody sees."""
        self._generation.unwatch()
        super().done(result)

    @Slot()
    def _check(self) -> None:
        self.saving.set_usable(not (self.order.has_problems or self.sampler.has_problems))

    @Slot()
    def _lock(self) -> None:
        """What is being saved is what is shown."""
        self._form.setEnabled(self._generation.progress is None)

    def _lay_out(self) -> None:
        self._form = QWidget()
        self._sections = QVBoxLayout(self._form)
        self._sections.addWidget(self.order)
        self._sections.addWidget(line())
        self._sections.addWidget(self.sampler)
        self._sections.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QHBoxLayout()
        self._body.addWidget(self._scroll)
        self._body.addWidget(line(vertical=True))
        self._body.addWidget(self.preview, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._body, 1)
        self._column.addWidget(line())
        self._column.addWidget(self.saving)

    @Slot()
    def _dress(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(px(1192), room.width() - 16), min(px(696), room.height() - 48))
        self.setMinimumSize(px(840), px(480))
        self._scroll.setFixedWidth(px(FORM_WIDTH))
        self._sections.setContentsMargins(0, 0, px(12), 0)
        self._sections.setSpacing(px(16))
        self._body.setSpacing(px(16))
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(12))
