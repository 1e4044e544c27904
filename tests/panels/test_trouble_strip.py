"""The Run panel says why a loss jumped, and goes back to the weights from before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session.run import RunState
from training.events import Collapsed, EpochEnded, LossJumped
from training.recipe import Recipe

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 60_000


@pytest.fixture
def recipe() -> Recipe:
    """Its steps grow until they are too large, in the fourth epoch of eight linear layers."""
    return Recipe.load("mnist-ae-2d").override(
        "data.source=digits",
        "model.kind=linear",
        "model.widths=[32,32,32]",
        "model.latent_size=8",
        "model.output=identity",
        "objective.reconstruction=mse",
        "objective.reduction=mean",
        "optimizer.learning_rate=0.1",
        "optimizer.warmup=8",
        "schedule.batch_size=52",
        "schedule.epochs=6",
        "device.accelerator=cpu",
    )


@pytest.fixture
def panel(session: Session, show: Callable[..., None]) -> RunPanel:
    panel = RunPanel(session)
    show(panel, 288, 792)
    return panel


def held_out(run: Run) -> list[float]:
    return run.history.held_out("loss").values.tolist()


@pytest.mark.parametrize("running", [False, True])
def test_the_weights_from_before_a_jump_are_taken_up_again(qtbot: QtBot, panel: RunPanel, running: bool) -> None:
    from training.saved_run import load_run

    document = panel.session.document
    if running:
        document.override("schedule.epochs=2000")
    run = document.train()
    assert run is not None and run.folder is not None
    qtbot.waitUntil(panel.problem.isVisible, timeout=PATIENCE)
    if not running:
        qtbot.waitUntil(lambda: run.state is RunState.FINISHED, timeout=PATIENCE)
    said = panel.problem.accessibleName()
    assert "The loss jumped at epoch" in said and "steps are too large" in said
    kept = run.history.advice().since
    before, text = held_out(run)[: kept + 1], panel.problem.button.text()
    assert kept > 0 and text == f"Go back to epoch {kept}"
    assert "Resume trains on" in panel.problem.button.toolTip()

    qtbot.mouseClick(panel.problem.button, LEFT)
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED, timeout=PATIENCE)
    qtbot.waitUntil(lambda: run.snapshot is not None and run.snapshot.step == kept * 28, timeout=PATIENCE)
    assert run.epochs_trained == run.shown_epoch == kept and run.live
    assert held_out(run) == before and before[-1] < 0.06
    assert not panel.problem.isVisible() and panel.controls.train.text() == "Resume"
    assert run.snapshot is not None
    good = load_run(run.folder, "good").snapshot.state_dict()
    assert all(np.array_equal(good[name], weight) for name, weight in run.snapshot.state_dict().items())

    # It goes on from there, and what it says is of this second course.
    with qtbot.waitSignal(run.metrics_changed, timeout=PATIENCE):
        qtbot.mouseClick(panel.controls.train, LEFT)
    qtbot.waitUntil(lambda: len(held_out(run)) > kept + 1, timeout=PATIENCE)
    run.stop()
    qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
    assert run.problem is None
    assert load_run(run.folder).snapshot.step >= (kept + 1) * 28


def test_a_run_that_goes_back_and_is_left_there_is_saved_there(qtbot: QtBot, panel: RunPanel) -> None:
    from training.saved_run import load_run

    run = panel.session.document.train()
    assert run is not None and run.folder is not None
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED, timeout=PATIENCE)
    kept = run.history.advice().since
    assert load_run(run.folder).snapshot.step == 6 * 28
    run.go_back()
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED, timeout=PATIENCE)
    run.stop()
    qtbot.waitUntil(lambda: run.state is RunState.STOPPED, timeout=PATIENCE)
    assert load_run(run.folder).snapshot.step == kept * 28


def test_a_jump_is_told_until_the_loss_recovers_and_once_it_is_dismissed_no_more(
    qtbot: QtBot, explored: Session, train: Callable[..., Run], show: Callable[..., None]
) -> None:
    panel = RunPanel(explored)
    show(panel, 288, 792)
    run = train()
    assert not panel.problem.isVisible()
    jump = LossJumped(21, 4.2, 150.0, 900.0, None, "", "")
    run.hear(jump)
    qtbot.waitUntil(panel.problem.isVisible)
    # Nothing was kept: there is nothing to go back to.
    assert panel.problem.button.text() == "Use learning rate 0.0001" and not panel.problem.button.toolTip()
    run.hear(EpochEnded(5, 25, {}, {"loss": 151.0}, 0.1))
    qtbot.waitUntil(lambda: not panel.problem.isVisible())
    run.hear(LossJumped(26, 5.2, 150.0, 900.0, 5.0, "", ""))
    qtbot.waitUntil(panel.problem.isVisible)
    panel.problem._leave()
    run.hear(EpochEnded(6, 30, {}, {"loss": 900.0}, 0.1))
    qtbot.waitUntil(lambda: "jumped" in panel.controls.words)
    assert not panel.problem.isVisible()


def test_a_collapse_is_told_with_its_reason(
    qtbot: QtBot, explored: Session, train: Callable[..., Run], show: Callable[..., None]
) -> None:
    panel = RunPanel(explored)
    show(panel, 288, 792)
    train().hear(Collapsed(20, 4, 15.0, "", "", ""))
    qtbot.waitUntil(panel.problem.isVisible)
    assert "The code says nothing of the image" in panel.problem.accessibleName()
    qtbot.mouseClick(panel.problem.button, LEFT)
    assert explored.document.recipe.optimizer.learning_rate == 0.0001
