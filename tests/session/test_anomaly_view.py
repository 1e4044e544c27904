"""Errors of images that were never learned from tell strange ones as scikit-learn says they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot
from sklearn.metrics import confusion_matrix, roc_auc_score

from aeexplorer.session import candidates as candidates_module
from aeexplorer.session.anomaly_view import AnomalyView
from aeexplorer.session.anomaly_words import in_words
from aeexplorer.session.candidates import candidates
from aeexplorer.session.session import Session
from training.area_interval import area_interval
from training.data import load_images
from training.threshold import Rates

if TYPE_CHECKING:
    from aeexplorer.session.run import Run


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path)
    session.document.override("data.source=digits", "model.widths=[16]", "schedule.epochs=1")
    yield session
    assert session.close()


class Looking:
    """A view of the current run, watched, and the errors as NumPy has them."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self._qtbot = session, qtbot
        self.view = AnomalyView(session)
        self.view.watch(True)

    def train(self, *assignments: str) -> Run:
        self.session.document.override(*assignments)
        run = self.session.document.train()
        assert run is not None
        self.view.set_run(run)
        self._qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
        self.settle()
        return run

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.view.judged is not None and not self.view.is_busy, timeout=20_000)

    def errors(self, run: Run, pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        assert run.snapshot is not None
        x = pixels.astype(np.float32) / 255
        rebuilt = run.snapshot.reconstruct(x).clip(0, 1)
        return np.square(x - rebuilt).mean((1, 2, 3))


@pytest.fixture
def looking(session: Session, qtbot: QtBot) -> Looking:
    return Looking(session, qtbot)


def test_left_out_classes_are_told_from_held_out_images(looking: Looking) -> None:
    run = looking.train('data.classes=["1","2","3","5","6","7","8","9"]')
    view, judged = looking.view, looking.view.judged
    assert judged is not None and run.start_event is not None and view.curve is not None and view.area is not None
    whole = load_images("digits")
    assert whole.labels is not None
    foreign = np.isin(whole.labels.numpy(), (0, 4))
    ordinary = run.start_event.images.pixels[run.start_event.split.held_out].numpy()
    expected = looking.errors(run, np.concatenate((ordinary, whole.pixels.numpy()[foreign])))
    np.testing.assert_allclose(judged.scores, expected, rtol=1e-4)
    truth = np.arange(len(expected)) >= len(ordinary)
    assert view.strange == {0, 4} == judged.candidates.unknown
    assert np.array_equal(view.are_strange, truth)
    area = roc_auc_score(truth, expected)
    assert view.curve.area == pytest.approx(area, abs=1e-4)
    shown, low, high = view.area
    assert shown == view.curve.area and low < shown < high
    assert (low, high) == area_interval(judged.scores, truth)
    # The others keep the names and numbers that they have in the whole set.
    assert view.classes == whole.classes
    assert judged.candidates.labels is not None
    assert set(judged.candidates.labels[~truth].tolist()) == {1, 2, 3, 5, 6, 7, 8, 9}
    assert judged.candidates.index(0) == int(run.start_event.split.held_out[0])
    assert judged.candidates.index(len(ordinary)) is None


def test_any_class_may_count_as_the_anomaly_and_the_threshold_finds_what_it_says(looking: Looking) -> None:
    run = looking.train()
    view, judged = looking.view, looking.view.judged
    assert judged is not None and run.start_event is not None
    held_out = run.start_event.split.held_out
    labels = run.start_event.images.labels[held_out].numpy()  # type: ignore[index]
    assert view.strange == {0}
    view.strange = frozenset((1, 8))
    looking.settle()
    truth = np.isin(labels, (1, 8))
    assert view.curve is not None and view.curve.area == pytest.approx(roc_auc_score(truth, judged.scores))
    view.threshold = float(np.median(judged.scores))
    rates = view.rates
    assert rates is not None
    counted = confusion_matrix(truth, judged.scores >= view.threshold).ravel().tolist()
    assert [rates.passed, rates.alarms, rates.missed, rates.found] == counted
    for kind, expected in {
        "largest": np.argsort(-judged.scores, kind="stable"),
        "smallest": np.argsort(judged.scores, kind="stable"),
    }.items():
        assert np.array_equal(view.order(kind), expected)  # type: ignore[arg-type]
    missed, alarms = view.order("missed"), view.order("alarms")
    assert len(missed) == rates.missed and truth[missed].all() and (judged.scores[missed] < view.threshold).all()
    assert len(alarms) == rates.alarms and not truth[alarms].any()
    assert (np.diff(judged.scores[alarms]) <= 0).all()
    view.choose_best_threshold()
    best = view.rates
    assert best is not None
    gain = view.curve.true_positive - view.curve.false_positive
    assert best.true_positive - best.false_positive == pytest.approx(gain.max())


def test_a_curve_needs_both_kinds(looking: Looking) -> None:
    looking.train()
    view = looking.view
    view.strange = frozenset()
    assert view.curve is None and view.area is None and view.rates is None
    view.strange = frozenset(range(10))
    assert view.curve is None
    view.toggle(3)
    assert view.strange == frozenset(range(10)) - {3} and view.curve is not None


def test_errors_that_are_no_numbers_have_no_curve_and_it_is_said_what_to_do(looking: Looking, qtbot: QtBot) -> None:
    run = looking.train()
    assert run.snapshot is not None
    with torch.no_grad():
        next(run.snapshot.model.parameters()).fill_(torch.nan)
    run.show_epoch(0)
    looking.settle()
    run.show_epoch(None)
    qtbot.waitUntil(lambda: looking.view.curve is None, timeout=20_000)
    assert "earlier epoch, or train again with a smaller learning rate" in looking.view.problem


def test_scores_follow_the_weights_that_are_shown(looking: Looking, qtbot: QtBot) -> None:
    run = looking.train()
    first = looking.view.judged
    run.show_epoch(0)
    qtbot.waitUntil(lambda: looking.view.judged is not first, timeout=10_000)
    assert first is not None and looking.view.judged is not None and run.start_event is not None
    held_out = run.start_event.images.pixels[run.start_event.split.held_out].numpy()
    np.testing.assert_allclose(looking.view.judged.scores, looking.errors(run, held_out), rtol=1e-4)
    assert not np.allclose(looking.view.judged.scores, first.scores, rtol=1e-3)


def test_nothing_is_computed_while_nobody_watches(session: Session, qtbot: QtBot) -> None:
    view = AnomalyView(session)
    session.document.override('data.classes=["1","2"]')
    run = session.document.train()
    assert run is not None
    view.set_run(run)
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    assert view.judged is None and not session.reader.isRunning()
    view.watch(True)
    qtbot.waitUntil(lambda: view.judged is not None)
    assert view.judged is not None and view.judged.candidates.left_out is not None


def test_of_a_source_with_held_out_images_of_its_own_only_those_are_strange(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = looking.train('data.classes=["1","2"]')
    assert run.start_event is not None
    whole = replace(load_images("digits"), held_out_from=1500)
    found = candidates(run.start_event, whole)
    assert whole.labels is not None
    expected = [k for k in range(1500, len(whole)) if int(whole.labels[k]) not in (1, 2)]
    assert found.other_rows.tolist() == expected
    monkeypatch.setattr(candidates_module, "MOST", 20)
    few = candidates(run.start_event, whole)
    assert len(few.rows) == len(few.other_rows) == 20
    assert (few.other_rows[0], few.other_rows[-1]) == (expected[0], expected[-1])


def test_words_say_all_and_none_only_where_it_is_so() -> None:
    said = in_words(Rates(0.1, found=999, missed=1, alarms=1, passed=999), "0.1")
    assert "find 999 of 1000 strange images (99.9 %)" in said
    assert "wrongly call 1 of 1000 others (0.1 %)" in said
    assert "(100 %)" in in_words(Rates(0.1, found=5, missed=0, alarms=0, passed=5), "0.1")


def test_if_left_out_images_cannot_be_read_the_others_are_judged_and_it_is_said(
    looking: Looking, tmp_path: Path
) -> None:
    whole = load_images("digits")
    assert whole.labels is not None
    file = tmp_path / "some.npz"
    np.savez(file, images=whole.pixels.numpy()[:900, 0], labels=whole.labels.numpy()[:900])
    looking.view.watch(False)
    looking.session.document.override("data.source=npz", f"data.path={file}", 'data.classes=["1","2","3"]')
    run = looking.session.document.train()
    assert run is not None
    looking.view.set_run(run)
    looking._qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    assert run.problem is None
    file.unlink()
    looking.view.watch(True)
    looking.settle()
    assert looking.view.judged is not None and run.start_event is not None
    assert len(looking.view.judged.scores) == len(run.start_event.split.held_out)
    assert "some.npz" in looking.view.problem
