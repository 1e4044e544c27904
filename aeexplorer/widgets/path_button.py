"""A button that lets the user choose a file or a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from aeexplorer.widgets.button import Button


class PathButton(Button):
    """Opens a menu, "File…" or "Folder…", and then a dialog that blocks nothing."""

    chosen = Signal(object)
    """The Path."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "folder", parent=parent)
        self.setAccessibleName(self.tr("Choose a file or folder"))
        self.setToolTip(self.tr("Choose a file or folder"))
        menu = QMenu(self)
        menu.addAction(self.tr("File…"), self.ask_file)
        menu.addAction(self.tr("Folder…"), self.ask_folder)
        self.setMenu(menu)

    @Slot()
    def ask_file(self) -> None:
        """Let the user choose a file."""
        self._ask(QFileDialog.FileMode.ExistingFile, self.tr("Choose a file of images"))

    @Slot()
    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        self._ask(QFileDialog.FileMode.Directory, self.tr("Choose a folder of images"))

    def _ask(self, mode: QFileDialog.FileMode, title: str) -> None:
        dialog = QFileDialog(self.window(), title)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _take(self, path: str) -> None:
        self.chosen.emit(Path(path))
