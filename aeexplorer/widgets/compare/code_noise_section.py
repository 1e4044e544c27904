"""Noise on the code: how it is put on, how strong it is, and by which seed it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.compare_settings import LARGEST
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.compare.strength_slider import StrengthSlider
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.segmented import Segmented
from training.latent.noise import PRESETS

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Comparing
    from training.latent.noise import CodeNoise, Way

MOST_SEED = 2**31 - 1


class CodeNoiseSection(QWidget):
    """Follows the conditions, and they follow it; every way comes back with the strength that it was left with."""

    def __init__(self, comparing: Comparing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparing = comparing
        self._left_with: dict[Way, float] = {}
        self.way = Segmented(
            (("add", self.tr("Add")), ("blend", self.tr("Blend")), ("power", self.tr("Power"))),
            name=self.tr("How noise is put on the code"),
        )
        self.way.segment("add").setToolTip(self.tr("The code plus noise."))
        self.way.segment("blend").setToolTip(self.tr("A share of the code is replaced by noise."))
        self.way.segment("power").setToolTip(self.tr("The code scaled to power 1, plus noise."))
        self.symbol = Label(role="second")
        self.amount = Label(role="headline")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.of = Label(role="caption")
        self.strength = StrengthSlider(name=self.tr("Strength of the noise on the code"))
        self.unit = Segmented(
            ((False, self.tr("Absolute")), (True, self.tr("× spread"))), name=self.tr("Unit of the noise")
        )
        self.unit.segment(True).setToolTip(
            self.tr("In proportion to how widely each number of the code is spread over real images.")
        )
        self.seed = NumberField("int", 0, MOST_SEED, name=self.tr("Seed of the noise"))
        self.next = Button(self.tr("Next"), name=self.tr("Next seed"))
        self.next.setToolTip(self.tr("Draw other noise"))
        self.lock = IconButton("ph.lock-simple", self.tr("Lock the seed"), checkable=True)
        self._lay_out()
        self.way.changed.connect(self._take_way)
        self.strength.changed.connect(self._take_amount)
        self.unit.changed.connect(self._take_unit)
        self.seed.changed.connect(self._take_seed)
        self.next.clicked.connect(self._take_next)
        self.lock.toggled.connect(self._follow_lock)
        comparing.settings_changed.connect(self.follow)
        self.follow()

    def _lay_out(self) -> None:
        value = QHBoxLayout()
        value.setSpacing(6)
        value.addWidget(self.symbol)
        value.addStretch(1)
        value.addWidget(self.amount)
        value.addWidget(self.of)
        seeds = QWidget()
        row = QHBoxLayout(seeds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.seed, 1)
        row.addWidget(self.next)
        row.addWidget(self.lock)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Label(self.tr("Noise on the code"), "heading"))
        self._column.addWidget(self.way)
        self._column.addLayout(value)
        self._column.addWidget(self.strength)
        self._column.addWidget(LabelledRow(self.tr("Unit"), self.unit))
        self._column.addWidget(LabelledRow(self.tr("Seed"), seeds))
        self._column.addWidget(
            Label(self.tr("Each image always gets the same draw, whatever the model or batch."), "caption", wrap=True)
        )
        appearance().changed.connect(self._dress)
        self._dress()

    @Slot()
    def follow(self) -> None:
        """Show the noise."""
        conditions = self._comparing.conditions
        noise = conditions.code
        self.way.set_value(noise.way)
        self.strength.set_range(LARGEST[noise.way], PRESETS[noise.way])
        self.strength.set_value(noise.amount)
        self._show_amount(f"{noise.amount:.{3 if noise.way == 'power' else 2}f}")
        self.symbol.setText(self.tr("Share of noise a") if noise.way == "blend" else self.tr("Strength σ"))
        in_spreads = noise.in_spreads and noise.way != "power"
        self.of.setText("" if noise.way == "power" else self.tr("× code spread") if in_spreads else "")
        self.of.setVisible(bool(self.of.text()))
        self.unit.set_value(in_spreads)
        why = self.tr("The code's power is the unit here.") if noise.way == "power" else ""
        self.unit.setEnabled(not why)
        self.unit.setToolTip(why)
        self.seed.set_value(min(conditions.seed, MOST_SEED))

    def _show_amount(self, amount: str) -> None:
        """In a fixed room for so many figures: else the whole window is laid out anew at each move of the slider."""
        if len(amount) != len(self.amount.text()):
            self._make_room(amount)
        self.amount.setText(amount)

    def _make_room(self, amount: str) -> None:
        self.amount.ensurePolished()
        metrics = self.amount.fontMetrics()
        widest = max(
            metrics.horizontalAdvance(amount.translate(str.maketrans("0123456789", digit * 10)))
            for digit in "0123456789"
        )
        self.amount.setFixedSize(widest, metrics.height())

    def _put(self, noise: CodeNoise) -> None:
        conditions = self._comparing.conditions
        self._comparing.set_conditions(conditions.model_copy(update={"code": noise}))

    @Slot(object)
    def _take_way(self, value: object) -> None:
        way = cast("Way", value)
        noise = self._comparing.conditions.code
        self._left_with[noise.way] = noise.amount
        middle = PRESETS[way][len(PRESETS[way]) // 2]
        amount = self._left_with.get(way, middle if noise.amount else 0.0)
        self._put(noise.model_copy(update={"way": way, "amount": amount}))

    @Slot(float)
    def _take_amount(self, amount: float) -> None:
        self._put(self._comparing.conditions.code.model_copy(update={"amount": amount}))

    @Slot(object)
    def _take_unit(self, in_spreads: object) -> None:
        self._put(self._comparing.conditions.code.model_copy(update={"in_spreads": bool(in_spreads)}))

    @Slot(object)
    def _take_seed(self, seed: int) -> None:
        self._comparing.set_conditions(self._comparing.conditions.model_copy(update={"seed": int(seed)}))

    @Slot()
    def _take_next(self) -> None:
        self._take_seed((self._comparing.conditions.seed + 1) % (MOST_SEED + 1))

    @Slot(bool)
    def _follow_lock(self, locked: bool) -> None:
        # So that nobody who shows something loses the draw by a slip.
        self.seed.setEnabled(not locked)
        self.next.setEnabled(not locked)
        self.lock.set_name(self.tr("Unlock the seed") if locked else self.tr("Lock the seed"))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))
        self._make_room(self.amount.text())
