"""SamplerSection: how codes are drawn, with the settings of the sampler, and the seed that decides the draw."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.generation import Generation
from aeexplorer.session.generation_wishes import LARGEST_SEED, offered
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.part_form import PartForm
from aeexplorer.widgets.recipe_row import LabelledRow
from training.latent.samplers import SAMPLERS, Sampler


class SamplerSection(QWidget):
    """Offers the samplers that fit what is made; each keeps its settings while others are tried."""

    problem_changed = Signal()

    def __init__(self, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = generation
        self.kind = Choice(name=self.tr("Sampler"))
        self.kind.changed.connect(self._choose)
        self.about = Label(role="caption", wrap=True)
        self.form = PartForm("sampler", generation.wishes.sampler(has_prior=generation.has_prior))
        self.form.edited.connect(self._edit)
        self.form.problem_changed.connect(self.problem_changed)
        self.seed = NumberField("int", 0, LARGEST_SEED, name=self.tr("Seed"))
        self.seed.changed.connect(self._draw)
        self.next = Button(self.tr("Next"), "dice", name=self.tr("Next seed"))
        self.next.setToolTip(self.tr("Draw other images, with the next seed."))
        self.next.clicked.connect(self._draw_next)
        seed = QWidget()
        row = QHBoxLayout(seed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.seed, 1)
        row.addWidget(self.next)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Label(self.tr("How codes are drawn"), "heading"))
        for widget in (self.kind, self.about, self.form, LabelledRow(self.tr("Seed"), seed)):
            self._column.addWidget(widget)
        generation.changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def has_problems(self) -> bool:
        """Whether a field holds what cannot be used."""
        return self.form.has_problems or bool(self.seed.problem)

    @Slot()
    def follow(self) -> None:
        """Show what is wished for."""
        generation = self._generation
        wishes = generation.wishes
        sampler = wishes.sampler(has_prior=generation.has_prior)
        options = [(kind, QCoreApplication.translate("Samplers", SAMPLERS[kind].title)) for kind in offered(wishes.by)]
        self.kind.set_options(options, sampler.kind)
        self.about.setText(QCoreApplication.translate("Samplers", sampler.description))
        self.form.set_part(sampler)
        self.form.setVisible(bool(self.form.rows))
        self.seed.set_value(wishes.seed)
        if not self.seed.edit.isModified():
            self.seed.set_problem("")
        self.setEnabled(bool(generation.runs))

    @Slot(object)
    def _choose(self, kind: object) -> None:
        self._generation.wishes = self._generation.wishes.by_sampler(str(kind))

    @Slot(object)
    def _edit(self, part: Sampler) -> None:
        self._generation.wishes = self._generation.wishes.with_settings(part)

    @Slot(object)
    def _draw(self, seed: int) -> None:
        self._generation.wishes = replace(self._generation.wishes, seed=seed)

    @Slot()
    def _draw_next(self) -> None:
        seed = self._generation.wishes.seed + 1
        self._draw(seed if seed <= LARGEST_SEED else 0)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))
