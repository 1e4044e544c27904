"""The window stands before anything slow is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SLOW = ("torch", "torchvision", "torchmetrics", "sklearn", "skimage", "lightning_fabric")

FIRST_PAINTING = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from aeexplorer.app import application
from aeexplorer.notices import Notices
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.window import Window

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is window:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, look)
        return False

slow = None

def look():
    global slow
    slow = [name for name in sys.argv[1:] if name in sys.modules]
    app.quit()

app = application()
session = Session()
window = Window(session, Settings.temporary(), Notices())
painted = Painted()
window.installEventFilter(painted)
window.show()
QTimer.singleShot(60_000, lambda: app.exit(1))
code = app.exec()
print("slow:", *slow)
print("panels:", len(window.panels))
window.close()
session.close()
sys.exit(code)
"""


def test_the_first_window_is_painted_without_torch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINTING, *SLOW],
        cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    slow, panels = done.stdout.splitlines()
    assert slow == "slow:"
    assert int(panels.removeprefix("panels:")) > 0
