"""The Makefile: what ``make`` would install, what it only asks for, and that ``make run`` shows something anywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MAKEFILE = PROJECT / "Makefile"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("make") is None, reason="this is about make on Linux"
)


def script(path: Path, *lines: str) -> None:
    """A command of our own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(0o755)


def make(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in (*DISPLAYS, "MAKEFLAGS")}
    return subprocess.run(["make", *arguments], cwd=cwd, env=environment | variables, capture_output=True, text=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the project's top where everything is installed already; its programs only say what they are given."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT / name, tree)
    script(tree / ".venv/bin/python", f'PYTHONPATH="{PROJECT}" exec "{sys.executable}" "$@"')
    script(tree / ".venv/bin/aeexplorer", 'echo "aeexplorer was given: $*"')
    (tree / ".venv/installed").touch()
    return tree


class Debian:
    """A Debian of our own: which packages it has, who we are in it, and what was asked of apt-get."""

    def __init__(self, folder: Path) -> None:
        self._bin, self._asked = folder / "bin", folder / "asked"
        self.has(*libraries())
        self.is_run_by(1000)
        self.network(True)

    def has(self, *packages: str) -> None:
        """These are installed and no others."""
        cases = [f"{package}) echo 'install ok installed';;" for package in packages]
        loop = ('for package in "$@"; do', "case $package in", *cases, "esac", "done")
        script(self._bin / "dpkg-query", *loop)

    def is_run_by(self, user: int) -> None:
        """0 for root."""
        script(self._bin / "id", f"echo {user}")

    def network(self, there: bool) -> None:
        """Whether apt-get finds packages."""
        script(self._bin / "apt-get", f'echo "$*" >> "{self._asked}"', f"exit {0 if there else 100}")

    @property
    def asked(self) -> list[str]:
        """What apt-get was told to do."""
        return self._asked.read_text().splitlines() if self._asked.exists() else []

    def make_libraries(self) -> subprocess.CompletedProcess[str]:
        """``make libraries`` here."""
        done = make("--silent", "-f", str(MAKEFILE), "libraries", cwd=self._bin, PATH=f"{self._bin}:/usr/bin:/bin")
        assert done.returncode == 0, done.stderr
        return done


@pytest.fixture
def debian(tmp_path: Path) -> Debian:
    return Debian(tmp_path)


def libraries() -> list[str]:
    """Those that the Makefile names."""
    found = re.search(r"QT_LIBRARIES := ((?:.*\\\n)*.*)", MAKEFILE.read_text())
    assert found is not None
    return found[1].replace("\\\n", " ").split()


def test_nothing_is_asked_for_where_no_library_is_missing(debian: Debian) -> None:
    assert len(libraries()) > 10
    done = debian.make_libraries()
    assert (done.stdout, done.stderr, debian.asked) == ("", "", [])


def test_a_library_under_its_newer_name_is_there(debian: Debian) -> None:
    debian.has("libglib2.0-0t64", *(name for name in libraries() if name != "libglib2.0-0"))
    assert debian.make_libraries().stdout == ""


def test_who_may_not_install_is_told_the_one_line_to_run(debian: Debian) -> None:
    debian.has(*(name for name in libraries() if name not in ("libegl1", "libxcb-cursor0")))
    done = debian.make_libraries()
    assert done.stdout.splitlines()[-1] == "  sudo apt-get install libegl1 libxcb-cursor0"
    assert "Qt needs some system libraries" in done.stdout
    assert debian.asked == []


def test_root_installs_what_is_missing_and_nothing_else(debian: Debian) -> None:
    debian.has(*(name for name in libraries() if name not in ("libegl1", "libxcb-cursor0")))
    debian.is_run_by(0)
    done = debian.make_libraries()
    assert debian.asked == ["update -qq", "install -y -qq --no-install-recommends libegl1 libxcb-cursor0"]
    assert "sudo" not in done.stdout


def test_root_without_a_network_is_told_the_line_and_make_goes_on(debian: Debian) -> None:
    debian.has()
    debian.is_run_by(0)
    debian.network(False)
    assert debian.make_libraries().stdout.splitlines()[-1] == f"  sudo apt-get install {' '.join(libraries())}"


@pytest.mark.parametrize("display", ["", ":77"], ids=["none", "one that does not answer"])
def test_run_without_a_display_says_so_and_makes_the_demonstration(tree: Path, display: str) -> None:
    done = make("--silent", "run", cwd=tree, DISPLAY=display)
    assert done.returncode == 0, done.stderr
    assert "There is no display: running the demonstration without a window instead." in done.stdout
    assert done.stdout.splitlines()[-1] == "aeexplorer was given: --demo demo"


def test_run_with_a_display_opens_the_window(tree: Path) -> None:
    done = make("--silent", "run", cwd=tree, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "aeexplorer was given: "
    assert "demonstration" not in done.stdout


def test_run_installs_the_project_first_and_once(tree: Path) -> None:
    assert "pip install" not in make("--dry-run", "run", cwd=tree).stdout
    (tree / ".venv/installed").unlink()
    steps = make("--dry-run", "run", cwd=tree).stdout
    assert steps.index("dpkg-query") < steps.index("-m pip install --quiet --editable '.[test]'")
    assert steps.index("--editable") < steps.index("--demo demo")
