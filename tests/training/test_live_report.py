"""``fit`` in a terminal: a bar with rate and time left, and Ctrl-C there saves the run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.checkpoint import Checkpoint
from training.run_folder import RunFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")

COLUMNS = 100
IN_A_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from training.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
"""Ctrl-C reaches those that the terminal controls."""
SMALL = ("--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "device.accelerator=cpu")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A command in a pseudo-terminal; what it shows is kept without colours and movements of the cursor."""

    def __init__(self, *arguments: str) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_A_TERMINAL, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)},
        )
        os.close(slave)
        self._bytes = b""

    @property
    def text(self) -> str:
        """All that was shown so far."""
        return CONTROL.sub("", self._bytes.decode(errors="replace"))

    def read_until(self, pattern: str) -> re.Match[str]:
        """Read on until ``pattern`` is shown."""
        while not (found := re.search(pattern, self.text)):
            assert self._read(), f"it ended without {pattern}:\n{self.text}"
        return found

    def press(self, key: bytes) -> None:
        """Type ``key``."""
        os.write(self._master, key)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        return self.process.wait(60)

    def close(self) -> None:
        """Leave nothing behind."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self) -> bool:
        try:
            portion = os.read(self._master, 4096)
        except OSError:
            # So Linux says that nobody has the other end any more.
            return False
        self._bytes += portion
        return bool(portion)


@pytest.fixture
def fit_for_ever(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal("fit", "mnist-ae-2d", *SMALL, "--set", "schedule.epochs=100000", "--out", str(tmp_path / "run"))
    yield terminal
    terminal.close()


def test_a_bar_moves_with_loss_rate_and_time_left_and_ctrl_c_saves(fit_for_ever: Terminal, tmp_path: Path) -> None:
    shown = r"epoch (?P<epoch>[\d.]+)/100000 [━╸╺ ]+ +\d+% loss [\d.]+ [\d,]+ images/s \d+:\d\d(:\d\d)? left"
    first = fit_for_ever.read_until(shown)
    later = fit_for_ever.read_until(rf"(?s){shown}.*{shown.replace('epoch>', 'later>')}")
    assert float(later["later"]) > float(first["epoch"])

    fit_for_ever.press(b"\x03")
    assert fit_for_ever.end() == 130
    text = fit_for_ever.text
    assert "Stopping after this step and saving; press Ctrl-C again to end at once." in text
    assert "Traceback" not in text
    assert re.search(r"stopped after [\d.]+ of 100000 epochs", text)
    assert text.rstrip().endswith(f"Run folder: {tmp_path / 'run'}")
    assert not re.search(r"^epoch \d+/100000  loss", text, re.MULTILINE), "lines are for log files"
    saved = saved_in(tmp_path / "run")
    assert saved.step > 0
    assert RunFolder.open(tmp_path / "run").events()[-1]["reason"] == "stopped"


def saved_in(folder: Path) -> Checkpoint:
    return RunFolder.open(folder).load()
