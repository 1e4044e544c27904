"""DamageSection: corruptions of the whole image, each with its strength, and the seed that they are drawn with."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.damage import FURTHER
from aeexplorer.session.restoration import Restoration
from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.slider_field import SliderField

WHOLE = 100


class DamageSection(QWidget):
    """Closed at first: the hole alone is the usual damage."""

    def __init__(self, restoration: Restoration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restoration = restoration
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self.strengths: dict[str, SliderField] = {}
        for kind, further in FURTHER.items():
            title = QCoreApplication.translate("Damage", further.title)
            field = SliderField(0, WHOLE, 0, self.tr("%"), name=self.tr("Strength: {title}").format(title=title))
            field.changed.connect(self._take)
            self.strengths[kind] = field
            rows.addWidget(LabelledRow(title, field))
        self.seed = NumberField("int", 0, 2**31 - 1, value=restoration.damage.seed, name=self.tr("Seed of the damage"))
        self.seed.changed.connect(self._take)
        rows.addWidget(LabelledRow(self.tr("Seed"), self.seed))
        self.disclosure = Disclosure(self.tr("Further corruptions"), body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.disclosure)
        restoration.settings_changed.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Show the strengths."""
        damage = self._restoration.damage
        for kind, field in self.strengths.items():
            field.set_value(round(damage.strength(kind) * WHOLE))
        self.seed.set_value(damage.seed)

    @Slot(object)
    def _take(self, _value: object) -> None:
        further = tuple((kind, field.value / WHOLE) for kind, field in self.strengths.items() if field.value)
        self._restoration.damage = replace(self._restoration.damage, further=further, seed=int(self.seed.value))
