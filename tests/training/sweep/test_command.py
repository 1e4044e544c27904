"""``sweep`` on the command line: cases are listed, trained, stopped and gone on with; what is wrong is said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training.__main__ import main
from training.sweep import CaseEvent, collect, sweep_names

TINY = ("--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "device.accelerator=cpu")
SWEEP = ("sweep", "mnist-ae-2d", *TINY)
KINDS = ("--vary", "bottleneck.kind=plain,gaussian")


def test_built_in_sweeps_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in sweep_names())
    assert "AE / VAE, Epochs" in said


def test_a_dry_run_lists_the_cases_and_trains_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main([*SWEEP, *KINDS, "--vary", "schedule.epochs=1,2", "--dry-run", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert [line.split()[-2:] for line in said.splitlines() if "Epochs 2" in line] == [["2", "24"]] * 2
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sweep", "mnist"], "There is no sweep “mnist”. The built-in sweeps are eyes-code"),
        ([*SWEEP], "varies nothing"),
        ([*SWEEP, "--vary", "schedule.epochs="], "“schedule.epochs”"),
        ([*SWEEP, "--vary", "schedule.epochs=[]"], "the list of “schedule.epochs” is empty"),
        ([*SWEEP, "--vary", "schedule.epocs=1,2"], "unknown key “schedule.epocs”"),
        ([*SWEEP, *KINDS, "--workers", "0"], "1 to 256 workers, but 0"),
        ([*SWEEP, "--vary", "schedule.batch_size=64,60000"], "The case “Batch 60000” cannot be trained: A batch of"),
        ([*SWEEP, "--vary", "model.output=sigmoid,tanh"], "The case “Output tanh” cannot be trained: Cross-entropy"),
        (["sweep", "wafers-ae", "--vary", "model.latent_size=2"], "The case “Latent size 2” of “Wafer maps”"),
        ([*SWEEP, *KINDS, "--data", "nowhere"], "There is no file or folder “nowhere”"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_trained(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_none_of_ours_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "recipe.toml").write_text("")
    for name, sentence in (("file", "cannot be written"), ("run", "holds a run, not a sweep")):
        assert main([*SWEEP, *KINDS, "--out", str(tmp_path / name)]) == 2
        assert sentence in capsys.readouterr().err
    assert main(["sweep", "--out", str(tmp_path)]) == 2
    assert "holds no sweep to go on with" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal cannot be sent to one process")
def test_ctrl_c_saves_all_and_the_same_command_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    # Many steps and few epochs: time enough to stop, and little to evaluate and to save.
    long = ("--set", "schedule.epochs=4", "--set", "schedule.batch_size=4")
    arguments = [*SWEEP, *KINDS, *long, "--out", str(out)]
    command = [sys.executable, "-m", "training", *arguments, "--workers", "2", "--json"]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # As from a terminal: Ctrl-C reaches the whole group.
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            event.pop("sweep_seconds_left")
            if CaseEvent(**event).step > 0:
                os.killpg(process.pid, signal.SIGINT)
                break
        _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    rows = collect(out).rows
    assert {row.state for row in rows} <= {"stopped", "waiting"}
    assert rows[0].state == "stopped" or rows[1].state == "stopped"
    assert "of 2 cases finished" in (out / "table.md").read_text(encoding="utf-8")

    assert main(["sweep", "--out", str(out), "--workers", "1"]) == 0
    said = capsys.readouterr()
    assert [row.state for row in collect(out).rows] == ["finished", "finished"]
    assert [len(row.losses) for row in collect(out).rows] == [1440, 1440]
    assert "2/2  " in said.err
    assert said.out.splitlines()[-3:] == [str(out / name) for name in ("table.csv", "table.md", "losses.csv")]
