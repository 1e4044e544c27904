"""DenoiserChoice: which other run restores, too, why it does not, and why it may not do it well."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from aeexplorer.session.denoiser import Denoiser
from aeexplorer.session.run import Run
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label

NONE, OPEN = "none", "open"


class DenoiserChoice(QWidget):
    """Lists the open runs that were trained with corruption; others are opened from their folders."""

    def __init__(self, denoiser: Denoiser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._denoiser = denoiser
        self._shown: tuple[tuple[Hashable, str], ...] = ()
        self.choice = Choice(name=self.tr("Run that is the denoiser"))
        self.choice.changed.connect(self._choose)
        self.problem = Label(role="caption", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.choice)
        self._column.addWidget(self.problem)
        denoiser.changed.connect(self.follow)
        denoiser.weights_changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show which runs there are, and which one is chosen."""
        denoiser = self._denoiser
        options: list[tuple[Hashable, str]] = [(run, run.recipe.title) for run in denoiser.candidates]
        options.insert(0, (NONE, self.tr("Choose a run…") if denoiser.run is None else self.tr("None")))
        options.append((OPEN, self.tr("Open a saved run…")))
        if tuple(options) != self._shown:
            self._shown = tuple(options)
            self.choice.set_options(options)
        self.choice.set_value(denoiser.run or NONE)
        # To choose a run is what the list itself says.
        said = denoiser.problem or denoiser.caution if denoiser.run is not None or denoiser.refused else ""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @Slot(object)
    def _choose(self, value: Hashable) -> None:
        if value == OPEN:
            self._ask_folder()
        else:
            self._denoiser.choose(value if isinstance(value, Run) else None)
        self.follow()

    def _ask_folder(self) -> None:
        begin = str(self._denoiser.runs_folder)
        if folder := QFileDialog.getExistingDirectory(self, self.tr("Open run"), begin):
            self._denoiser.open(Path(folder))

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(18 + 8), 0, 0, px(2))
        self._column.setSpacing(px(2))
