"""Noise and compare: which models are compared, which noise they are fed, and which images are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.compare.code_noise_section import CodeNoiseSection
from aeexplorer.widgets.compare.images_section import ImagesSection
from aeexplorer.widgets.compare.models_section import ModelsSection
from aeexplorer.widgets.compare.more_noise_section import MoreNoiseSection
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class NoiseComparePanel(Panel):
    """From top to bottom what is decided in that order; the button below generates a whole set."""

    id = "noise_compare"
    title = str(QT_TRANSLATE_NOOP("Panels", "Noise and compare"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        comparing = session.comparing
        self.models = ModelsSection(comparing, session.document)
        self.code_noise = CodeNoiseSection(comparing)
        self.more_noise = MoreNoiseSection(comparing)
        self.images = ImagesSection(comparing, session.selection)
        self.generate = Button(self.tr("Generate a set…"), large=True)
        self.generate.clicked.connect(session.generation.open)
        self._lay_out()
        comparing.results_changed.connect(self.mark_dirty)
        appearance().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        """As designed: 288 px wide."""
        return QSize(px(288), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        # Nothing can be scrolled sideways: what does not fit would be cut off.
        bar = px(12) if self._scroll.verticalScrollBar().maximum() > 0 else 0
        return QSize(max(px(264), self._content.minimumSizeHint().width() + bar), px(240))

    def refresh(self) -> None:
        """Say from which epoch the weights are: that changes while a model trains."""
        self.models.follow_epochs()

    def _lay_out(self) -> None:
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        for section in (self.models, line(), self.code_noise, self.more_noise, line(), self.images):
            self._column.addWidget(section)
        self._column.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._content)
        scroll.verticalScrollBar().rangeChanged.connect(self._dress)
        self._below = QVBoxLayout()
        self._below.addWidget(self.generate)
        self._below.addWidget(
            Label(self.tr("Noisy decodings of each image or class, saved with their labels."), "caption", wrap=True)
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(self._below)

    @Slot()
    @Slot(int, int)
    def _dress(self, *_range: int) -> None:
        # The bar takes its room from the margin.
        bar = px(12) if self._scroll.verticalScrollBar().maximum() > 0 else 0
        self._column.setContentsMargins(px(16), px(4), px(16) - bar, px(8))
        self._column.setSpacing(px(12))
        self._below.setContentsMargins(px(16), px(8), px(16), px(16))
        self._below.setSpacing(px(6))
        self.updateGeometry()
