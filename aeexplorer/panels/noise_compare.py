"""Noise and compare: which models are compared, which noise they are fed, and which images are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.widgets.button import Button
from aeexplorer.widgets.compare.code_noise_section import CodeNoiseSection
from aeexplorer.widgets.compare.images_section import ImagesSection
from aeexplorer.widgets.compare.models_section import ModelsSection
from aeexplorer.widgets.compare.more_noise_section import MoreNoiseSection
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.sections_column import SectionsColumn

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
        saved = Label(self.tr("Noisy decodings of each image or class, saved with their labels."), "caption", wrap=True)
        sections = (self.models, line(), self.code_noise, self.more_noise, line(), self.images)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(SectionsColumn(sections, (self.generate, saved)))
        comparing.results_changed.connect(self.mark_dirty)

    def refresh(self) -> None:
        """Say from which epoch the weights are: that changes while a model trains."""
        self.models.follow_epochs()
