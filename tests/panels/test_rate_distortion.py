"""The panel of code sizes: runs as points by size or by KL, told on hover, and compared by a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.rate_distortion import RateDistortionPanel
from aeexplorer.session.session import Session
from aeexplorer.theme import Appearance, member_colour
from aeexplorer.widgets.trade_off_plot import Dot, TradeOffPlot
from training import fit
from training.recipe import Recipe
from training.sweep import Sweep
from training.sweep.outcome import Outcome, write_outcome
from training.sweep.sweep_folder import open_folder

LEFT = Qt.MouseButton.LeftButton
SMALL = ("data.source=digits", "model.widths=[8]", "schedule.batch_size=256", "schedule.epochs=1")


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override(*SMALL)


def swept(folder: Path, title: str, sizes: list[int]) -> None:
    sweep = Sweep(
        title=title,
        base=Recipe.load("mnist-ae-2d").override(*SMALL),
        vary={"bottleneck.kind": ["plain", "gaussian"], "model.latent_size": sizes},
    )
    open_folder(folder, sweep).release()
    for k, case in enumerate(sweep.cases()):
        for _ in fit(case.recipe, folder=folder / case.slug):
            pass
        figures = {"mse": 0.08 - k / 100, "kl": 1.0 + k}
        write_outcome(folder / case.slug, Outcome("finished", held_out=figures))


def test_without_any_run_it_says_what_to_do(qtbot: QtBot, session: Session, show: Callable[..., None]) -> None:
    panel = RateDistortionPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(lambda: "Run a sweep in Experiments" in panel.empty.sentence, timeout=60_000)
    assert not panel.sweep.isEnabled()


def test_hover_tells_and_a_click_compares(
    qtbot: QtBot, session: Session, show: Callable[..., None], tmp_path: Path
) -> None:
    swept(tmp_path / "runs" / "sweeps" / "a", "First", [2, 4])
    swept(tmp_path / "runs" / "sweeps" / "b", "Second", [3])
    panel = RateDistortionPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(lambda: len(panel.plot.dots) == 4 and not panel.dirty, timeout=60_000)
    assert panel.sweep.currentText() == "First"
    assert [(dot.x, dot.filled) for dot in panel.plot.dots] == [(2, False), (4, False), (2, True), (4, True)]
    dot = panel.plot.dots[3]
    assert dot.lines == ("VAE, Latent size 4", "MSE 0.0500, KL 4.00 nats", "4 numbers, epoch 1", "Click to compare it")
    qtbot.mouseMove(panel.plot, panel.plot.place_of(dot.x, dot.y).toPoint())
    assert panel.plot.current == 3
    qtbot.mouseClick(panel.plot, LEFT, pos=panel.plot.place_of(dot.x, dot.y).toPoint())
    qtbot.waitUntil(lambda: any(dot.member == 0 for dot in panel.plot.dots), timeout=60_000)
    assert [member.run.folder for member in session.comparing.members] == [
        tmp_path / "runs" / "sweeps" / "a" / "vae-latent-size-4"
    ]
    qtbot.waitUntil(lambda: not session.active_runs() and not panel.dirty, timeout=60_000)
    assert panel.plot.dots[3].lines[-1] == "Compared as A"
    assert panel.remark.text() == "●■ VAE   ○ AE"
    # The chooser's own sweep is not the table's.
    shown_before = session.experiments.chosen
    panel.sweep.changed.emit("b")
    qtbot.waitUntil(lambda: [dot.x for dot in panel.plot.dots] == [3, 3, 4], timeout=60_000)
    assert panel.plot.dots[2].quiet and session.experiments.chosen == shown_before


def test_four_are_compared_at_most_and_the_fifth_is_refused_in_words(
    qtbot: QtBot, session: Session, show: Callable[..., None], tmp_path: Path
) -> None:
    swept(tmp_path / "runs" / "sweeps" / "a", "First", [2, 4, 6])
    panel = RateDistortionPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(lambda: len(panel.plot.dots) == 6 and not panel.dirty, timeout=60_000)

    def click(k: int) -> None:
        dot = panel.plot.dots[k]
        qtbot.mouseClick(panel.plot, LEFT, pos=panel.plot.place_of(dot.x, dot.y).toPoint())
        qtbot.waitUntil(lambda: not session.active_runs() and not panel.dirty, timeout=60_000)

    for k in (5, 0, 3, 1):
        click(k)
    folders = [member.run.folder.name for member in session.comparing.members if member.run.folder is not None]
    assert folders == ["vae-latent-size-6", "ae-latent-size-2", "vae-latent-size-2", "ae-latent-size-4"]
    assert not panel.problem.isVisible()
    click(2)
    assert "Four models are compared already." in panel.problem.accessibleName() and panel.problem.isVisible()
    assert [member.run.folder.name for member in session.comparing.members if member.run.folder is not None] == folders
    assert len(session.document.runs) == 4


@pytest.mark.parametrize("place", [None, 0, 1, 2, 3])
def test_vaes_have_filled_marks_and_others_hollow_ones(look: Appearance, qtbot: QtBot, place: int | None) -> None:
    plot = TradeOffPlot()
    qtbot.addWidget(plot)
    plot.resize(420, 240)
    dots = [Dot(1, 0.1, ("AE",), filled=False, member=place), Dot(9, 0.2, ("VAE",), filled=True, member=place)]
    plot.set_dots(dots, (), ("numbers", "MSE"), log=False)
    drawn = plot.grab().toImage()
    theme = look.theme
    colour = theme.text2 if place is None else member_colour(theme, place)
    insides = [drawn.pixelColor(plot.place_of(dot.x, dot.y).toPoint()).name() for dot in dots]
    assert insides == [theme.panel.lower(), colour.lower()]


def test_by_kl_there_are_only_vaes(qtbot: QtBot, session: Session, show: Callable[..., None], tmp_path: Path) -> None:
    swept(tmp_path / "runs" / "sweeps" / "a", "First", [2, 4])
    panel = RateDistortionPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(lambda: len(panel.plot.dots) == 4, timeout=60_000)
    panel.rate.segment("kl").click()
    qtbot.waitUntil(lambda: len(panel.plot.dots) == 2, timeout=60_000)
    assert [(dot.x, dot.y) for dot in panel.plot.dots] == [(3.0, 0.06), (4.0, 0.05)]
    assert "2 without KL left out" in panel.remark.text()
    for facts in (tmp_path / "runs" / "sweeps" / "a").glob("vae*/result.json"):
        facts.unlink()
    session.experiments.look()
    qtbot.waitUntil(lambda: "no VAEs" in panel.empty.sentence, timeout=60_000)


def test_what_cannot_be_compared_is_said_above_the_plot(
    qtbot: QtBot, session: Session, show: Callable[..., None], tmp_path: Path
) -> None:
    swept(tmp_path / "runs" / "sweeps" / "a", "First", [2])
    session.document.set_recipe(Recipe.load("mnist-ae-2d").override("data.source=sprites"))
    session.document.new_run()
    panel = RateDistortionPanel(session)
    show(panel, 420, 240)
    qtbot.waitUntil(lambda: len(panel.plot.dots) == 2, timeout=60_000)
    dot = panel.plot.dots[0]
    qtbot.mouseClick(panel.plot, LEFT, pos=panel.plot.place_of(dot.x, dot.y).toPoint())
    qtbot.waitUntil(panel.problem.isVisible, timeout=60_000)
    assert "It has learned from other images" in panel.problem.accessibleName()
    qtbot.waitUntil(lambda: not session.active_runs(), timeout=60_000)
    panel.problem.dismissed.emit()
    qtbot.waitUntil(lambda: not panel.problem.isVisible(), timeout=60_000)
