"""Restore: choose an image, paint a hole into it, and choose how it is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.restoration_files import save
from aeexplorer.session.restore_words import notes
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.canvas.pasted import take_picture
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.restore.bundle import bundle_of
from aeexplorer.widgets.restore.damage_section import DamageSection
from aeexplorer.widgets.restore.image_section import ImageSection
from aeexplorer.widgets.restore.paint_section import PaintSection
from aeexplorer.widgets.restore.ways_section import WaysSection
from aeexplorer.widgets.save_dialog import ask_where_to_save
from aeexplorer.widgets.sections_column import SectionsColumn

if TYPE_CHECKING:
    from pathlib import Path

    from aeexplorer.session.ask_thread import Answer
    from aeexplorer.session.session import Session

CHANNEL = "save restoration"


class RestorePanel(Panel):
    """From top to bottom what is done in that order; the button below saves what has come of it."""

    id = "restore"
    title = str(QT_TRANSLATE_NOOP("Panels", "Restore"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.restoration = session.restoration
        self.image = ImageSection(self.restoration)
        self.image.paste_pressed.connect(self._paste)
        self.paint = PaintSection(self.restoration)
        self.damage = DamageSection(self.restoration)
        self.ways = WaysSection(self.restoration)
        self.status = Label(role="caption", wrap=True)
        self.save = Button(self.tr("Save all…"), large=True)
        self.save.clicked.connect(self._choose_file)
        self.problem = ErrorStrip()
        self._saved = ""
        self._lay_out()
        for signal in (
            self.restoration.results_changed,
            self.restoration.many.changed,
            self.restoration.settings_changed,
            self.restoration.problem_changed,
            self.restoration.current.changed,
            self.restoration.brush.changed,
        ):
            signal.connect(self.mark_dirty)
        self.restoration.current.started.connect(self.image.follow)
        session.asks.answered.connect(self._take)
        self.restoration.results_changed.connect(self._forget_saved)

    def refresh(self) -> None:
        """Say how far the results are."""
        restoration = self.restoration
        pictures = 2 + len(restoration.outcomes)
        there = restoration.progress is not None
        self.save.setEnabled(there)
        self.save.setText(
            self.tr("Save table…")
            if self._shows_table
            else self.tr("Save all {n} images…").format(n=pictures)
            if there
            else self.tr("Save all…")
        )
        if restoration.problem or self._saved:
            said = restoration.problem or self._saved
        elif not there:
            said = self.tr("Results appear beside the canvas.")
        elif restoration.painting.painted == 0 and not restoration.damage.corrupts_all:
            said = (
                self.tr("No hole yet. Take the brush to paint one.")
                if restoration.brush.tool == "draw"
                else self.tr("Nothing is painted yet. Drag on the canvas.")
            )
        else:
            said = notes(restoration.outcomes)
        self.status.setText(said or self.tr("The result follows every stroke."))

    def _lay_out(self) -> None:
        sections = (self.image, line(), self.paint, self.damage, line(), self.ways)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.problem)
        whole.addWidget(SectionsColumn(sections, (self.status, self.save), spacing=10), 1)

    @Slot()
    def _choose_file(self) -> None:
        kinds: tuple[str, ...] = (
            self.tr("Picture of the strip (*.png)"),
            self.tr("Drawing of the strip (*.svg)"),
            self.tr("Film of painting and restoring (*.gif)"),
            self.tr("Arrays (*.npz)"),
        )
        name = "restoration.png"
        if self._shows_table:
            name, kinds = "restorations.csv", (self.tr("Table (*.csv)"), *kinds)
        if file := ask_where_to_save(self, self.tr("Save all"), name, kinds):
            self.save_to(file)

    @property
    def _shows_table(self) -> bool:
        """Whether many images are restored, and a row of their table is there."""
        many = self.restoration.many
        return many.is_wanted and many.table is not None

    def save_to(self, path: Path) -> None:
        """Write strip, film, arrays or the table that is shown, by the file's ending; what goes wrong is said above."""
        bundle = bundle_of(self.restoration)
        if bundle is not None:
            self._saved = ""
            self.problem.show_problem("")
            self.session.asks.write(CHANNEL, lambda: save(bundle, path))

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL:
            return
        if answer.error is not None:
            # It stays in sight when a file that was to be saved right after it is.
            self.problem.show_problem(self.tr("Nothing was saved."), answer.error)
        else:
            self._saved = self.tr("Saved as {name}.").format(name=answer.result.name)
            self.mark_dirty()

    @Slot()
    def _forget_saved(self) -> None:
        self._saved = ""

    @Slot()
    def _paste(self) -> None:
        take_picture(QGuiApplication.clipboard().mimeData(), self.restoration.subject)
