"""What every test gets: folders of its own instead of the user's, no display, and no thread left running."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from pytestqt.qtbot import QtBot

    from aeexplorer.notices import Notices
    from aeexplorer.session.session import Session
    from aeexplorer.theme import Appearance
    from aeexplorer.window import Window

# Before anything of Qt or platformdirs is imported: both look once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Our networks here are tiny: threads would wait for each other longer than they compute.
os.environ.setdefault("OMP_NUM_THREADS", "1")
_home = tempfile.TemporaryDirectory(prefix="aeexplorer-tests-")
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_variable] = str(Path(_home.name) / _variable)

# Cycles that hold widgets must be collected in the GUI's thread, between two tests: see aeexplorer.session.collector.
gc.disable()

PATIENCE = 10.0
"""Seconds that a thread may take to end after its test."""
PATIENCE_MS = 30_000
"""Milliseconds that a test waits for what it waits for, unless it says how long."""


@pytest.fixture(scope="session", autouse=True)
def _settings_of_our_own() -> Iterator[None]:
    """No test reads or writes the settings of the person who runs it."""
    from PySide6.QtCore import QSettings

    for layout in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(layout, scope, str(Path(_home.name) / "settings"))
    yield
    _home.cleanup()
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Hands and eyes that wait longer than pytest-qt's five seconds, which a busy machine needs now and then."""
    for wait in (qtbot.waitUntil, qtbot.waitSignal, qtbot.waitSignals, qtbot.waitExposed, qtbot.waitActive):
        setattr(qtbot, wait.__name__, partial(wait, timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture
def look(qtbot: QtBot) -> Iterator[Appearance]:
    """The appearance, light at scale 1 whatever the desktop says, before a test and after it."""
    from aeexplorer.theme import appearance

    look = appearance()
    look.mode, look.scale = "light", 1.0
    look.apply()
    yield look
    look.mode, look.scale = "light", 1.0


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    """What windows of ``make_window`` remember."""
    return tmp_path / "settings.ini"


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path, settings_file: Path) -> Iterator[Callable[..., Window]]:
    """Show a window over a session of its own, its draft changed by assignments if any; later ones come back to it."""
    from aeexplorer.app import application
    from aeexplorer.session.session import Session
    from aeexplorer.settings import Settings
    from aeexplorer.theme import appearance
    from aeexplorer.window import Window

    sessions: list[Session] = []

    def make_window(*assignments: str, notices: Notices | None = None) -> Window:
        application()
        session = Session(runs_folder=tmp_path / "runs")
        sessions.append(session)
        session.document.override(*assignments)
        window = Window(session, Settings(settings_file), notices)
        qtbot.addWidget(window, before_close_func=lambda w: w.session.close())
        # One that comes back is otherwise fitted to the screen, and that of the tests is small.
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield make_window
    for session in sessions:
        assert session.close(60_000)
    look = appearance()
    look.mode, look.scale, look.reduces_motion = "system", 1.0, False


@pytest.fixture(autouse=True)
def _collect_in_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test of widgets leaves behind is destroyed after it, not in the middle of another."""
    yield
    if "qtbot" in request.fixturenames:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def _no_leaked_python_threads() -> Iterator[None]:
    """A test fails if a Python thread that it started still runs."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        # Python code that runs in a QThread is given a dummy that is listed for ever.
        if not isinstance(thread, threading._DummyThread):
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"the thread {thread.name} was left running"


@pytest.fixture(autouse=True)
def _no_leaked_qthreads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test fails if a QThread that it started still runs; it is waited for, so that Qt does not abort."""
    from PySide6.QtCore import QDeadlineTimer, QThread
    from shiboken6 import isValid

    started: list[QThread] = []
    start = QThread.start

    def noted_start(thread: QThread, *arguments: Any) -> None:
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", noted_start)
    yield
    left = [thread for thread in started if isValid(thread) and thread.isRunning()]
    for thread in left:
        stop = getattr(thread, "stop", thread.requestInterruption)
        stop()
        thread.wait(QDeadlineTimer(int(PATIENCE * 1000)))
    assert not left, f"threads were left running: {left}"
