"""Further noise: on the input, on some numbers of the code only, and the draws of a VAE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from aeexplorer.session.compare_settings import LARGEST_ON_INPUT
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.compare.code_noise_section import MOST_SEED
from aeexplorer.widgets.compare.ranges_field import RangesField
from aeexplorer.widgets.compare.strength_slider import StrengthSlider
from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.figures import editable
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Comparing

ON_INPUT = (0.0, 0.2, 0.4, 1.0)
"""0.4 is report D's."""


class MoreNoiseSection(QWidget):
    """Closed at first: noise on the whole code is what is compared most."""

    def __init__(self, comparing: Comparing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparing = comparing
        self.same = Segmented(
            ((False, self.tr("One each")), (True, self.tr("One for all"))), name=self.tr("Noise of the images")
        )
        self.numbers = RangesField(self.tr("all numbers"), name=self.tr("Numbers of the code that get noise, from 1"))
        self.input_label = Label(role="second")
        self.input = StrengthSlider(name=self.tr("Strength of the noise on the input"))
        self.input.set_range(LARGEST_ON_INPUT, ON_INPUT)
        self.sampling = QCheckBox(self.tr("VAEs draw their codes"))
        self.sampling.setAccessibleName(self.sampling.text())
        self.sampling.setToolTip(self.tr("As in training; otherwise the means are taken."))
        self.sampling_seed = NumberField("int", 0, MOST_SEED, name=self.tr("Seed of the VAE's draws"))
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(LabelledRow(self.tr("Noise"), self.same))
        self._column.addWidget(LabelledRow(self.tr("Only on"), self.numbers))
        self._column.addWidget(self.input_label)
        self._column.addWidget(self.input)
        self._column.addWidget(self.sampling)
        self._column.addWidget(LabelledRow(self.tr("Their seed"), self.sampling_seed))
        self.disclosure = Disclosure(self.tr("More noise"), body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.disclosure)
        self.same.changed.connect(self._take_same)
        self.numbers.changed.connect(self._take_numbers)
        self.input.changed.connect(self._take_input)
        self.sampling.toggled.connect(self._take_sampling)
        self.sampling_seed.changed.connect(self._take_sampling_seed)
        comparing.settings_changed.connect(self.follow)
        comparing.members_changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show the noise; a number of the code has to be in every model's."""
        conditions = self._comparing.conditions
        self.same.set_value(conditions.code.one_for_all)
        sizes = [member.run.latent_size for member in self._comparing.members if member.run.latent_size]
        self.numbers.set_available(min(sizes, default=1))
        self.numbers.set_rows(conditions.code.numbers)
        self.input.set_value(conditions.input_noise)
        self.input_label.setText(
            self.tr("On the input: {amount} (pixels are 0 to 1)").format(amount=editable(conditions.input_noise))
        )
        self.sampling.blockSignals(True)
        self.sampling.setChecked(conditions.sampling)
        self.sampling.blockSignals(False)
        self.sampling_seed.set_value(min(conditions.sampling_seed, MOST_SEED))
        self.sampling_seed.setEnabled(conditions.sampling)

    def _put(self, **values: object) -> None:
        self._comparing.set_conditions(self._comparing.conditions.model_copy(update=values))

    @Slot(object)
    def _take_same(self, same: object) -> None:
        self._put(code=self._comparing.conditions.code.model_copy(update={"one_for_all": bool(same)}))

    @Slot(object)
    def _take_numbers(self, numbers: object) -> None:
        self._put(code=self._comparing.conditions.code.model_copy(update={"numbers": numbers}))

    @Slot(float)
    def _take_input(self, amount: float) -> None:
        self._put(input_noise=amount)

    @Slot(bool)
    def _take_sampling(self, sampling: bool) -> None:
        self._put(sampling=sampling)

    @Slot(object)
    def _take_sampling_seed(self, seed: object) -> None:
        self._put(sampling_seed=seed)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))
