"""Who is compared: two to four open runs, and the twin of the first with one click."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from aeexplorer.session.members import MOST
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.member_mark import MemberMark
from aeexplorer.widgets.run_words import run_title

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Comparing
    from aeexplorer.session.document import Document
    from aeexplorer.session.run import Run

FEWEST = 2
"""Models below which none can be taken out: one is exchanged for another."""


class ModelsSection(QWidget):
    """A row for each model with its mark; runs that cannot be compared with the first are offered, but grey."""

    def __init__(self, comparing: Comparing, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparing, self._document = comparing, document
        self.rows = [ModelRow(place) for place in range(MOST)]
        for row in self.rows:
            row.choice.changed.connect(partial(self._choose, row))
            row.remove.clicked.connect(partial(self._remove, row))
        self.add = Button(self.tr("Add a model"), "add", kind="dashed")
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.add.setMenu(self.menu)
        self.twin = Button(self.tr("Train the twin"))
        self.twin.clicked.connect(self._train_twin)
        self.said = Label(role="caption", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Label(self.tr("Models"), "heading"))
        for row in self.rows:
            self._column.addWidget(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.twin, 1)
        self._column.addLayout(buttons)
        self._column.addWidget(self.said)
        for signal in (comparing.members_changed, document.runs_changed):
            signal.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show who is compared and who could be."""
        members, runs = self._comparing.members, self._document.runs
        for row in self.rows:
            row.setVisible(row.place < len(members))
            if row.place < len(members):
                # Any run may come first: it decides what the others are compared on.
                reasons = {run: self._comparing.comparable(run) if row.place else "" for run in runs}
                names = {member.run: member.name for member in members}
                options = [(run, names.get(run) or run_title(run, k + 1)) for k, run in enumerate(runs)]
                row.show_runs(options, members[row.place].run, reasons, removable=len(members) > FEWEST)
        self.add.setEnabled(0 < len(members) < MOST and len(runs) > len(members))
        self.add.setToolTip(
            "" if self.add.isEnabled() else self.tr("Train or open another run on the same images, to add it.")
        )
        self._show_twin()
        self.follow_epochs()

    @Slot()
    def follow_epochs(self) -> None:
        """Show how far each model had learned when its weights were taken."""
        for row, member in zip(self.rows, self._comparing.members, strict=False):
            snapshot = member.run.snapshot
            words = self.tr("{name}, epoch {epoch}") if snapshot is not None else "{name}"
            epoch = int(snapshot.epoch) if snapshot is not None else 0
            row.name_chosen(words.format(name=member.name, epoch=epoch))

    def _show_twin(self) -> None:
        members = self._comparing.members
        self.twin.setEnabled(bool(members))
        waiting = [member for member in members if member.run in self._document.queue.runs]
        if not members:
            self.said.setText(self.tr("Train or open a run, and it can be compared here."))
        elif waiting:
            self.said.setText(self.tr("{name} trains when the run before it has ended.").format(name=waiting[0].name))
        else:
            self.said.setText("")
        self.said.setVisible(bool(self.said.text()))
        if members:
            kind = self.tr("autoencoder") if members[0].run.recipe.bottleneck.has_kl else self.tr("VAE")
            self.twin.setToolTip(
                self.tr(
                    "Train the {kind} that has everything else as {name}: images, their order, and first weights."
                ).format(kind=kind, name=members[0].name)
            )

    @Slot()
    def fill_menu(self) -> None:
        """Offer the open runs that are not compared yet."""
        self.menu.clear()
        compared = [member.run for member in self._comparing.members]
        for k, run in enumerate(self._document.runs):
            if run not in compared:
                action = self.menu.addAction(run_title(run, k + 1).replace("&", "&&"))
                why = self._comparing.comparable(run)
                action.setEnabled(not why)
                action.setToolTip(why)
                action.triggered.connect(partial(self._add, run))
        self.menu.setToolTipsVisible(True)

    def _add(self, run: Run, _checked: bool = False) -> None:
        self._comparing.add(run)

    def _choose(self, row: ModelRow, run: Run) -> None:
        self._comparing.set_member(row.place, run)

    def _remove(self, row: ModelRow, _checked: bool = False) -> None:
        self._comparing.remove(row.place)

    @Slot()
    def _train_twin(self) -> None:
        self._comparing.train_twin(self._comparing.members[0].run)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))


class ModelRow(QWidget):
    """The mark, a choice among the open runs, and a way out."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        letter = "ABCD"[place]
        self.choice = Choice(name=self.tr("Model {letter}").format(letter=letter))
        self.remove = IconButton("close", self.tr("Compare model {letter} no more").format(letter=letter))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(MemberMark(place))
        row.addWidget(self.choice, 1)
        row.addWidget(self.remove)

    def show_runs(
        self, options: list[tuple[Run, str]], chosen: Run, reasons: dict[Run, str], *, removable: bool
    ) -> None:
        """Offer runs by their names; those with a reason why not are grey, and say it."""
        self.choice.set_options(options, chosen)
        items = self.choice.model()
        assert isinstance(items, QStandardItemModel)
        for k, (run, name) in enumerate(options):
            items.item(k).setEnabled(not reasons[run])
            items.item(k).setData(reasons[run] or name, Qt.ItemDataRole.ToolTipRole)
        self.remove.setVisible(removable)

    def name_chosen(self, name: str) -> None:
        """Call the chosen run otherwise."""
        self.choice.setItemText(self.choice.currentIndex(), name)
        self.choice.setToolTip(name)
