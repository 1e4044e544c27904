"""Sweeps and reports in the window: tables that sort and open, runs that can be stopped, mistakes that are told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.experiments import ExperimentsPanel
from aeexplorer.panels.report_table import ReportTablePanel
from aeexplorer.panels.sweep_table import SweepTablePanel
from aeexplorer.session.report_reading import ReportFigure, ReportSystem
from aeexplorer.session.session import Session
from aeexplorer.session.sweep_reading import list_sweeps, read_sweep, scale, view_of
from aeexplorer.session.task import Task, TaskState
from aeexplorer.widgets.columns import MARGIN, fitted
from aeexplorer.widgets.headings import ASIDE
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.report_model import Line, ReportModel, result
from aeexplorer.widgets.rows_table import CELL
from training.recipe import Recipe
from training.sweep import Sweep, collect
from training.sweep.outcome import Outcome, Pictures, write_losses, write_outcome, write_pictures
from training.sweep.sweep_folder import open_folder

LEFT = Qt.MouseButton.LeftButton
SSIMS = (0.5, 0.9, 0.7)
TICK, KEY = 0, 1
"""Columns."""


@pytest.fixture
def sweep() -> Sweep:
    base = Recipe.load("mnist-ae-2d").override("data.source=digits", "model.widths=[8]", "schedule.batch_size=256")
    return Sweep(title="Small", base=base, vary={"schedule.epochs": [1, 2, 3]})


@pytest.fixture
def done(tmp_path: Path, sweep: Sweep) -> Path:
    """The folder of a sweep whose first two of three cases are over."""
    folder = tmp_path / "runs" / "sweeps" / "small"
    open_folder(folder, sweep).release()
    for k, case in enumerate(sweep.cases()[:2]):
        run = folder / case.slug
        run.mkdir()
        (run / "recipe.toml").write_text(case.recipe.to_toml())
        (run / "events.jsonl").write_text(json.dumps({"event": "RunStarted", "steps_per_epoch": 6, "step": 0}))
        write_outcome(run, Outcome("finished", held_out={"mse": 0.1 - k / 100, "psnr": 10.0 + k, "ssim": SSIMS[k]}))
        write_losses(run, np.geomspace(100, 5 - k, 6 * (k + 1)).astype(np.float32))
        images = np.full((4, 1, 8, 8), k, np.uint8)
        write_pictures(run, Pictures(np.zeros_like(images), images, images))
    return folder


def shown(qtbot: QtBot, panel: Panel) -> None:
    qtbot.addWidget(panel)
    panel.resize(1100, 460)
    panel.show()
    qtbot.waitExposed(panel)


def read(qtbot: QtBot, session: Session, panel: Panel, name: str) -> None:
    """Choose a sweep and wait until its table has been read."""
    qtbot.waitUntil(lambda: bool(session.experiments.sweeps), timeout=60_000)
    session.experiments.choose(name)
    qtbot.waitUntil(lambda: session.experiments.view is not None, timeout=60_000)
    panel.refresh_if_dirty()


def names(panel: SweepTablePanel) -> list[str]:
    sorter = panel.table.sorter
    return [sorter.index(row, KEY).data() for row in range(sorter.rowCount())]


@pytest.mark.parametrize(("source", "computed"), [("digits", False), ("sprites", True)])
def test_a_sweep_from_before_logs_said_so_shows_that_its_images_are_synthetic(
    source: str, computed: bool, qtbot: QtBot, session: Session, done: Path, sweep: Sweep
) -> None:
    recipe = sweep.base.override(f"data.source={source}")
    (done / "sweep.toml").write_text(sweep.model_copy(update={"base": recipe}).to_toml())
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "small")
    assert panel.synthetic.isHidden() is not computed


def place_of(panel: SweepTablePanel, row: int, column: int) -> QPoint:
    """The middle of a cell, rows counted as they are sorted."""
    return panel.table.visualRect(panel.table.sorter.index(row, column)).center()


def test_sweeps_are_those_built_in_and_those_in_the_folder(done: Path, tmp_path: Path) -> None:
    (tmp_path / "runs" / "torn").mkdir()
    (tmp_path / "runs" / "torn" / "sweep.toml").write_text("vary = 3")
    found = {facts.name: facts for facts in list_sweeps(tmp_path / "runs")}
    assert (found["small"].done, found["small"].of, found["small"].problem) == (2, 3, "")
    assert (found["eyes-epochs"].done, found["eyes-epochs"].of) == (0, 6)
    assert "vary" in found["torn"].problem
    assert len(read_sweep(found["eyes-epochs"]).table.rows) == 6


def test_curves_share_one_scale_that_the_first_steps_do_not_flatten(done: Path) -> None:
    view = view_of(collect(done))
    assert [len(curve.losses) for curve in view.curves] == [6, 12, 0]
    np.testing.assert_allclose(view.curves[0].epochs, np.arange(1, 7) / 6, atol=1e-6)
    assert (view.low, view.high) == pytest.approx((4.0, 40.0))
    assert scale(()) == (0.0, 1.0)


def test_the_table_sorts_marks_the_best_and_opens_what_is_clicked(qtbot: QtBot, session: Session, done: Path) -> None:
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "small")
    assert names(panel) == ["1", "2", "3"]
    at = next(k for k, column in enumerate(panel.model.columns) if column.key == "figure:ssim")
    best = [panel.model.index(row, at).data(CELL) for row in range(2)]
    assert [cell.best for cell in best] == [False, True]
    assert best[1].text == "0.9000 ◆"

    headings = panel.table.headings
    place = QPoint(headings.sectionViewportPosition(at) + 20, headings.height() - 10)
    qtbot.mouseClick(headings.viewport(), LEFT, pos=place)
    assert names(panel) == ["1", "2", "3"]
    qtbot.mouseClick(headings.viewport(), LEFT, pos=place)
    assert names(panel) == ["2", "1", "3"], "what has no figure stays last"

    first = place_of(panel, 0, KEY)
    with qtbot.waitSignal(session.experiments.run_wanted) as wanted:
        qtbot.mouseClick(panel.table.viewport(), LEFT, pos=first)
    assert wanted.args == [done / "epochs-2"]
    with qtbot.waitSignal(session.experiments.run_wanted) as wanted:
        qtbot.keyClick(panel.table, Qt.Key.Key_Down)
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert wanted.args == [done / "epochs-1"]
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(session.experiments.run_wanted):
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)


def test_pictures_stand_below_their_originals_and_curves_end_where_their_run_does(
    qtbot: QtBot, session: Session, done: Path
) -> None:
    for k, case in enumerate(("epochs-1", "epochs-2")):
        made = np.full((4, 1, 8, 8), (200, 90)[k], np.uint8)
        write_pictures(done / case, Pictures(np.full_like(made, 150), made, made))
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "small")
    keys = [column.key for column in panel.model.columns]
    pictures, curve = keys.index("pictures"), keys.index("curve")
    headings, table = panel.table.headings, panel.table
    assert table.columnWidth(pictures) > 0
    assert panel.model.headerData(pictures, Qt.Orientation.Horizontal, ASIDE) == "Originals, held out"
    first = headings.sectionViewportPosition(pictures) + MARGIN + 25
    over = headings.viewport().grab().toImage()
    assert over.pixelColor(first, over.height() // 2).red() == 150
    below = table.viewport().grab().toImage()
    shades = [below.pixelColor(first, place_of(panel, row, pictures).y()).red() for row in range(3)]
    assert shades[:2] == [200, 90] and shades[2] > 250, "nothing is made of them yet"

    sparks = [panel.model.index(row, curve).data(CELL) for row in range(3)]
    ends = [spark.x[-1] for spark in sparks[:2]]
    np.testing.assert_allclose(ends, [1 / 3, 2 / 3], rtol=1e-5, err_msg="of the three epochs of the longest")
    assert sparks[0].y[-1] > sparks[1].y[-1] == pytest.approx(0), "the smallest loss of all is the ground"
    assert all(np.diff(spark.y).max() <= 0 for spark in sparks[:2])
    assert len(sparks[2].x) == 0
    room = table.visualRect(table.sorter.index(1, curve)).adjusted(MARGIN, 0, -MARGIN, 0)
    inked = [x for x in range(room.left(), room.right()) if below.pixelColor(x, room.bottom() - 9).red() < 60]
    assert inked and abs((max(inked) - room.left()) / room.width() - 2 / 3) < 0.05, "the dot"


def test_ticked_runs_are_opened_in_the_comparison_in_the_order_of_the_sweep(
    qtbot: QtBot, session: Session, done: Path
) -> None:
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "small")
    view = panel.table.viewport()
    assert not panel.compare.isEnabled()
    with qtbot.assertNotEmitted(session.experiments.run_wanted):
        qtbot.mouseClick(view, LEFT, pos=place_of(panel, 1, TICK))
    assert panel.compare.text() == "Open 1 run in Compare"
    assert [row.case.slug for row in panel.model.ticked] == ["epochs-2"]
    panel.table.setCurrentIndex(panel.table.sorter.index(0, KEY))
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert panel.compare.text() == "Open 2 runs in Compare"
    session.experiments.view_changed.emit()
    panel.refresh_if_dirty()
    with qtbot.waitSignal(session.experiments.comparison_wanted) as wanted:
        qtbot.mouseClick(panel.compare, LEFT)
    assert wanted.args == [(done / "epochs-1", done / "epochs-2")]

    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    qtbot.mouseClick(view, LEFT, pos=place_of(panel, 1, TICK))
    assert (len(panel.model.ticked), panel.compare.isEnabled()) == (0, False)
    with qtbot.assertNotEmitted(panel.model.ticks.changed):
        qtbot.mouseClick(view, LEFT, pos=place_of(panel, 2, TICK))
    assert panel.model.index(2, TICK).data(Qt.ItemDataRole.CheckStateRole) is None, "nothing was trained there"


def test_a_fifth_tick_is_refused_and_said_so(qtbot: QtBot, session: Session, tmp_path: Path, sweep: Sweep) -> None:
    five = sweep.model_copy(update={"title": "Five", "vary": {"schedule.epochs": [1, 2, 3, 4, 5]}})
    folder = tmp_path / "runs" / "sweeps" / "five"
    open_folder(folder, five).release()
    for case in five.cases():
        (folder / case.slug).mkdir()
        (folder / case.slug / "recipe.toml").write_text(case.recipe.to_toml())
        write_outcome(folder / case.slug, Outcome("finished", held_out={"mse": 0.1}))
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "five")
    for row in range(5):
        qtbot.mouseClick(panel.table.viewport(), LEFT, pos=place_of(panel, row, TICK))
    assert [row.case.slug for row in panel.model.ticked] == [f"epochs-{n}" for n in (1, 2, 3, 4)]
    assert panel.remark.text() == "At most 4 runs are compared: untick one first."
    assert panel.compare.text() == "Open 4 runs in Compare"
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=place_of(panel, 0, TICK))
    panel.refresh_if_dirty()
    assert panel.remark.text().startswith("5 of 5 runs")


def test_the_table_is_written_as_csv_and_as_markdown_with_pictures(
    qtbot: QtBot, session: Session, done: Path, tmp_path: Path
) -> None:
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    read(qtbot, session, panel, "small")
    panel.export_to(tmp_path / "table.csv")
    panel_md = tmp_path / "report" / "table.md"
    panel_md.parent.mkdir()
    qtbot.waitUntil(lambda: (tmp_path / "table.csv").is_file(), timeout=60_000)
    assert "Epochs 2" in (tmp_path / "table.csv").read_text()
    panel.export_to(panel_md)
    qtbot.waitUntil(lambda: (panel_md.parent / "pictures" / "epochs-2.png").is_file(), timeout=60_000)
    with qtbot.waitSignal(session.experiments.failed, timeout=60_000) as failed:
        panel.export_to(tmp_path / "no" / "such" / "folder.csv")
    assert failed.args[0].what == "The table was not written."


def test_a_new_sweep_says_how_many_runs_it_is_and_where_it_is_wrong(qtbot: QtBot, session: Session) -> None:
    panel = ExperimentsPanel(session)
    shown(qtbot, panel)
    qtbot.mouseClick(panel.new, LEFT)
    dialog = panel.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    values = dialog.values[0]
    values.clear()
    qtbot.keyClicks(values, "1, 2, 4")
    assert dialog.preview.text() == "3 runs"
    dialog.keys[1].set_value("bottleneck.kind")
    dialog.keys[1].changed.emit("bottleneck.kind")
    dialog.values[1].clear()
    qtbot.keyClicks(dialog.values[1], "plain, gaussian")
    assert dialog.preview.text().startswith("6 runs")
    varied = ", ".join(key.currentText().lower() for key in dialog.keys[:2])
    assert dialog.name.text() == f"{panel.session.document.recipe.title}: {varied}"
    assert dialog.use.isEnabled()
    qtbot.keyClicks(values, ", 0")
    assert "schedule.epochs" in dialog.problems[0].text()
    assert dialog.problems[0].isVisible()
    assert not dialog.use.isEnabled()
    dialog.reject()
    assert panel.dialog is None


def test_a_running_sweep_is_followed_and_can_be_stopped(qtbot: QtBot, session: Session, sweep: Sweep) -> None:
    panel = SweepTablePanel(session)
    shown(qtbot, panel)
    experiments = session.experiments
    experiments.add(sweep.model_copy(update={"title": "Long", "vary": {"schedule.epochs": [90_000]}}))

    def begun() -> bool:
        view = experiments.view
        return view is not None and view.table.title == "Long" and any(row.epoch > 0 for row in view.table.rows)

    qtbot.waitUntil(begun, timeout=120_000)
    (task,) = experiments.queue.tasks
    process = task.process_id
    assert task.state is TaskState.RUNNING
    panel.refresh_if_dirty()
    assert panel.run.text().strip() == "Stop"
    assert panel.model.index(0, panel.model.columnCount() - 1).data().startswith("epoch ")
    qtbot.mouseClick(panel.run, LEFT)
    qtbot.waitUntil(lambda: not experiments.active, timeout=120_000)
    assert not alive(process)
    assert list((session.document.runs_folder / "sweeps").glob("long-*/*/checkpoints/last.safetensors"))


def test_closing_ends_what_runs_and_leaves_no_process(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session(runs_folder=tmp_path / "runs")
    session.experiments.run_sweep("mnist-loss", "mnist-loss")
    session.experiments.run_sweep("mnist-l2", "mnist-l2")
    assert [task.state for task in session.experiments.queue.tasks] == [TaskState.RUNNING, TaskState.WAITING]
    qtbot.waitUntil(lambda: session.experiments.queue.tasks[0].process_id > 0)
    process = session.experiments.queue.tasks[0].process_id
    session.close(60_000)
    assert not session.experiments.active
    assert not alive(process)


def test_a_command_that_cannot_be_run_says_why(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.experiments.failed, timeout=60_000) as failed:
        session.experiments.run_sweep("none", "no-such-sweep")
    (problem,) = failed.args
    assert "none" in problem.what
    assert "no-such-sweep" in problem.why


def test_a_task_that_was_asked_to_stop_has_not_failed(qtbot: QtBot) -> None:
    task = Task("report", "A", ["reproduce", "A"])
    task.stop()
    assert (task.state, task.failed) == (TaskState.ENDED, False)


def figure(ours: float | None, report: float, **others: object) -> ReportFigure:
    given: dict[str, object] = {"unit": "", "digits": 4, "better": "lower", "on": "training"} | others
    return ReportFigure("B", "wafers", "Wafers", "MSE", report=report, ours=ours, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "words", "better"),
    [
        (figure(0.0103, 0.0183), "44 % better", True),
        (figure(0.0367, 0.0316), "16 % worse", False),
        (figure(23.24, 22.84, unit="dB", better="higher"), "0.40 dB better", True),
        (figure(22.36, 24.09, unit="dB", better="higher"), "1.73 dB worse", False),
        (figure(0.8317, 0.8317, better="higher"), "The same", False),
        (figure(0.01, 0.02, comparable=False), "Not comparable", False),
        (figure(None, 0.02), "Not run yet", False),
    ],
)
def test_what_came_out_is_told_in_words(found: ReportFigure, words: str, better: bool) -> None:
    line = Line(ReportSystem("B", "Wafer maps", found.ours is not None, (found,)), found)
    assert result(line) == (words, better)


def test_reports_that_were_run_open_and_others_run(qtbot: QtBot, session: Session) -> None:
    out = session.experiments.reproduced / "B"
    (out / "runs" / "wafers-ours-1-0badcafe").mkdir(parents=True)
    measured = [{"with": "ours", "on": "training", "mean": 0.0158, "spread": 0.0, "values": [0.0158]}]
    (out / "table.json").write_text(
        json.dumps(
            {
                "experiments": [
                    {"name": "wafers", "comparable": True, "figures": [{"name": "mse", "measured": measured}]}
                ]
            }
        )
    )
    panel = ReportTablePanel(session)
    shown(qtbot, panel)
    session.experiments.look()
    qtbot.waitUntil(lambda: len(session.experiments.reports) == 8, timeout=120_000)
    panel.refresh_if_dirty()
    panel.show_system("B")
    row = next(
        k for k, line in enumerate(panel.model.lines) if line.figure is not None and line.figure.ours is not None
    )
    assert result(panel.model.lines[row]) == ("50 % better", True)
    button = panel.buttons[row].button
    assert button.text().strip() == "Open"
    with qtbot.waitSignal(session.experiments.run_wanted) as wanted:
        qtbot.mouseClick(button, LEFT)
    assert wanted.args == [out / "runs" / "wafers-ours-1-0badcafe"]
    others = [
        button.button.text().strip()
        for button, line in zip(panel.buttons, panel.model.lines, strict=True)
        if line.system.letter == "C"
    ]
    assert set(others) == {"Run"}


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def test_the_columns_of_the_reports_fit_the_smallest_window() -> None:
    assert sum(fitted(ReportModel().columns, 0)) <= 1280 - 288 - 1 - 12, "beside the dock and the scroll bar"
