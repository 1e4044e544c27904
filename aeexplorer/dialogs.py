"""The few questions that need a dialog: files, keys, about, and what to do with a run when the window closes."""

from __future__ import annotations

import enum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QGridLayout, QMessageBox, QVBoxLayout, QWidget

from aeexplorer.actions import ACTIONS
from aeexplorer.widgets.label import Label

if TYPE_CHECKING:
    from aeexplorer.session.session import Session
    from aeexplorer.widgets.generate_dialog import GenerateDialog

_tr = QCoreApplication.translate

RECIPE_FILES = "TOML (*.toml)"


class Closing(enum.Enum):
    """What to do with runs that are active when the window closes."""

    STOP = enum.auto()
    KEEP = enum.auto()
    CANCEL = enum.auto()


def ask_recipe_to_open(parent: QWidget) -> Path | None:
    """A recipe file that the user chose; None if none."""
    file, _ = QFileDialog.getOpenFileName(parent, _tr("Dialogs", "Open recipe"), "", RECIPE_FILES)
    return Path(file) if file else None


def ask_recipe_to_save(parent: QWidget) -> Path | None:
    """Where the user wants a recipe written; None if nowhere."""
    file, _ = QFileDialog.getSaveFileName(parent, _tr("Dialogs", "Save recipe"), "recipe.toml", RECIPE_FILES)
    return Path(file) if file else None


def ask_run_to_open(parent: QWidget, begin: Path) -> Path | None:
    """A run folder that the user chose, looked for from ``begin`` on; None if none."""
    folder = QFileDialog.getExistingDirectory(parent, _tr("Dialogs", "Open run"), str(begin))
    return Path(folder) if folder else None


def show_generation(parent: QWidget, session: Session) -> GenerateDialog:
    """What is to be generated, by which model and sampler, with a preview; it is destroyed when it is closed."""
    # Most visits need none of it.
    from aeexplorer.widgets.generate_dialog import GenerateDialog

    dialog = GenerateDialog(session.generation, session.selection, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def ask_closing(parent: QWidget) -> Closing:
    """Runs are active: stop and save them, keep training, or do not close."""
    box = QMessageBox(parent)
    box.setWindowTitle(_tr("Dialogs", "Close aeexplorer"))
    box.setText(_tr("Dialogs", "A run is still training."))
    box.setInformativeText(
        _tr(
            "Dialogs",
            "Stop it and save it: it can go on later. Or keep training without a window: "
            "aeexplorer ends by itself when the run has finished.",
        )
    )
    stop = box.addButton(_tr("Dialogs", "Stop and save"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(_tr("Dialogs", "Keep training"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(stop)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    if clicked is stop:
        return Closing.STOP
    return Closing.KEEP if clicked is keep else Closing.CANCEL


def show_keys(parent: QWidget) -> None:
    """A table of the keys."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_tr("Dialogs", "Keys"))
    table = QGridLayout()
    table.setHorizontalSpacing(24)
    for row, (key, words) in enumerate(_keys()):
        table.addWidget(Label(key, "heading"), row, 0)
        table.addWidget(Label(words), row, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(24, 24, 24, 16)
    layout.setSpacing(16)
    layout.addLayout(table)
    layout.addWidget(buttons)
    dialog.open()


def _keys() -> list[tuple[str, str]]:
    """Keys and what they do: of the actions, and of the map."""
    of_actions = [
        (
            QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText),
            _tr(action.context, action.text),
        )
        for action in ACTIONS
        if action.shortcut
    ]
    return [
        *of_actions,
        ("Esc", _tr("Dialogs", "Let go of the crosshair, then of the chosen images")),
        ("Alt+drag", _tr("Dialogs", "Choose images with a lasso; with Ctrl, more of them")),
        ("Ctrl+click", _tr("Dialogs", "Choose one more image on the map, or one less")),
        ("P", _tr("Dialogs", "Pin here")),
        ("1–9", _tr("Dialogs", "Go to a pin")),
        ("D", _tr("Dialogs", "Points, decoded, both")),
        ("H", _tr("Dialogs", "Holes on, off")),
        ("F", _tr("Dialogs", "Fit the map")),
        ("Alt+0–9", _tr("Dialogs", "Class on, off")),
    ]


def show_about(parent: QWidget) -> None:
    """Name, version, licence."""
    QMessageBox.about(
        parent,
        _tr("Dialogs", "About aeexplorer"),
        _tr(
            "Dialogs",
            "aeexplorer {version}\nTrain autoencoders live, and see and touch their latent space.\nMIT licence.",
        ).format(version=version("aeexplorer")),
    )
