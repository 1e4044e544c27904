"""A built wheel, installed in a clean environment, has all that the program needs: commands, recipes, icons."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("aeexplorer", "training", "resources", "pyproject.toml", "README.md", "LICENSE")


def run(*command: object, cwd: Path) -> str:
    """Standard output of a command that has to succeed, run as by a user who knows nothing of the checkout."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} exited with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources, dist = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("dist")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, sources / part, ignore=shutil.ignore_patterns("__pycache__", "pictures"))
        else:
            shutil.copy(ROOT / part, sources / part)
    (sources / "resources" / "pictures").mkdir()
    (sources / "resources" / "pictures" / "large.png").write_bytes(b"of the README, not of the program")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, sources, cwd=sources)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel in it, which borrows the dependencies of this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", cwd=home).strip())
    # A folder named in a .pth file is searched, but its own .pth files, such as the checkout's, are not followed.
    borrowed = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    (site / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    return home


def ask(installed: Path, expression: str, tmp_path: Path) -> str:
    """What ``expression`` prints in the environment, in a folder from which no checkout can be seen."""
    code = f"import aeexplorer, training, resources; print({expression})"
    return run(installed / "bin" / "python", "-c", code, cwd=tmp_path).strip()


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="environments have other folders there")


def test_the_wheel_is_what_is_imported(installed: Path, tmp_path: Path) -> None:
    for package in ("aeexplorer", "training", "resources"):
        assert Path(ask(installed, f"{package}.__file__", tmp_path)).is_relative_to(installed)


def test_the_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "bin" / "aeexplorer", "--version", cwd=tmp_path) == f"aeexplorer {version('aeexplorer')}\n"


def test_the_engine_lists_its_recipes(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "bin" / "aeexplorer-train", "recipes", cwd=tmp_path)
    for recipe in (ROOT / "resources" / "recipes").glob("*.toml"):
        assert recipe.stem in listed


def test_every_icon_recipe_and_sweep_is_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    kinds = ("icons", "recipes", "sweeps")
    found = ask(installed, f"*sorted(p.name for k in {kinds} for p in resources.resource(k).iterdir())", tmp_path)
    expected = [path.name for kind in kinds for path in (ROOT / "resources" / kind).iterdir()]
    assert found.split() == sorted(expected)


def test_pictures_of_the_readme_are_not_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "resources/recipes/mnist-ae-2d.toml" in names
    assert not [name for name in names if "pictures/" in name]


def test_a_linux_desktop_finds_program_and_icon(installed: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    assert entry.read(installed / "share" / "applications" / "aeexplorer.desktop", encoding="utf-8")
    command, icon = entry["Desktop Entry"]["Exec"].split()[0], entry["Desktop Entry"]["Icon"]
    assert (installed / "bin" / command).is_file()
    assert (installed / "share" / "icons" / "hicolor" / "scalable" / "apps" / f"{icon}.svg").is_file()
