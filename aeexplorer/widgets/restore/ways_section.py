"""WaysSection: which ways to restore are tried, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.restoration import Restoration
from aeexplorer.session.ways import COLUMNS, DENOISER
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.restore.denoiser_choice import DenoiserChoice
from aeexplorer.widgets.segmented import Segmented
from aeexplorer.widgets.tick_row import TickRow


class WaysSection(QWidget):
    """A box to tick for each way, and the settings that a student will want to turn."""

    def __init__(self, restoration: Restoration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restoration = restoration
        self.ticks: dict[str, TickRow] = {}
        self.denoiser = DenoiserChoice(restoration.denoiser)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Label(self.tr("Ways to restore"), "heading"))
        for column in COLUMNS:
            translated = [QCoreApplication.translate("Ways", text) for text in (column.choice, column.line)]
            tick = self.ticks[column.id] = TickRow(*translated)
            tick.box.setProperty("way", column.id)
            tick.toggled.connect(self._tick)
            self._column.addWidget(tick)
            if column.id == DENOISER:
                self._column.addWidget(self.denoiser)
        ways = restoration.ways
        self.steps = NumberField("int", 1, 2000, value=ways.search_steps, name=self.tr("Search steps"))
        self.step_size = NumberField("float", 0.001, 10, value=ways.step_size, decimals=2, name=self.tr("Step size"))
        self.prior = NumberField("float", 0, 1000, value=ways.prior_weight, name=self.tr("Weight of the prior"))
        self.output = Segmented(
            (("none", self.tr("Raw")), ("clamp", self.tr("Clamp")), ("rescale", self.tr("Rescale"))),
            name=self.tr("Output range"),
        )
        self.rounds = NumberField("int", 1, 1000, value=ways.rounds, name=self.tr("Rounds of the iteration"))
        self.feather = NumberField("float", 0, 64, self.tr("px"), value=ways.feather, name=self.tr("Feather"))
        self.sharpening = NumberField("float", 0, 10, value=ways.sharpening, name=self.tr("Sharpening"))
        self._lay_out()
        fields = ("steps", "step_size", "prior", "output", "rounds", "feather", "sharpening")
        for name in fields:
            getattr(self, name).changed.connect(self._take)
        restoration.settings_changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    def _lay_out(self) -> None:
        self._column.addSpacing(px(6))
        for label, field, about in (
            (self.tr("Search steps"), self.steps, self.tr("Steps of gradient descent on the code.")),
            (
                self.tr("Step size"),
                self.step_size,
                self.tr("How far the code moves in a step, in standard deviations of all codes."),
            ),
            (self.tr("Output range"), self.output, self.tr("What is done with pixels below black and above white.")),
        ):
            row = LabelledRow(label, field)
            row.setToolTip(about)
            self._column.addWidget(row)
        more = QWidget()
        rows = QVBoxLayout(more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        for label, field, about in (
            (self.tr("Prior"), self.prior, self.tr("How much a code counts that is unlike those of real images.")),
            (self.tr("Rounds"), self.rounds, self.tr("The most rounds of the iteration.")),
            (
                self.tr("Feather"),
                self.feather,
                self.tr("Width of the soft edge around the hole; 0 keeps every pixel that was not painted."),
            ),
            (self.tr("Sharpening"), self.sharpening, self.tr("Weight of an unsharp mask on every result; 0: none.")),
        ):
            row = LabelledRow(label, field)
            row.setToolTip(about)
            rows.addWidget(row)
        self.more = Disclosure(self.tr("More of the ways"), more)
        self._column.addWidget(self.more)

    @Slot()
    def follow(self) -> None:
        """Show what is wanted."""
        ways = self._restoration.ways
        for name, tick in self.ticks.items():
            tick.set_ticked(name in ways.ticked)
        self.denoiser.setVisible(DENOISER in ways.ticked)
        self.output.set_value(ways.output)
        for field, value in (
            (self.steps, ways.search_steps),
            (self.step_size, ways.step_size),
            (self.prior, ways.prior_weight),
            (self.rounds, ways.rounds),
            (self.feather, ways.feather),
            (self.sharpening, ways.sharpening),
        ):
            if field.value != value:
                field.set_value(value)

    @Slot(bool)
    def _tick(self, _ticked: bool) -> None:
        ticked = frozenset(name for name, tick in self.ticks.items() if tick.box.isChecked())
        self._restoration.ways = replace(self._restoration.ways, ticked=ticked)

    @Slot(object)
    def _take(self, _value: Any) -> None:
        output = self.output.value
        self._restoration.ways = replace(
            self._restoration.ways,
            search_steps=int(self.steps.value),
            step_size=self.step_size.value,
            prior_weight=self.prior.value,
            output="none" if output == "none" else "rescale" if output == "rescale" else "clamp",
            rounds=int(self.rounds.value),
            feather=self.feather.value,
            sharpening=self.sharpening.value,
        )

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(3))
