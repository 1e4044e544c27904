"""The command ``aeexplorer``: what it says and how it exits, with a display and without."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from aeexplorer.demo import demo
from aeexplorer.display import has_display

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def aeexplorer(*arguments: object, cwd: Path, display: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    if display:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "aeexplorer", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """What is said by a command that refuses: exit code 2, sentences for people, no traceback."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(".")
    return done.stderr


def test_the_version_is_the_installed_one(tmp_path: Path) -> None:
    done = aeexplorer("--version", cwd=tmp_path, display=False)
    assert (done.returncode, done.stdout) == (0, f"aeexplorer {version('aeexplorer')}\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_what_works_without_one(tmp_path: Path) -> None:
    said = refusal(aeexplorer(cwd=tmp_path, display=False))
    assert "no display" in said
    assert "aeexplorer --demo DIR" in said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize("display", [":77", "nonsense", "localhost:99999999", "unix:77.0"])
def test_a_display_that_does_not_answer_is_none(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display)
    assert not has_display()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_a_display_that_answers_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X4711")
        server.listen()
        monkeypatch.setenv("DISPLAY", ":4711")
        assert has_display()


def test_an_unknown_recipe_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    said = refusal(aeexplorer("mnist-ae-3d", cwd=tmp_path))
    assert "“mnist-ae-3d”" in said
    assert "Near it: mnist-ae-2d, " in said


def test_a_misspelt_key_is_answered_with_its_line_and_the_valid_keys(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[schedule]\nepocs = 3\n")
    said = refusal(aeexplorer("mine.toml", cwd=tmp_path))
    assert "mine.toml, line 2: unknown key “schedule.epocs”" in said
    assert "batch_size, epochs" in said


def test_an_unknown_option_is_answered_with_the_usage(tmp_path: Path) -> None:
    done = aeexplorer("--tuor", cwd=tmp_path)
    assert done.returncode == 2
    assert "--tuor" in done.stderr and "usage: aeexplorer" in done.stderr


def test_a_demonstration_that_cannot_be_written_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("in the way")
    done = aeexplorer("--demo", "a-file/demo", cwd=tmp_path, display=False)
    assert "a-file/demo" in refusal(done)
    assert "Training" not in done.stdout
    assert (tmp_path / "a-file").read_text() == "in the way"


def test_a_demonstration_shows_a_trained_latent_space(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "demo"
    assert demo(folder, epochs=2) == 0
    assert str(folder) in capsys.readouterr().out

    sizes = {path.name: Image.open(path).size for path in folder.glob("*.png")}
    assert sizes == {
        "scatter.png": (900, 900),
        "decoded-grid.png": (20 * 28 * 2, 20 * 28 * 2),
        "reconstructions.png": ((12 * 30 - 2) * 2, (2 * 30 - 2) * 2),
    }
    colours = Image.open(folder / "scatter.png").convert("RGB").getcolors(900 * 900)
    assert colours is not None and len(colours) > 10, "ten classes have ten colours"

    metrics = json.loads((folder / "metrics.json").read_text())
    assert set(metrics) == {"recipe", "data", "epochs", "device", "parameters", "training", "held_out"}
    assert (metrics["recipe"], metrics["data"], metrics["epochs"]) == ("mnist-ae-2d", "mnist-5k", 2)
    # 784 → 512 → 256 → 2 → 256 → 512 → 784, each layer with weights and biases.
    widths = (784, 512, 256, 2, 256, 512, 784)
    assert metrics["parameters"] == sum((a + 1) * b for a, b in pairwise(widths))
    # An untrained network loses 784 · ln 2 = 543 nats; one that draws the mean training image for all loses 209.
    assert 100 < metrics["held_out"]["loss"] < 209
    assert metrics["held_out"]["psnr"] > 10
    assert 0 < metrics["held_out"]["ssim"] < 1
