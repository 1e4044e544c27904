"""Images in the order of what scikit-image and NumPy measure, of one run and of one beside another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from aeexplorer.session.failures import Failures
from aeexplorer.session.session import Session

if TYPE_CHECKING:
    from aeexplorer.session.run import Run

KERNEL = {"gaussian_weights": True, "sigma": 0.9, "use_sample_covariance": False, "win_size": 7}
"""Of SSIM on images of 8 × 8."""


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path)
    session.document.override("data.source=digits", "model.widths=[16]", "schedule.epochs=1")
    yield session
    assert session.close()


def train(session: Session, qtbot: QtBot, *assignments: str) -> Run:
    session.document.override(*assignments)
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    return run


def watched(session: Session, qtbot: QtBot) -> Failures:
    failures = Failures(session)
    failures.watch(True)
    settle(failures, qtbot)
    return failures


def settle(failures: Failures, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: failures.measured is not None and not failures.is_busy, timeout=20_000)


def rebuilt(run: Run, rows: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    assert run.snapshot is not None and run.images is not None
    x = run.images.pixels.numpy()[rows].astype(np.float32) / 255
    return x, run.snapshot.reconstruct(x).clip(0, 1)


def test_held_out_images_are_sorted_by_every_metric(session: Session, qtbot: QtBot) -> None:
    run = train(session, qtbot)
    failures = watched(session, qtbot)
    measured = failures.measured
    assert measured is not None and run.start_event is not None
    assert np.array_equal(measured.rows, run.start_event.split.held_out.numpy())
    x, y = rebuilt(run, measured.rows)
    values = measured.values[0]
    np.testing.assert_allclose(values["mse"], np.square(x - y).mean((1, 2, 3)), rtol=1e-4)
    for k in range(0, len(x), 40):
        one, other = x[k, 0].astype(np.float64), y[k, 0].astype(np.float64)
        assert values["psnr"][k] == pytest.approx(peak_signal_noise_ratio(one, other, data_range=1), abs=1e-4)
        similarity = structural_similarity(one, other, data_range=1, truncate=3.34, **KERNEL)
        assert values["ssim"][k] == pytest.approx(similarity, abs=1e-4)
    for metric in ("mse", "psnr", "ssim"):
        for first in ("worst", "best"):
            failures.metric, failures.first = metric, first  # type: ignore[assignment]
            ordered = values[metric][failures.order]  # type: ignore[index]
            rising = (metric == "mse") == (first == "best")
            assert (np.diff(ordered) >= 0).all() if rising else (np.diff(ordered) <= 0).all()


@pytest.mark.parametrize("kind", ["plain", "gaussian", "power"])
def test_loss_and_its_parts_are_those_of_the_runs_own_objective(kind: str, session: Session, qtbot: QtBot) -> None:
    run = train(session, qtbot, f"bottleneck.kind={kind}", "objective.beta=3", "schedule.epochs=2")
    failures = watched(session, qtbot)
    measured = failures.measured
    assert measured is not None
    parts = ("reconstruction", "kl") if kind == "gaussian" else ()
    assert measured.metrics == ("mse", "psnr", "ssim", "loss", *parts)
    values = measured.values[0]
    # Over the held-out images, the means are the figures of the curves.
    for metric in ("loss", *parts):
        mean = run.history.held_out(metric).values[-1]
        assert values[metric].mean() == pytest.approx(mean, rel=1e-4)  # type: ignore[index]
    if parts:
        np.testing.assert_allclose(values["loss"], values["reconstruction"] + 3 * values["kl"], rtol=1e-4)
    for metric in ("loss", *parts):
        failures.metric = metric  # type: ignore[assignment]
        assert (np.diff(values[metric][failures.order]) <= 0).all()  # type: ignore[index]


def test_of_two_runs_only_what_is_one_quantity_is_told_apart(session: Session, qtbot: QtBot) -> None:
    train(session, qtbot, "bottleneck.kind=gaussian")
    train(session, qtbot, "bottleneck.kind=gaussian", "model.latent_size=8")
    failures = watched(session, qtbot)
    failures.of = "AB"
    settle(failures, qtbot)
    assert failures.measured is not None
    assert failures.measured.metrics == ("mse", "psnr", "ssim", "loss", "reconstruction", "kl")
    failures.metric = "kl"
    train(session, qtbot, "bottleneck.kind=plain")
    session.comparing.set_member(1, session.document.runs[-1])
    settle(failures, qtbot)
    # An autoencoder's loss is another sum, and has no KL.
    assert failures.measured is not None
    assert failures.measured.metrics == ("mse", "psnr", "ssim")
    assert failures.metric == "mse"


def test_two_runs_are_told_apart_by_their_difference(session: Session, qtbot: QtBot) -> None:
    first = train(session, qtbot)
    second = train(session, qtbot, "model.latent_size=8", "schedule.epochs=2")
    failures = Failures(session)
    assert failures.choices == ("A", "B", "AB")
    assert [member.run for member in session.comparing.members] == [second, first]
    failures.of = "AB"
    failures.watch(True)
    settle(failures, qtbot)
    assert failures.measured is not None
    errors = []
    for run in (second, first):
        x, y = rebuilt(run, failures.measured.rows)
        errors.append(np.square(x - y).mean((1, 2, 3)))
    np.testing.assert_allclose(failures.measured.shown("mse"), errors[0] - errors[1], atol=1e-6)
    worst = int(failures.order[0])
    assert errors[0][worst] - errors[1][worst] == pytest.approx((errors[0] - errors[1]).max(), abs=1e-6)
    failures.metric = "psnr"
    # Of a metric that should be high, it is where A stays farthest below B that A is worst.
    worst = int(failures.order[0])
    difference = failures.measured.values[0]["psnr"] - failures.measured.values[1]["psnr"]
    assert difference[worst] == difference.min()
    session.comparing.remove(1)
    assert failures.choices == ("A",) and failures.of == "A"


def test_all_images_on_the_map_may_be_looked_through(session: Session, qtbot: QtBot) -> None:
    run = train(session, qtbot)
    failures = watched(session, qtbot)
    failures.scope = "watched"
    settle(failures, qtbot)
    assert failures.measured is not None
    assert np.array_equal(failures.measured.rows, run.indices)


def test_a_model_that_restores_is_given_what_its_evaluation_gives_it(session: Session, qtbot: QtBot) -> None:
    import torch

    run = train(session, qtbot, "corruption.kind=erase")
    failures = watched(session, qtbot)
    assert failures.measured is not None and run.snapshot is not None and run.images is not None
    rows = torch.from_numpy(failures.measured.rows)
    x = run.images.batch(rows)
    given = run.recipe.corruption.apply(x, seed=run.recipe.seed, purpose="evaluate", indices=rows).pixels
    y = run.snapshot.restore(given).clamp(0, 1)
    expected = (x - y).square().mean((1, 2, 3)).numpy()
    np.testing.assert_allclose(failures.measured.values[0]["mse"], expected, rtol=1e-4)
    assert run.history.held_out("mse").values[-1] == pytest.approx(expected.mean(), rel=1e-3)


def test_pictures_come_for_the_places_that_are_wanted(session: Session, qtbot: QtBot) -> None:
    run = train(session, qtbot)
    failures = watched(session, qtbot)
    failures.pictures.want([5, 2])
    qtbot.waitUntil(lambda: failures.pictures.at(2) is not None)
    assert failures.measured is not None
    x, y = rebuilt(run, failures.measured.rows[[5]])
    found = failures.pictures.at(5)
    assert found is not None and failures.pictures.at(3) is None
    np.testing.assert_allclose(found.original, x[0])
    np.testing.assert_allclose(found.pictures[0], y[0], atol=1e-6)


def test_runs_on_other_images_are_not_set_beside_each_other(session: Session, qtbot: QtBot) -> None:
    first = train(session, qtbot)
    second = train(session, qtbot, 'data.classes=["1","2"]', "schedule.batch_size=64")
    session.comparing.set_member(0, first)
    session.comparing.set_member(1, second)
    failures = watched(session, qtbot)
    assert failures.choices == ("A", "B")
    failures.of = "B"
    settle(failures, qtbot)
    assert failures.measured is not None and second.start_event is not None
    assert np.array_equal(failures.measured.rows, second.start_event.split.held_out.numpy())
