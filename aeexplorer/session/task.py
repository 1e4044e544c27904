"""Task: a command of ``python -m training`` that runs in a process of its own, and can be asked to stop."""

from __future__ import annotations

import enum
import os
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

import training

LINES = 40
"""Of what it says that are kept."""


class TaskState(enum.Enum):
    """WAITING → RUNNING (→ STOPPING) → ENDED."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    ENDED = "ended"


class Task(QObject):
    """One command; what it makes is read from the files that it writes."""

    changed = Signal()
    """``state`` or ``said``."""

    def __init__(self, kind: str, name: str, arguments: Sequence[str], parent: QObject | None = None) -> None:
        """``kind`` and ``name`` tell tasks apart; ``arguments`` come after ``python -m training``."""
        super().__init__(parent)
        self.kind, self.name = kind, name
        self.state = TaskState.WAITING
        self.code: int | None = None
        """Exit code, once it has ended by itself."""
        self._asked = False
        self._lines: deque[str] = deque(maxlen=LINES)
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", "training", *arguments])
        self._process.setProcessEnvironment(_environment())
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._hear_error)

    @property
    def said(self) -> str:
        """The last line that it has said."""
        return self._lines[-1] if self._lines else ""

    @property
    def process_id(self) -> int:
        """Of its process; 0 while there is none."""
        return int(self._process.processId())

    @property
    def failed(self) -> bool:
        """Whether it ended because something was wrong, and not because it was asked to."""
        return self.state is TaskState.ENDED and not self._asked and self.code != 0

    def start(self) -> None:
        """Begin; the process is there a moment later."""
        self._set_state(TaskState.RUNNING)
        self._process.start()

    def stop(self) -> None:
        """Let it end after its step, saved; where systems know no such signal, end it: what it saved stays whole."""
        self._asked = True
        if self.state is TaskState.WAITING:
            self._set_state(TaskState.ENDED)
        elif self.state is TaskState.RUNNING:
            self._set_state(TaskState.STOPPING)
            if os.name == "posix":
                self._process.terminate()
            else:
                self._process.kill()

    def wait(self, milliseconds: int) -> bool:
        """Block until it has ended, ``milliseconds`` at most; then its process is ended. Whether it ended by itself."""
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return True
        if self._process.waitForFinished(max(milliseconds, 1)):
            return True
        self._process.kill()
        self._process.waitForFinished(1000)
        return False

    @Slot()
    def _read(self) -> None:
        text = bytes(self._process.readAllStandardOutput().data()).decode(errors="replace")
        # What a terminal would overwrite ends with a carriage return.
        lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
        self._lines.extend(line for line in lines if line)
        self.changed.emit()

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self.code = code if status is QProcess.ExitStatus.NormalExit else -1
        self._set_state(TaskState.ENDED)

    @Slot(QProcess.ProcessError)
    def _hear_error(self, error: QProcess.ProcessError) -> None:
        # Of every other error ``finished`` tells, too.
        if error is QProcess.ProcessError.FailedToStart:
            self._lines.append(self._process.errorString())
            self.code = -1
            self._set_state(TaskState.ENDED)

    def _set_state(self, state: TaskState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()


def _environment() -> QProcessEnvironment:
    """This process's, in which the package is found whatever folder it was started in."""
    environment = QProcessEnvironment.systemEnvironment()
    before = environment.value("PYTHONPATH")
    here = str(Path(training.__file__).parents[1])
    environment.insert("PYTHONPATH", os.pathsep.join([here, *([before] if before else [])]))
    environment.insert("PYTHONUNBUFFERED", "1")
    environment.insert("PYTHONIOENCODING", "utf-8")
    return environment
