"""``reproduce A --restore``: every way is measured on the same erased digits, and the table is written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training.__main__ import main
from training.data import load_images
from training.reproduce.restoration import SYSTEM


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small ``mnist.npz``: the 8 × 8 digits, enlarged."""
    digits = load_images("digits")
    assert digits.labels is not None
    pixels = torch.nn.functional.interpolate(digits.pixels.float(), size=28)[:, 0].byte().numpy()
    labels = digits.labels.numpy()
    folder = tmp_path_factory.mktemp("data")
    np.savez(
        folder / "mnist.npz", x_train=pixels[:1200], y_train=labels[:1200], x_test=pixels[1700:], y_test=labels[1700:]
    )
    return folder


def test_the_table_of_ways_is_printed_and_written(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reproduce", "A", "--restore", "--quick", "--data", str(data), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    folder = tmp_path / "quick" / "A"
    assert "A. Ways to restore (not comparable)" in said.out
    assert "Best learned way: " in said.out
    assert str(folder / "ways.png") in said.out
    table = json.loads((folder / "restored.json").read_text())
    values = {row["name"]: row for row in table["rows"]}
    # Pixels are 0 or near it in most holes, and grey is 0.5: about −10 · log10(0.25) = 6 dB.
    assert 5 < values["Grey fill"]["hole_psnr_pooled"] < 8
    assert values["PCA subspace"]["hole_psnr_pooled"] > values["Grey fill"]["hole_psnr_pooled"] + 3
    assert len(values) == 3 + 3 * 3
    assert table["comparable"] is False
    text = (folder / "restored.md").read_text()
    best = max(values.values(), key=lambda row: row["hole_psnr_pooled"])
    assert f"**{best['hole_psnr_pooled']:.2f}**" in text
    assert f"{table['images']} held-out digits" in text
    before = len(list((folder / "runs").iterdir()))
    assert before == 3
    assert main(["reproduce", "A", "--restore", "--quick", "--data", str(data), "--out", str(tmp_path)]) == 0
    assert "trained already" in capsys.readouterr().err
    assert json.loads((folder / "restored.json").read_text())["rows"][0] | {"seconds": 0} == table["rows"][0] | {
        "seconds": 0
    }


def test_ways_are_compared_on_a_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["reproduce", "B", "--restore", "--out", str(tmp_path)]) == 2
    assert "on the digits of A" in capsys.readouterr().err


def test_networks_of_system_a_are_taken_up() -> None:
    from training.reproduce import declared

    ours, system = SYSTEM.experiments[0], declared("A").experiments[0]
    assert (ours.key, ours.settings, ours.ours) == (system.key, system.settings, system.ours)
