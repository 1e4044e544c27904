"""What went wrong, in words for people: what happened, why, and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_dir
from PySide6.QtCore import QCoreApplication

logger = logging.getLogger("aeexplorer")


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as the window shows it: ``what`` happened, ``why``, and the ``advice`` (may be empty)."""

    what: str
    why: str
    advice: str


def log_path() -> Path:
    """The file that unexpected errors are written to."""
    return Path(user_log_dir("aeexplorer", appauthor=False)) / "aeexplorer.log"


def keep_log() -> None:
    """Write the application's log to ``log_path()`` from now on; a place that cannot be written to is passed over."""
    if any(isinstance(handler, RotatingFileHandler) for handler in logger.handlers):
        return
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)


def refused(message: str) -> Problem:
    """The problem of an ``InputError``, whose message says all three things itself."""
    return Problem(QCoreApplication.translate("Problem", "The run could not go on."), message, "")


def not_opened(message: str) -> Problem:
    """The problem with a run folder, of an ``InputError`` that says why and what to do."""
    return Problem(QCoreApplication.translate("Problem", "This run cannot be opened."), message, "")


def unexpected(error: str) -> Problem:
    """The problem of an error that nobody foresaw; its traceback is in the log."""
    return Problem(
        QCoreApplication.translate("Problem", "The run ended because of an unexpected error."),
        error,
        QCoreApplication.translate("Problem", "What was saved is kept. The details are in {path}.").format(
            path=log_path()
        ),
    )
