"""The panel of compared runs while they train: lines over one axis, and the figures that they have reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.live_metrics import LiveMetricsPanel
from aeexplorer.session.loss_words import losses_apart
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.session import Session
from training.recipe import Recipe

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 60_000


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return recipe.override("schedule.epochs=3")


def test_all_runs_are_drawn_over_one_axis_and_told_in_one_table(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Callable[..., None]
) -> None:
    panel = LiveMetricsPanel(session)
    show(panel, 900, 240)
    qtbot.waitUntil(
        lambda: len(panel.plot.lines) == 2 and panel.table.isVisible() and not panel.dirty, timeout=PATIENCE
    )
    for line, run in zip(panel.plot.lines, two, strict=True):
        assert line.x.tolist() == [0, 1, 2, 3]
        assert line.y.tolist() == run.history.held_out("loss").values.tolist()
    rows = {row.key: row for row in panel.model.rows}
    assert list(rows) == ["loss", "mse", "psnr", "ssim", "kl", "active_units", "speed"]
    values = [run.history.held_out("psnr").values[-1] for run in two]
    spreads = [run.history.spread("psnr").values[-1] for run in two]
    told = [entry.text for entry in rows["psnr"].entries]
    assert told == [f"{value:.1f} ± {spread:.1f} dB" for value, spread in zip(values, spreads, strict=True)]
    assert [entry.best for entry in rows["psnr"].entries] == [values[0] > values[1], values[1] > values[0]]
    # An AE has no KL divergence, and its loss is another quantity than a VAE's.
    assert rows["kl"].entries[0].text == "–"
    assert not any(entry.best for entry in (*rows["loss"].entries, *rows["kl"].entries))


def test_a_click_on_a_row_plots_it_and_the_mouse_reads_an_epoch(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Callable[..., None]
) -> None:
    panel = LiveMetricsPanel(session)
    # The window shows it beside the title.
    panel.header_widget().show()
    qtbot.addWidget(panel.header_widget())
    show(panel, 420, 260)
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 2 and not panel.dirty, timeout=PATIENCE)
    assert panel.plot.isVisible() and not panel.table.isVisible()
    qtbot.mouseClick(panel.view.segment("table"), LEFT)
    assert panel.table.isVisible() and not panel.plot.isVisible()
    row = [row.key for row in panel.model.rows].index("ssim")
    place = panel.table.visualRect(panel.table.model().index(row, 0)).center()
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=place)
    assert panel.by.value == "ssim" and panel.plot.isVisible() and panel.view.value == "curves"
    assert panel.plot.lines[1].y.tolist() == two[1].history.held_out("ssim").values.tolist()
    qtbot.waitUntil(lambda: panel.plot.width() == panel.width(), timeout=PATIENCE)
    qtbot.mouseMove(panel.plot, panel.plot.place_of(2, panel.plot.lines[0].y[2]).toPoint())
    assert panel.plot.cursor_at == 2
    values = [run.history.held_out("ssim").values[2] for run in two]
    assert panel.plot.title == f"epoch 2: AE {values[0]:.2f}, VAE {values[1]:.2f}"


def test_losses_that_are_different_quantities_are_said_to_be_where_they_are_shown(
    qtbot: QtBot,
    session: Session,
    two: tuple[Run, Run],
    trained: Callable[..., Run],
    show: Callable[..., None],
) -> None:
    panel = LiveMetricsPanel(session)
    panel.header_widget().show()
    qtbot.addWidget(panel.header_widget())
    show(panel, 330, 240)
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 2 and not panel.dirty, timeout=PATIENCE)
    assert panel.apart.isVisible()
    assert panel.apart.text() == "Different losses: cross-entropy of AE; cross-entropy + KL of VAE."
    for metric, shown in (("psnr", False), ("loss", True)):
        panel.by.set_value(metric)
        panel.by.changed.emit(metric)
        assert panel.apart.isVisible() == shown, metric
    # The table holds the losses, whatever is plotted.
    panel.by.set_value("psnr")
    qtbot.mouseClick(panel.view.segment("table"), LEFT)
    assert panel.apart.isVisible()
    # Two runs of one kind have one loss.
    session.comparing.set_member(0, trained())
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 2 and not panel.dirty, timeout=PATIENCE)
    assert [member.kind for member in session.comparing.members] == ["VAE", "VAE"]
    assert not panel.apart.isVisible()


def test_what_losses_are_is_told_by_their_parts(recipe: Recipe) -> None:
    vae = recipe.override("bottleneck.kind=gaussian")
    assert losses_apart([("A", recipe), ("B", recipe.override("schedule.epochs=9", "objective.beta=4"))]) == ""
    assert losses_apart([("A", vae), ("B", vae.override("objective.beta=4")), ("C", vae)]) == (
        "Different losses: cross-entropy + KL of A, C; cross-entropy + 4 × KL of B."
    )
    changed = ["objective.kl_warmup=5", "objective.free_bits=0.5", "objective.parameter_norm=0.01"]
    for change in (*changed, "objective.reduction='mean'", "objective.reconstruction='l1'"):
        assert losses_apart([("A", vae), ("B", vae.override(change))]), change


def test_a_run_that_trains_is_followed(
    qtbot: QtBot, session: Session, trained: Callable[..., Run], show: Callable[..., None]
) -> None:
    first = trained()
    session.document.override("schedule.epochs=100000", "bottleneck.kind=gaussian")
    second = session.document.train_anew()
    assert second is not None
    session.comparing.set_member(0, first)
    session.comparing.set_member(1, second)
    panel = LiveMetricsPanel(session)
    show(panel, 900, 240)
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 2 and len(panel.plot.lines[1].x) > 2, timeout=PATIENCE)
    before = len(panel.plot.lines[1].x)
    qtbot.waitUntil(lambda: len(panel.plot.lines[1].x) > before, timeout=PATIENCE)
    assert second.state is RunState.TRAINING
    session.comparing.remove(1)
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 1, timeout=PATIENCE)
    second.stop()
    qtbot.waitUntil(lambda: not second.state.active, timeout=PATIENCE)


def test_nothing_trained_is_one_sentence(qtbot: QtBot, session: Session, show: Callable[..., None]) -> None:
    panel = LiveMetricsPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(panel.empty.isVisible, timeout=PATIENCE)
    session.document.new_run()
    qtbot.waitUntil(lambda: not panel.dirty, timeout=PATIENCE)
    assert panel.empty.isVisible()
