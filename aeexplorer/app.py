"""Builds the application: settings, appearance, session and window; catches what nobody else caught."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from aeexplorer.notices import Notices
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.theme import appearance
from aeexplorer.window import Window
from resources import resource
from training.errors import InputError


def run(*, recipe: str | None = None, reset_settings: bool = False, tour: Path | None = None) -> int:
    """Open the window and run until it closes; returns the exit code."""
    if tour is None:
        return _run(recipe=recipe, reset_settings=reset_settings)
    # What a tour trains is not the user's: it must neither fill nor find their folder.
    with TemporaryDirectory(prefix="aeexplorer-tour-", ignore_cleanup_errors=True) as runs:
        return _run(recipe=recipe, reset_settings=reset_settings, tour=tour, runs_folder=Path(runs))


def _run(*, recipe: str | None, reset_settings: bool, tour: Path | None = None, runs_folder: Path | None = None) -> int:
    app = application()
    settings = Settings.of_user() if tour is None else Settings.for_pictures()
    if reset_settings:
        settings.reset()
    notices = Notices()
    notices.catch_everything()
    session = Session(runs_folder=runs_folder)
    try:
        if recipe is not None:
            session.document.load_recipe(recipe)
    except InputError as error:
        print(error, file=sys.stderr)
        notices.release()
        session.close()
        return 2
    window = Window(session, settings, notices)
    window.show()
    if tour is not None:
        from aeexplorer.tour.tour import Tour

        visit = Tour(window, tour)
        QTimer.singleShot(0, visit.start)
    # Torch takes seconds to load: only once the window stands, and not in its thread.
    QTimer.singleShot(50, session.warm_up)
    code = app.exec()
    notices.release()
    if not session.close():
        # A thread that will not end must not make Qt abort at exit; what could be saved is saved.
        os._exit(code)
    return code


def application() -> QApplication:
    """The one QApplication, with its name, icon, translations and appearance."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("aeexplorer")
    app.setApplicationDisplayName("aeexplorer")
    app.setDesktopFileName("aeexplorer")
    app.setWindowIcon(QIcon(str(resource("icons", "aeexplorer.svg"))))
    for name, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("aeexplorer", str(resource("translations"))),
    ):
        translator = QTranslator(app)
        if translator.load(QLocale(), name, "_", folder):
            app.installTranslator(translator)
    appearance().apply()
    return app
