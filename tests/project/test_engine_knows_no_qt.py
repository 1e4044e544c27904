"""The engine runs where no Qt is installed, such as on the nodes of a cluster."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WITHOUT_QT = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "superqt", "qtawesome", "qtpy"}:
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)

sys.meta_path.insert(0, NoQt())
"""


def python(code: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-c", WITHOUT_QT + code], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_of_the_engine_can_be_imported(tmp_path: Path) -> None:
    imported = python(
        """
import training
for module in pkgutil.walk_packages(training.__path__, "training."):
    importlib.import_module(module.name)
    print(module.name)
""",
        tmp_path,
    )
    assert {"training.__main__", "training.loop", "training.models.dense"} <= set(imported.split())


def test_the_command_line_lists_recipes(tmp_path: Path) -> None:
    assert "mnist-vae-2d" in python("from training.__main__ import main; sys.exit(main(['recipes']))", tmp_path)


def test_qt_is_really_out_of_reach_in_these_tests(tmp_path: Path) -> None:
    assert python(
        """
try:
    import PySide6.QtCore
except ModuleNotFoundError as error:
    print(error)
""",
        tmp_path,
    ).startswith("PySide6")
