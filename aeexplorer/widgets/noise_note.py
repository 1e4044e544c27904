"""A line under what is measured without noise, for while there is noise in the comparison beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from aeexplorer.session.compare_question import has_noise
from aeexplorer.widgets.elided import Elided

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Comparing


class NoiseNote(Elided):
    """Takes no room while nothing is put on codes or images."""

    def __init__(self, comparing: Comparing, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._comparing = comparing
        self.setText(self.tr("Without the comparison's noise."))
        comparing.settings_changed.connect(self._follow)
        # It stands in no window yet, and would become one of its own if it were shown.
        if not has_noise(comparing.conditions):
            self.hide()

    @Slot()
    def _follow(self) -> None:
        self.setVisible(has_noise(self._comparing.conditions))
