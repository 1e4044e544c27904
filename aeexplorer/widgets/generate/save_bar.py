"""SaveBar: where the new images go and as what, how far that is, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from aeexplorer.session.generation import Generation
from aeexplorer.session.generation_job import Target
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label

LONGEST_LIST = 5
"""Names of files that are said."""


class SaveBar(QWidget):
    """The folder is suggested until somebody types another; what is in the way is said here, and may be replaced."""

    closed = Signal()

    def __init__(self, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = generation
        self._usable = True
        self._suggested = ""
        self.folder = QLineEdit()
        self.folder.setAccessibleName(self.tr("Folder to save in"))
        self.folder.setAcceptDrops(False)
        self.folder.textEdited.connect(self._follow_fields)
        self.browse = IconButton("folder", self.tr("Choose a folder"))
        self.browse.clicked.connect(self._ask_folder)
        self.arrays = QCheckBox(self.tr("Arrays (.npy)"))
        self.arrays.setToolTip(self.tr("images.npy, labels.npy and how.json: as “training generate” writes them."))
        self.sheet = QCheckBox(self.tr("Grid (PNG)"))
        self.sheet.setToolTip(self.tr("sheet.png: all new images beside their originals."))
        self.pictures = QCheckBox(self.tr("Image folder"))
        self.pictures.setToolTip(self.tr("A PNG of each new image, in a folder of its class."))
        for box, ticked in ((self.arrays, True), (self.sheet, True), (self.pictures, False)):
            box.setChecked(ticked)
            box.setAccessibleName(box.text())
            box.toggled.connect(self._follow_fields)
        self.said = Label(role="second", wrap=True)
        self.replace = Button(self.tr("Replace them"))
        self.replace.clicked.connect(self._replace)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Images made"))
        self.close_button = Button(self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(generation.cancel)
        self.save = Button(self.tr("Save"), "save", kind="filled")
        self.save.clicked.connect(self._save)
        self._lay_out()
        for signal in (generation.changed, generation.preview_changed, generation.saving_changed):
            signal.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_usable(self, usable: bool) -> None:
        """Whether what is set can be made: fields may hold what cannot."""
        self._usable = usable
        self.follow()

    @property
    def target(self) -> Target:
        """What the fields say."""
        folder = Path(self.folder.text().strip())
        return Target(folder, self.arrays.isChecked(), self.sheet.isChecked(), self.pictures.isChecked())

    @Slot()
    def follow(self) -> None:
        """Show what is being saved, or what came of it."""
        generation = self._generation
        if self.folder.text() == self._suggested:
            self._suggested = self._suggestion()
            self.folder.setText(self._suggested)
        preview = generation.preview
        one_picture = preview is None or preview.made.pixels.shape[1] in (1, 3)
        if not one_picture:
            self.pictures.setChecked(False)
            self.pictures.setToolTip(self.tr("A PNG has one or three channels, and these images have others."))
        saving = generation.progress
        ready = preview is not None and not generation.problem and not generation.is_busy
        ticked = any(box.isChecked() for box in (self.arrays, self.sheet, self.pictures))
        self.save.setEnabled(ready and self._usable and ticked and saving is None and bool(self.folder.text().strip()))
        self.save.setToolTip(
            generation.problem or ("" if ticked else self.tr("Tick at least one of arrays, grid and folder."))
        )
        for widget in (self.progress, self.cancel):
            widget.setVisible(saving is not None)
        for widget in (self.close_button, self.save):
            widget.setVisible(saving is None)
        for field in (self.folder, self.browse, self.arrays, self.sheet):
            field.setEnabled(saving is None)
        self.pictures.setEnabled(one_picture and saving is None)
        if saving is not None:
            self.progress.setValue(round(1000 * saving.done / max(saving.of, 1)))
        self.replace.setVisible(bool(generation.in_the_way))
        self.replace.setEnabled(self.save.isEnabled())
        self._say(generation)

    def _say(self, generation: Generation) -> None:
        wrong, text = False, ""
        if generation.progress is not None:
            saving = generation.progress
            text = _stage(saving.what)
            if saving.of > 1:
                text = self.tr("{what} {done} of {of}").format(
                    what=text, done=figure(saving.done), of=figure(saving.of)
                )
        elif generation.in_the_way:
            wrong = True
            text = self.tr("This folder already holds {names}. Replace them, or choose another folder.").format(
                names=_listed(generation.in_the_way)
            )
        elif generation.refusal:
            wrong, text = True, generation.refusal
        elif generation.saved:
            names = tuple(path.name for path in generation.saved)
            text = self.tr("Saved {names} in {folder}").format(names=_listed(names), folder=generation.saved[0].parent)
        self.said.setProperty("role", "problem" if wrong else "second")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.folder.setProperty("problem", wrong)
        self.folder.setAccessibleDescription(text if wrong else "")
        self.folder.style().unpolish(self.folder)
        self.folder.style().polish(self.folder)

    def _suggestion(self) -> str:
        """A folder among the user's documents, named by the run and the seed."""
        run = self._generation.run
        if run is None:
            return ""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = run.folder.name if run.folder is not None else "run"
        wishes = self._generation.wishes
        return str(Path(documents) / "aeexplorer" / f"{name}-{wishes.by}-seed-{wishes.seed}")

    @Slot()
    def _follow_fields(self) -> None:
        self._generation.forget_outcome()

    @Slot()
    def _save(self) -> None:
        self._generation.save(self.target)

    @Slot()
    def _replace(self) -> None:
        self._generation.save(replace(self.target, replace=True))

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Folder for the new images"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take_folder(self, folder: str) -> None:
        """Save in another folder."""
        self.folder.setText(folder)
        self._follow_fields()

    def _lay_out(self) -> None:
        self._fields = QHBoxLayout()
        self._fields.addWidget(Label(self.tr("Save in"), "second"))
        self._fields.addWidget(self.folder, 1)
        self._fields.addWidget(self.browse)
        for box in (self.arrays, self.sheet, self.pictures):
            self._fields.addWidget(box)
        self._outcome = QHBoxLayout()
        self._outcome.addWidget(self.said, 1)
        self._outcome.addWidget(self.replace)
        self._outcome.addWidget(self.progress, 1)
        self._outcome.addStretch(0)
        for button in (self.cancel, self.close_button, self.save):
            self._outcome.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._fields)
        self._column.addLayout(self._outcome)

    @Slot()
    def _dress(self) -> None:
        self._fields.setSpacing(px(8))
        self._outcome.setSpacing(px(8))
        self._column.setSpacing(px(12))


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:LONGEST_LIST])
    return f"{shown}, …" if len(names) > LONGEST_LIST else shown


def _stage(what: str) -> str:
    tr = QCoreApplication.translate
    return {
        "encoded": tr("Generate", "Encoding"),
        "drawn": tr("Generate", "Drawing codes"),
        "decoded": tr("Generate", "Decoding"),
        "written": tr("Generate", "Writing"),
    }.get(what, tr("Generate", "Beginning"))
