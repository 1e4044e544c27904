"""``reproduce`` on the command line: tables and pictures come out, bad input is answered, Ctrl-C saves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from training.__main__ import main
from training.data import load_images
from training.run_folder import RunFolder

ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small ``mnist.npz``: the 8 × 8 digits, enlarged."""
    digits = load_images("digits")
    assert digits.labels is not None
    pixels = torch.nn.functional.interpolate(digits.pixels.float(), size=28)[:, 0].byte().numpy()
    labels = digits.labels.numpy()
    folder = tmp_path_factory.mktemp("data")
    np.savez(
        folder / "mnist.npz", x_train=pixels[:1500], y_train=labels[:1500], x_test=pixels[1500:], y_test=labels[1500:]
    )
    return folder


def test_a_system_from_end_to_end(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "A", "--quick", "--data", str(data), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    out = tmp_path / "quick"
    assert "There is no" not in said.err
    assert "quick: not comparable" in said.out
    assert str(out / "A" / "restored.png") in said.out
    table = (out / "table.md").read_text()
    assert "Quick: fewer images, epochs and seeds" in table
    assert "0.0205" in table
    assert "training and 58 held-out images of “mnist”" in table, "only digits 0 and 1"
    (system,) = json.loads((out / "table.json").read_text())
    raw = system["experiments"][0]["figures"][0]
    assert raw["report"] == 0.02046
    assert {one["with"] for one in raw["measured"]} == {"settings", "ours"}
    assert {one["on"] for one in raw["measured"]} == {"training", "held out"}
    assert all(0 < one["mean"] < 1 for one in raw["measured"])


def test_without_files_other_images_stand_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "B", "--quick", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "There is no wafer.npz: other images stand in for it" in said.err
    table = (tmp_path / "quick" / "B" / "table.md").read_text()
    assert "**Not comparable with the report.**" in table
    assert "settings = 112,643: reached" in table
    made = np.load(tmp_path / "quick" / "B" / "generated.npy")
    labels = np.load(tmp_path / "quick" / "B" / "generated-labels.npy")
    assert made.shape == (len(labels), 3, 26, 26)
    assert np.bincount(labels).tolist() == [5] * 9


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["J"], "There is no system “J”. The systems are A, B, C, D, E, F, G, H"),
        (["A-Z"], "There is no system “A-Z”"),
        (["A", "--data", "nowhere"], "There is no folder “nowhere”"),
        (["A", "--out", "file/inside"], "cannot be written"),
        (["A", "--out", "file"], "cannot be written"),
        (["A", "--seeds", "0"], "--seeds"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("a file")
    assert main(["reproduce", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_damaged_images_are_answered_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mnist.npz").write_bytes(b"PK\x03\x04 not a zip")
    assert main(["reproduce", "A", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "mnist.npz" in capsys.readouterr().err


def test_ctrl_c_saves_the_run_at_hand(data: Path, tmp_path: Path) -> None:
    arguments = ["reproduce", "A", "--quick", "--data", str(data), "--out", str(tmp_path)]
    command = [sys.executable, "-m", "training", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ONE_THREAD)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("2/"):
            process.send_signal(signal.SIGINT)
            break
    said, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert re.search(
        r"Stopped: 1 of \d runs are over, and what was trained of the next one is kept\. The same command goes on", err
    )
    assert "Traceback" not in err + said
    out = tmp_path / "quick"
    assert "| Mean squared error, raw output" in (out / "A" / "table.md").read_text(), "the first run is measured"
    reasons = {RunFolder.open(folder).events()[-1]["reason"] for folder in out.glob("A/runs/*")}
    assert "completed" in reasons
    assert reasons <= {"completed", "stopped"}
