"""``fit`` on the command line: a run folder comes out, Ctrl-C saves, --resume goes on as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from training.__main__ import main
from training.checkpoint import Checkpoint, read
from training.data import Request
from training.data.digits import load as load_digits
from training.run_folder import RunFolder
from training.saved_run import load_run

TINY = ("--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "device.accelerator=cpu")
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}


def _fit(out: Path, *more: str, recipe: str = "mnist-ae-2d", epochs: int = 1) -> int:
    return main(["fit", recipe, *TINY, "--set", f"schedule.epochs={epochs}", "--out", str(out), *more])


def _last(out: Path) -> Checkpoint:
    return RunFolder.open(out).load()


def _epochs(out: Path) -> list[dict[str, object]]:
    return [entry for entry in RunFolder.open(out).events() if entry["event"] == "EpochEnded"]


def test_a_run_folder_comes_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert _fit(out, epochs=2, recipe="mnist-vae-2d") == 0
    captured = capsys.readouterr()
    assert "2,244 parameters" in captured.err
    assert [line.split()[1] for line in captured.err.splitlines() if line.startswith("epoch")] == ["0/2", "1/2", "2/2"]
    assert "completed after 2 of 2 epochs" in captured.out
    assert "KL (nats)" in captured.out
    assert "Effective β (reconstruction summed over pixels): 1" in captured.out
    assert captured.out.splitlines()[-1] == f"Run folder: {out}"
    run = load_run(out)
    assert run.recipe.schedule.epochs == 2
    assert [entry["epoch"] for entry in _epochs(out)] == [0, 1, 2]
    assert run.events()[-1]["reason"] == "completed"
    assert run.encode(np.zeros((3, 1, 8, 8), np.uint8)).shape == (3, 2)


def test_without_out_the_run_goes_to_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["fit", "mnist-ae-2d", *TINY, "--set", "schedule.epochs=1"]) == 0
    folder = Path(capsys.readouterr().out.rpartition("Run folder: ")[2].strip())
    assert folder.parent == tmp_path / "aeexplorer" / "runs"
    assert folder.name.startswith("mnist-ae-2d-")
    assert _last(folder).epoch == 1


def test_a_recipe_file_is_trained(tmp_path: Path) -> None:
    recipe = tmp_path / "mine.toml"
    recipe.write_text(
        'title = "Mine"\n[data]\nsource = "digits"\n[model]\nkind = "dense"\nwidths = [8]\n[schedule]\nepochs = 1\n'
    )
    assert main(["fit", str(recipe), "--out", str(tmp_path / "run")]) == 0
    assert load_run(tmp_path / "run").recipe.title == "Mine"


def test_resuming_ends_as_if_never_interrupted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fit(tmp_path / "whole", epochs=3, recipe="mnist-vae-2d") == 0
    assert _fit(tmp_path / "parts", epochs=1, recipe="mnist-vae-2d") == 0
    capsys.readouterr()
    # The run knows its recipe: only what changes is said.
    assert main(["fit", "--resume", "--out", str(tmp_path / "parts"), "--set", "schedule.epochs=3"]) == 0
    assert "Goes on after step 12 (epoch 1.0)." in capsys.readouterr().err
    whole, parts = _last(tmp_path / "whole"), _last(tmp_path / "parts")
    assert (whole.step, whole.epoch) == (parts.step, parts.epoch) == (36, 3)
    assert all(torch.equal(whole.tensors[name], tensor) for name, tensor in parts.tensors.items())
    losses = [[entry["held_out"]["loss"] for entry in _epochs(tmp_path / name)] for name in ("whole", "parts")]
    assert losses[0] == losses[1]
    assert RunFolder.open(tmp_path / "parts").recipe.schedule.epochs == 3


def test_nothing_is_left_to_do_in_a_finished_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fit(tmp_path) == 0
    before = (tmp_path / "checkpoints" / "last.safetensors").read_bytes()
    assert _fit(tmp_path, "--resume") == 0
    assert "The one epoch is done already; --set schedule.epochs=2 would go on." in capsys.readouterr().err
    assert (tmp_path / "checkpoints" / "last.safetensors").read_bytes() == before


def test_data_may_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digits = load_digits(Request())
    pixels = torch.nn.functional.interpolate(digits.pixels.float(), size=28).byte()[:600, 0].numpy()
    labels = digits.labels[:600].numpy()  # type: ignore[index]
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=pixels[:500], y_train=labels[:500], x_test=pixels[500:], y_test=labels[500:])
    arguments = ["fit", "mnist-ae-2d", "--set", "model.widths=[8]", "--set", "schedule.epochs=1"]
    assert main([*arguments, "--data", str(path), "--out", str(tmp_path / "run")]) == 0
    assert "500 + 100 held-out images" in capsys.readouterr().err
    assert load_run(tmp_path / "run").recipe.data.path == path


def test_a_run_that_diverges_fails_with_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explosive = ("--set", "model.output=identity", "--set", "objective.reconstruction=mse")
    assert _fit(tmp_path, *explosive, "--set", "optimizer.learning_rate=10", "--set", "model.widths=[64,64,64,64]",
                epochs=400, recipe="mnist-vae-2d") == 1  # fmt: skip
    captured = capsys.readouterr()
    assert "Try a smaller learning rate, such as 1." in captured.err
    assert "failed; kept as it was" in captured.out
    assert all(tensor.isfinite().all() for tensor in _last(tmp_path).tensors.values())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_saves_and_the_run_goes_on(tmp_path: Path, number: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "training", "fit", "mnist-ae-2d", *TINY, "--set", "schedule.epochs=100000"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ONE_THREAD
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch 2/"):
            process.send_signal(number)
            break
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert "Stopping after this step and saving" in err
    assert "Traceback" not in err
    assert "stopped after" in out
    saved = _last(tmp_path)
    assert saved.step >= 24
    assert RunFolder.open(tmp_path).events()[-1]["reason"] == "stopped"
    assert main(["fit", "--resume", "--out", str(tmp_path), "--set", f"schedule.epochs={saved.epoch + 1}"]) == 0
    assert _last(tmp_path).epoch == saved.epoch + 1


def test_a_full_disk_ends_the_run_with_a_sentence_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    assert _fit(tmp_path) == 0
    before = read(tmp_path / "checkpoints" / "last.safetensors")
    script = """
import resource, sys
from training.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))
sys.exit(main(["fit", "--resume", "--out", sys.argv[1], "--set", "schedule.epochs=2"]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, env=ONE_THREAD
    )
    assert ran.returncode == 2, ran.stderr
    assert "cannot be written: File too large" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert read(tmp_path / "checkpoints" / "last.safetensors").step == before.step


def test_processes_but_the_first_are_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RANK", "1")
    assert _fit(tmp_path) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "epoch" not in captured.err
