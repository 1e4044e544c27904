"""The session can be used without a window: of Qt it imports QtCore, and nothing that draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

IMPORT_ALL = """
import importlib, pkgutil, sys
import aeexplorer.session
for module in pkgutil.walk_packages(aeexplorer.session.__path__, "aeexplorer.session."):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.startswith("PySide6.Qt")))
"""


def test_the_session_imports_qtcore_only(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["PySide6.QtCore"]
