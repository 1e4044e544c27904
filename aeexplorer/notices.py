"""What went wrong where nobody expected it: logged, and said in the window, whatever thread it happened in."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QObject, Signal

log = logging.getLogger("aeexplorer")


class Notices(QObject):
    """Receives uncaught exceptions of every thread; ``raised`` carries one sentence for people."""

    raised = Signal(object)

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.file = (folder or user_log_path("aeexplorer")) / "aeexplorer.log"
        self._handler: logging.Handler = self._open()
        log.addHandler(self._handler)
        self._hooks = (sys.excepthook, threading.excepthook)

    def _open(self) -> logging.Handler:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handler: logging.Handler = RotatingFileHandler(self.file, maxBytes=1 << 20, backupCount=2, delay=True)
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
        return handler

    def catch_everything(self) -> None:
        """Become the last resort for exceptions, in this thread and in all others."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._hooks
        log.removeHandler(self._handler)
        self._handler.close()

    # Qt calls these in the thread that raised: they may only log and emit, which queues the signal.

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("uncaught exception", exc_info=(kind, error, trace))
        self.raised.emit(f"{kind.__name__}: {error}")

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)
