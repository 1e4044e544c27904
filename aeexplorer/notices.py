"""What went wrong where nobody expected it: logged, and said in the window, whatever thread it happened in."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.problem import Problem, keep_log, log_path, logger


class Notices(QObject):
    """The last resort for exceptions of every thread; ``raised`` carries a ``Problem`` for people."""

    raised = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        keep_log()
        self._hooks = (sys.excepthook, threading.excepthook)

    def catch_everything(self) -> None:
        """Hear of every uncaught exception, in this thread and in all others."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._hooks

    # These run in the thread that raised: they may only log and emit, and the window's slot is then queued.

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.error("uncaught exception", exc_info=(kind, error, trace))
        self.raised.emit(
            Problem(
                self.tr("Something went wrong inside aeexplorer."),
                f"{kind.__name__}: {error}".rstrip(".: ") + ".",
                self.tr("You can go on; what was saved is kept. The details are in {path}.").format(path=log_path()),
            )
        )

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)
