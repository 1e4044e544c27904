"""Sweeps are trained in processes of their own: what comes out is what ``fit`` gives, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.metrics import peak_signal_noise_ratio

from training import fit, load_run
from training.control import Control
from training.data import load_images
from training.errors import InputError
from training.events import Progress
from training.run_lock import RunLock
from training.sweep import CaseEvent, Sweep, collect, crew, run_sweep

Swept = tuple[Path, list[CaseEvent]]


def losses_of_fit(sweep: Sweep, number: int) -> NDArray[np.float32]:
    """The loss of every step, as ``fit`` says it in this process."""
    said = (event.losses for event in fit(sweep.cases()[number].recipe) if isinstance(event, Progress))
    return np.array([loss for losses in said for loss in losses], np.float32)


def test_every_case_comes_to_its_end(swept: Swept) -> None:
    out, events = swept
    assert [(event.case, event.state) for event in events[:3]] == [
        ("ae", "waiting"),
        ("vae", "waiting"),
        ("wild", "waiting"),
    ]
    ends = {event.case: event.state for event in events}
    assert ends == {"ae": "finished", "vae": "finished", "wild": "diverged"}
    assert all(event.steps == 24 for event in events), "1,437 training images in 12 batches, twice"
    assert [row.state for row in collect(out).rows] == ["finished", "finished", "diverged"]


def test_a_case_that_diverged_says_so_and_keeps_its_weights(swept: Swept) -> None:
    row = collect(swept[0]).rows[2]
    assert "stopped being a number" in row.what
    assert row.pictures is not None
    assert np.isfinite(list(row.held_out.values())).all()
    load_run(row.folder)


def test_losses_are_those_of_fit_bit_for_bit(swept: Swept, tiny: Sweep) -> None:
    for number in (0, 1):
        found = collect(swept[0]).rows[number].losses
        assert len(found) == 24
        assert np.array_equal(found, losses_of_fit(tiny, number))


def test_figures_are_those_of_the_saved_weights(swept: Swept) -> None:
    images = load_images("digits")
    for row in collect(swept[0]).rows:
        split = images.split(row.case.recipe.data.held_out, row.case.recipe.seed)
        run = load_run(row.folder)
        for part, rows in (("training", split.training), ("held out", split.held_out)):
            clean = images.batch(rows).numpy()
            made = np.clip(run.reconstruct(clean), 0, 1)
            psnr = np.mean([peak_signal_noise_ratio(x, y, data_range=1) for x, y in zip(clean, made, strict=True)])
            figures = row.training if part == "training" else row.held_out
            assert figures["mse"] == pytest.approx(np.square(made - clean).mean(), rel=1e-4)
            assert figures["psnr"] == pytest.approx(psnr, rel=1e-4)


def test_pictures_are_the_same_held_out_images_in_every_case(swept: Swept) -> None:
    table = collect(swept[0])
    assert table.originals is not None
    assert table.originals.shape == (5, 1, 8, 8)
    row = table.rows[0]
    assert row.pictures is not None
    made = load_run(row.folder).reconstruct(table.originals.astype(np.float32) / 255)
    assert np.abs(row.pictures.reconstructed / 255 - np.clip(made, 0, 1)).max() < 0.51 / 255
    assert not np.array_equal(row.pictures.reconstructed, table.rows[1].pictures.reconstructed)  # type: ignore[union-attr]


def test_what_is_over_is_not_trained_again(swept: Swept, tiny: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_process(*arguments: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(crew.subprocess, "Popen", no_process)
    events = list(run_sweep(tiny, swept[0]))
    assert [event.state for event in events] == ["finished", "finished", "diverged"]
    assert all(event.skipped for event in events)


def test_an_interrupted_sweep_goes_on_bit_for_bit(tiny: Sweep, tmp_path: Path) -> None:
    # Many steps and few epochs: time enough to stop, and little to evaluate and to save.
    long = tiny.override("schedule.epochs=4", "schedule.batch_size=4").model_copy(update={"case": tiny.case[:2]})
    control = Control()
    for event in run_sweep(long, tmp_path, workers=1, control=control):
        if event.step > 0:
            control.stop()
    stopped, waiting = collect(tmp_path).rows
    assert (stopped.state, waiting.state) == ("stopped", "waiting")
    assert 0 < len(stopped.losses) < 1440

    short = long.model_copy(update={"case": tiny.case[:1]})
    with pytest.raises(InputError, match=r"another sweep, “Tiny”: its case “VAE” is not among these"):
        next(run_sweep(short, tmp_path))
    ends = {event.case: event.state for event in run_sweep(long, tmp_path, workers=1)}
    assert ends == {"ae": "finished", "vae": "finished"}
    row = collect(tmp_path).rows[0]
    assert np.array_equal(row.losses, losses_of_fit(long, 0))


def test_a_case_that_fails_stops_no_other_and_is_tried_again(tiny: Sweep, tmp_path: Path) -> None:
    two = tiny.model_copy(update={"case": tiny.case[:2]})
    (tmp_path / "ae").mkdir()
    lock = RunLock(tmp_path / "ae")
    ends = {event.case: event for event in run_sweep(two, tmp_path, workers=1)}
    lock.release()
    assert (ends["ae"].state, ends["vae"].state) == ("failed", "finished")
    assert "is being written by another process" in ends["ae"].what
    row = collect(tmp_path).rows[0]
    assert (row.state, row.what) == ("failed", ends["ae"].what)
    ends = {event.case: event for event in run_sweep(two, tmp_path, workers=1)}
    assert (ends["ae"].state, ends["vae"].skipped) == ("finished", True)


def test_a_process_that_dies_is_a_failed_case(tiny: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = tmp_path / "python"
    shell.write_text("#!/bin/sh\nread job\necho no luck >&2\nexit 3\n")
    shell.chmod(0o755)
    monkeypatch.setattr(crew.sys, "executable", str(shell))
    events = list(run_sweep(tiny, tmp_path / "out", workers=2))
    ends = {event.case: event for event in events}
    assert [event.state for event in ends.values()] == ["failed"] * 3
    assert ends["ae"].what == "Its process ended with code 3: no luck. Run the sweep again."
    assert [row.state for row in collect(tmp_path / "out").rows] == ["failed"] * 3


def test_cores_are_shared_and_gpus_dealt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    monkeypatch.setattr(crew, "visible_gpus", lambda: ["0", "3"])
    assert crew.environments(3, 9, gpu=False) == [{"OMP_NUM_THREADS": "2"}] * 3
    assert len(crew.environments(None, 9, gpu=False)) == 8
    assert len(crew.environments(None, 2, gpu=False)) == 2
    assert [place["CUDA_VISIBLE_DEVICES"] for place in crew.environments(None, 9, gpu=True)] == ["0", "3"]
    assert [place["CUDA_VISIBLE_DEVICES"] for place in crew.environments(3, 9, gpu=True)] == ["0", "3", "0"]


def test_two_cannot_run_one_sweep_at_a_time(tiny: Sweep, swept: Swept) -> None:
    lock = RunLock(swept[0])
    try:
        with pytest.raises(InputError, match="another process"):
            next(run_sweep(tiny, swept[0]))
    finally:
        lock.release()
