"""The curves tell the run's metrics with their units, can be read off, and wind the run back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from aeexplorer.panels.curves import CurvesPanel
from aeexplorer.session.measures import measure
from aeexplorer.widgets.axis_ticks import linear_ticks, log_ticks, tick_text, value_text
from aeexplorer.widgets.curve_range import CurveRange
from aeexplorer.widgets.curve_thinning import thin
from training.events import Progress
from training.loop import fit
from training.recipe import Recipe

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


@pytest.fixture
def panel(explored: Session, train: Train, show: Show, qtbot: QtBot) -> CurvesPanel:
    train("bottleneck.kind=gaussian")
    panel = CurvesPanel(explored)
    show(panel, 784, 208)
    qtbot.waitUntil(lambda: len(panel.row.plots) == 4)
    return panel


def shown(panel: CurvesPanel) -> list[str]:
    return [plot.measure.name for plot in panel.row.plots if plot.isVisible() and plot.measure is not None]


def over(panel: CurvesPanel, plot: int, epoch: float) -> QPoint:
    return QPoint(round(panel.row.plots[plot].x_of(epoch)), 90)


def test_before_training_the_panel_says_what_it_is_for(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    panel = CurvesPanel(explored)
    show(panel, 784, 208)
    qtbot.waitUntil(lambda: "epoch by epoch" in panel.empty.sentence)
    assert not panel.timeline.slider.isEnabled()
    assert panel.timeline.slider.maximum() == explored.document.recipe.schedule.epochs == 40
    explored.document.override("schedule.epochs=25")
    assert panel.timeline.slider.maximum() == 25
    train()
    qtbot.waitUntil(lambda: "Loss" in shown(panel), timeout=20_000)


def test_an_ae_and_a_vae_have_their_own_curves(panel: CurvesPanel, train: Train, qtbot: QtBot) -> None:
    assert shown(panel) == ["Loss", "Reconstruction", "KL divergence", "PSNR"]
    train("bottleneck.kind=plain")
    qtbot.waitUntil(lambda: shown(panel) == ["Loss", "PSNR", "SSIM", "MSE"])


def test_headlines_say_value_unit_and_direction(panel: CurvesPanel) -> None:
    headlines = [" ".join(plot.headline()) for plot in panel.row.plots]
    assert headlines == ["150.0 nats ↓ better", "144.0 nats ↓ better", "6.00 nats", "13.5 dB ↑ better"]
    assert panel.row.plots[0].accessibleName() == "Loss, held out"
    assert panel.row.plots[0].accessibleDescription() == "150.0 nats ↓ better"


def test_the_axis_has_room_for_its_widest_label(panel: CurvesPanel) -> None:
    plot = panel.row.plots[0]
    assert plot.plot_rect().left() == 36
    held_out = np.arange(3.0), np.array([0.00645, 0.00655, 0.00652])
    plot.set_measure(measure("mse", Recipe.load("mnist-ae-2d")))
    plot.set_curves((np.empty(0), np.empty(0)), held_out, 2)
    labels = plot._labels(plot.plot_rect().height())
    widest = max(plot.fontMetrics().horizontalAdvance(text) for _, text, _ in labels)
    assert max(len(text) for _, text, _ in labels) >= 6
    assert plot.plot_rect().left() > max(36, widest)


def test_one_cursor_reads_all_plots(panel: CurvesPanel, qtbot: QtBot) -> None:
    qtbot.mouseMove(panel.row.plots[1], over(panel, 1, 2.2))
    qtbot.waitUntil(lambda: panel.row.plots[0].headline()[0] == "170.0")
    assert [plot.headline()[0] for plot in panel.row.plots] == ["170.0", "164.0", "6.00", "12.0"]
    # 1000 / (1 + 5 · 2) at the end of epoch 2.
    assert panel.row.plots[0].headline()[1] == "nats   training 90.9"
    qtbot.mouseMove(panel.timeline, QPoint(2, 2))
    panel.row.plots[1].pointed.emit(None)
    assert panel.row.plots[0].headline()[0] == "150.0"


def test_a_click_shows_that_epoch_and_live_returns(panel: CurvesPanel, qtbot: QtBot) -> None:
    run = panel.current.run
    assert run is not None
    assert panel.timeline.live_button.isChecked()
    qtbot.mouseClick(panel.row.plots[0], Qt.MouseButton.LeftButton, pos=over(panel, 0, 1.1))
    assert (run.live, run.shown_epoch) == (False, 1)
    assert panel.timeline.slider.place == 1
    assert not panel.timeline.live_button.isChecked()
    assert run.codes[0].tolist() == [0.0, 1.0]
    qtbot.mouseClick(panel.timeline.live_button, Qt.MouseButton.LeftButton)
    assert run.live
    assert panel.timeline.live_button.isChecked()
    assert panel.timeline.slider.place == 4


def test_the_timeline_is_moved_by_keys_and_mouse(panel: CurvesPanel, qtbot: QtBot) -> None:
    run, slider = panel.current.run, panel.timeline.slider
    assert run is not None
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert run.shown_epoch == 3
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert run.shown_epoch == 0
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert run.shown_epoch == 1
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(2.9)), 12))
    assert run.shown_epoch == 3
    panel.step_epoch(-1)
    assert run.shown_epoch == 2
    panel.toggle_live()
    assert run.live


def test_playing_shows_every_epoch_and_ends_live(panel: CurvesPanel, qtbot: QtBot) -> None:
    run = panel.current.run
    assert run is not None
    seen: list[Any] = []
    panel.timeline.epoch_chosen.connect(seen.append)
    qtbot.mouseClick(panel.timeline.play_button, Qt.MouseButton.LeftButton)
    assert panel.timeline.playing
    qtbot.waitUntil(lambda: not panel.timeline.playing, timeout=20_000)
    assert seen == [0, 1, 2, 3, 4, None]
    assert run.live


def test_metrics_can_be_chosen(panel: CurvesPanel, qtbot: QtBot) -> None:
    actions = {action.text(): action for action in panel.header.menu.actions()}
    assert list(actions) == ["Loss", "Reconstruction", "KL divergence", "PSNR", "SSIM", "MSE"]
    assert [name for name, action in actions.items() if action.isChecked()] == shown(panel)
    actions["MSE"].trigger()
    assert shown(panel) == ["Loss", "Reconstruction", "KL divergence", "MSE"]
    panel.toggle_metric("kl")
    assert shown(panel) == ["Loss", "Reconstruction", "MSE"]


def test_a_narrow_dock_has_fewer_plots(panel: CurvesPanel, qtbot: QtBot) -> None:
    panel.resize(380, 208)
    qtbot.waitUntil(lambda: shown(panel) == ["Loss", "Reconstruction"])
    panel.resize(1000, 208)
    qtbot.waitUntil(lambda: shown(panel) == ["Loss", "Reconstruction", "KL divergence", "PSNR", "SSIM"])


def test_the_log_scale_shows_the_untrained_model_too(panel: CurvesPanel, qtbot: QtBot) -> None:
    assert panel.row.plots[0].value_range[1] < 500
    qtbot.mouseClick(panel.header.log_button, Qt.MouseButton.LeftButton)
    assert panel.row.plots[0].log
    assert panel.row.plots[0].value_range[1] > 500
    assert not panel.row.plots[3].log


def test_the_training_loss_is_that_of_every_step(
    session: Session, trained: Callable[..., Run], show: Show, qtbot: QtBot
) -> None:
    run = trained("schedule.epochs=2", "schedule.batch_size=128")
    told = [event for event in fit(run.recipe) if isinstance(event, Progress)]
    losses = [loss for event in told for loss in event.losses]
    panel = CurvesPanel(session)
    show(panel, 784, 208)
    qtbot.waitUntil(lambda: shown(panel)[:1] == ["Loss"])
    plot = panel.row.plots[0]
    epochs, values = plot._training
    assert len(losses) == 24, "1438 images, twice"
    np.testing.assert_allclose(epochs, np.arange(1, 25) / 12, rtol=1e-6)
    np.testing.assert_allclose(values, losses, rtol=1e-5)

    # Under the cursor stands the loss of the last step up to there, beside the held-out one.
    for epoch in (1, 2):
        qtbot.mouseMove(plot, over(panel, 0, epoch))
        expected = run.history.held_out("loss").values[epoch]
        qtbot.waitUntil(lambda: plot.headline()[0] == value_text(expected))  # noqa: B023  # waited for here
        assert plot.headline()[1] == f"nats   training {value_text(losses[12 * epoch - 1])}"

    low, high = plot.value_range
    assert plot._scale().y_of((low + high) / 2) == pytest.approx(plot.plot_rect().center().y(), abs=0.5)
    qtbot.mouseClick(panel.header.log_button, Qt.MouseButton.LeftButton)
    low, high = plot.value_range
    assert plot._scale().y_of(np.sqrt(low * high)) == pytest.approx(plot.plot_rect().center().y(), abs=0.5)
    qtbot.mouseClick(panel.header.log_button, Qt.MouseButton.LeftButton)
    assert not plot.log


def test_curves_are_drawn_at_most_ten_times_a_second_and_one_at_a_time(
    panel: CurvesPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not panel.dirty)
    drawn: list[Any] = []
    monkeypatch.setattr(panel, "_draw_plot", lambda _run, plot, _metric: drawn.append(plot))
    monkeypatch.setattr("aeexplorer.panels.curves.DRAW_MS", 3_600_000)
    for _ in range(50):
        panel.refresh()
    assert not drawn
    assert panel.dirty
    monkeypatch.setattr("aeexplorer.panels.curves.DRAW_MS", 0)
    panel.refresh()
    assert drawn == panel.row.plots[:1]
    qtbot.waitUntil(lambda: not panel.dirty)
    assert drawn == panel.row.plots


def test_a_live_run_stands_where_it_is(explored: Session, told: Any, show: Show, qtbot: QtBot) -> None:
    told.hold_after = 2
    panel = CurvesPanel(explored)
    show(panel, 784, 208)
    run = explored.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: run.epochs_kept == [0, 1, 2], timeout=20_000)
    qtbot.waitUntil(lambda: panel.timeline.slider.place == 2)
    assert panel.timeline.slider.maximum() == 4
    run.stop()
    qtbot.waitUntil(lambda: not run.state.active)


@pytest.mark.parametrize(
    ("assignments", "units"),
    [
        (["objective.reconstruction=bce"], ("nats", "nats")),
        (["objective.reconstruction=mse"], ("squared error", "squared error")),
        (["objective.reconstruction=bce", "objective.reduction=mean"], ("nats per pixel", "nats per pixel")),
        (["objective.reconstruction=mse", "bottleneck.kind=gaussian"], ("rec. + β KL", "squared error")),
    ],
)
def test_units_follow_the_objective(assignments: list[str], units: tuple[str, str]) -> None:
    recipe = Recipe.load("mnist-ae-2d").override(*assignments)
    assert (measure("loss", recipe).unit, measure("reconstruction", recipe).unit) == units


def test_the_tooltip_says_nats_per_image() -> None:
    assert measure("loss", Recipe.load("mnist-ae-2d")).meaning.startswith("Nats per image")


def test_numbers_are_written_for_readers() -> None:
    assert [value_text(v) for v in (141.26, 15.0, 6.453, 0.0421, 0.5, -1.15, 12345.6)] == [
        "141.3",
        "15.0",
        "6.45",
        "0.0421",
        "0.500",
        "−1.15",
        "12\N{NARROW NO-BREAK SPACE}346",
    ]
    assert value_text(float("nan")) == "–"


def test_ticks_are_round() -> None:
    assert linear_ticks(138.2, 172.0, 4) == [140.0, 150.0, 160.0, 170.0]
    assert linear_ticks(0.043, 0.075, 3) == pytest.approx([0.05, 0.06, 0.07])
    assert linear_ticks(0, 14, 3, whole=True) == [0, 5, 10]
    assert linear_ticks(0, 2, 8, whole=True) == [0, 1, 2]
    assert log_ticks(0.003, 7, 4) == [0.01, 0.1, 1.0]
    assert [tick_text(t, [13.5, 14.5]) for t in (13.5, 14.5)] == ["13.5", "14.5"]


def test_thinning_keeps_every_peak() -> None:
    x = np.linspace(0, 20, 100_000)
    y = np.sin(x)
    y[50_123], y[70_001] = 9.0, -9.0
    y[3] = np.nan
    thin_x, thin_y = thin(x, y, 0, 20, 150)
    assert len(thin_x) <= 4 * 150
    assert (thin_y.max(), thin_y.min()) == (9.0, -9.0)
    assert (np.diff(thin_x) > 0).all()
    assert (thin_x[0], thin_x[-1]) == (x[0], x[-1])


def test_the_range_stays_while_the_data_stay() -> None:
    held_out = np.arange(5.0), np.array([500.0, 200.0, 170.0, 160.0, 150.0])
    nothing = np.empty(0), np.empty(0)
    values = CurveRange()
    values.follow(nothing, held_out, log=False)
    assert (values.low, values.high) == (144.0, 206.0)
    values.follow(nothing, (np.arange(6.0), np.append(held_out[1], 145.0)), log=False)
    assert (values.low, values.high) == (144.0, 206.0)
    values.follow(nothing, (np.arange(6.0), np.append(held_out[1], 100.0)), log=False)
    assert (values.low, values.high) == (88.0, 212.0)
    np.testing.assert_allclose(values.share(np.array([88.0, 150.0, 212.0])), [0, 0.5, 1])
