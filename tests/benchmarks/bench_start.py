"""How much sooner the window is painted than one that imports everything first."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 5

EVERYTHING = "import torch, torchvision, lightning_fabric, torchmetrics, sklearn.decomposition, skimage.metrics"

OPEN = """
import time, tempfile, sys
began = time.perf_counter()
{imports}
from pathlib import Path
from PySide6.QtCore import QTimer
from aeexplorer.app import application
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.window import Window
app = application()
session = Session(runs_folder=Path(tempfile.mkdtemp()))
window = Window(session, Settings.temporary())
window.show()
window.repaint()
app.processEvents()
print(time.perf_counter() - began)
if not {imports!r}:
    heavy = {{"torch", "torchvision", "torchmetrics", "sklearn"}} & set(sys.modules)
    assert not heavy, heavy
session.close()
"""


def rows() -> list[tuple[str, float, float]]:
    """What was compared, how many times sooner the window is painted, and how many times are wanted."""
    sooner = []
    for turn in range(ROUNDS + 1):
        everything, ours = (_seconds(imports) for imports in (EVERYTHING, ""))
        # The first turn warms the disk's cache.
        if turn:
            sooner.append(everything / ours)
    return [("first painted window, against importing everything first", median(sooner), 5.0)]


def _seconds(imports: str) -> float:
    """Seconds from the first line of a new process to the painted window."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        process = subprocess.run(
            [sys.executable, "-c", OPEN.format(imports=imports)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
    return float(process.stdout.split()[-1])


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.2f}x (wanted {wanted:.2f}x)")
