"""Panels that say which compared model does better: with real runs, real noise and a real mouse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio

from aeexplorer.panels.compare_scores import CompareScoresPanel
from aeexplorer.panels.robustness import RobustnessPanel
from aeexplorer.panels.who_wins import WhoWinsPanel
from aeexplorer.session.run import Run
from aeexplorer.session.session import Session
from aeexplorer.theme import appearance, font, member_colour
from aeexplorer.widgets.rows_table import CELL, EDGE, MARGIN
from training.compare.conditions import Conditions, pictures
from training.latent.noise import CodeNoise
from training.metrics import psnr
from training.recipe import Recipe

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 60_000
Show = Callable[..., None]
Settle = Callable[[], None]


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    return recipe.override("model.latent_size=3")


@pytest.fixture
def two(session: Session, two: tuple[Run, Run]) -> tuple[Run, Run]:
    """With noise on their codes."""
    session.comparing.set_conditions(Conditions(seed=5, code=CodeNoise(amount=0.5)))
    return two


@pytest.fixture
def settle(session: Session, qtbot: QtBot) -> Settle:
    return lambda: qtbot.waitUntil(lambda: not session.comparing.is_busy, timeout=PATIENCE)


# Metrics


def test_the_table_says_what_scikit_image_finds_and_marks_the_best(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    panel = CompareScoresPanel(session)
    show(panel, 640, 300)
    settle()
    qtbot.waitUntil(lambda: len(panel.model.rows) == 9 and not panel.dirty, timeout=PATIENCE)
    scores = session.comparing.scores
    assert scores is not None
    indices = torch.from_numpy(scores.indices)
    quiet = Conditions(seed=5)
    rows = {row.key: row for row in panel.model.rows}
    mses, noisy = [], []
    for run in two:
        assert run.images is not None and run.snapshot is not None
        x = run.images.batch(indices)
        made = pictures(run.snapshot, x, indices, quiet)[0]
        moved = pictures(run.snapshot, x, indices, session.comparing.conditions)[0]
        mses.append([mean_squared_error(a, b) for a, b in zip(x.numpy(), made.numpy(), strict=True)])
        noisy.append(
            [peak_signal_noise_ratio(a, b, data_range=1.0) for a, b in zip(x.numpy(), moved.numpy(), strict=True)]
        )
    for key, values, decimals, unit in (("clean mse", mses, 4, ""), ("noisy psnr", noisy, 1, " dB")):
        for entry, found in zip(rows[key].entries, values, strict=True):
            mean, _, spread = entry.text.removesuffix(unit).partition(" ± ")
            assert float(mean) == pytest.approx(np.mean(found), abs=0.51 * 10**-decimals + 1e-4)
            assert float(spread) == pytest.approx(np.std(found, ddof=1), abs=0.51 * 10**-decimals + 1e-4)
    means = np.mean(mses, 1)
    assert [entry.best for entry in rows["clean mse"].entries] == (means == means.min()).tolist()
    assert panel.model.columns[0].title == f"{len(scores.indices)} held out, ◆ best"


@pytest.mark.parametrize("names", [("A AE", "B VAE"), ("A AE", "B VAE", "C VAE")])
def test_in_little_room_names_still_say_which_model_and_which_measure(
    qtbot: QtBot,
    session: Session,
    two: tuple[Run, Run],
    trained: Callable[..., Run],
    show: Show,
    settle: Settle,
    names: tuple[str, ...],
) -> None:
    if len(names) == 3:
        session.comparing.set_member(2, trained("model.latent_size=4"))
    panel = CompareScoresPanel(session)
    # As wide as in a window of 1280 × 800.
    show(panel, 330, 220)
    settle()
    model, table = panel.model, panel.table
    qtbot.waitUntil(lambda: model.columnCount() == 1 + len(names) and not panel.dirty, timeout=PATIENCE)
    columns = range(1, 1 + len(names))
    headings = [model.headerData(k, Qt.Orientation.Horizontal, CELL) for k in columns]
    shown = [one.shown(table.columnWidth(k) - 2 * MARGIN) for k, one in zip(columns, headings, strict=True)]
    assert shown == list(names)
    assert headings[1].shown(36) == "B"
    tip = Qt.ItemDataRole.ToolTipRole
    tips = [table.model().headerData(k, Qt.Orientation.Horizontal, tip) for k in columns]
    assert tips == [member.name for member in session.comparing.members]
    if len(names) == 2:
        words, room = QFontMetricsF(font(13)), table.columnWidth(0) - EDGE - MARGIN
        assert all(words.horizontalAdvance(row.name) <= room for row in model.rows)


def test_without_noise_no_figure_is_given_for_it(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    session.comparing.set_conditions(Conditions(seed=5))
    panel = CompareScoresPanel(session)
    show(panel, 420, 240)
    settle()
    qtbot.waitUntil(lambda: len(panel.model.rows) == 9 and not panel.dirty, timeout=PATIENCE)
    told = {row.key: [entry.text for entry in row.entries] for row in panel.model.rows}
    assert told["noisy psnr"] == told["free psnr"] == ["–", "–"]
    assert all(text.endswith(" dB") for text in told["clean psnr"])


def test_without_models_every_panel_says_what_will_be_there(qtbot: QtBot, session: Session, show: Show) -> None:
    for panel in (CompareScoresPanel(session), WhoWinsPanel(session), RobustnessPanel(session)):
        show(panel, 380, 200)
        qtbot.waitUntil(lambda panel=panel: bool(panel.empty.sentence), timeout=PATIENCE)  # type: ignore[misc]
        assert panel.empty.isVisible()


# Who wins


def test_marks_are_of_the_better_model_and_a_click_selects_the_image(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    session.document.make_current(two[0])
    panel = WhoWinsPanel(session)
    show(panel, 460, 220)
    settle()
    qtbot.waitUntil(lambda: len(panel.tiles.winners) > 0 and not panel.dirty, timeout=PATIENCE)
    scores = session.comparing.scores
    assert scores is not None
    indices = torch.from_numpy(scores.indices)
    found = []
    for run in two:
        assert run.images is not None and run.snapshot is not None
        x = run.images.batch(indices)
        found.append(psnr(pictures(run.snapshot, x, indices, session.comparing.conditions)[0], x).numpy())
    # Where they are closer than rounding, either may be called better.
    clear = np.abs(found[0] - found[1]) > 1e-3
    expected = np.where(found[0] > found[1], 0, 1)
    assert clear.sum() > 20
    np.testing.assert_array_equal(np.array(panel.tiles.winners)[clear], expected[clear])
    assert int(panel.bars.counts.sum()) == len(indices)
    assert "Wilcoxon" in panel.words.toolTip() and panel.words.text() in panel.words.toolTip()

    at = 11
    qtbot.mouseMove(panel.tiles, panel.tiles.place_of(at).center().toPoint())
    assert session.comparing.cursor == int(indices[at])
    qtbot.mouseClick(panel.tiles, LEFT, pos=panel.tiles.place_of(at).center().toPoint())
    assert session.selection.image == int(indices[at])
    qtbot.keyClick(panel.tiles, Qt.Key.Key_Right)
    qtbot.keyClick(panel.tiles, Qt.Key.Key_Return)
    assert session.selection.image == int(indices[at + 1])


def test_with_three_models_any_two_are_held_against_each_other(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], trained: Callable[..., Run], show: Show, settle: Settle
) -> None:
    session.comparing.set_member(2, trained("bottleneck.kind=plain", "model.latent_size=2"))
    panel = WhoWinsPanel(session)
    # As the window puts it beside the title: without a place it is not shown.
    panel.header_widget().setParent(panel)
    show(panel, 520, 220)
    settle()
    qtbot.waitUntil(panel.pair.isVisible, timeout=PATIENCE)
    scores = session.comparing.scores
    assert scores is not None and panel.pair.value == ("A", "B")
    qtbot.keyClick(panel.pair, Qt.Key.Key_Down)
    assert panel.pair.value == ("A", "C")
    test = scores.tests["noisy"]["psnr"][1]
    assert (test.first, test.second) == ("A", "C")
    assert panel.words.toolTip() == scores.words["noisy"]["psnr"][1]
    assert sum(n for _, n in panel.tiles.counts) == len(scores.indices)


def test_by_its_error_the_smaller_wins_and_the_bars_are_in_its_colour(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    panel = WhoWinsPanel(session)
    show(panel, 520, 260)
    settle()
    for _ in range(2):
        qtbot.keyClick(panel.by, Qt.Key.Key_Down)
    assert panel.by.value == "mse"
    scores = session.comparing.scores
    assert scores is not None
    values = scores.values("noisy", "mse")
    better = values["A"] < values["B"]
    assert dict(panel.tiles.counts)[0] == better.sum() > 0 < (~better).sum()
    picture, rect = panel.bars.grab().toImage(), panel.bars.plot_rect()
    low, middle = round(rect.bottom()) - 1, round(rect.center().x())
    rows = {"below 0": range(round(rect.left()), middle - 2), "above": range(middle + 2, round(rect.right()))}
    colours = {side: {picture.pixelColor(x, low).name() for x in across} for side, across in rows.items()}
    first, second = (QColor(member_colour(appearance().theme, place)).name() for place in (0, 1))
    assert first in colours["below 0"] and second not in colours["below 0"]
    assert second in colours["above"] and first not in colours["above"]


def test_a_mark_tells_its_image_and_both_figures_and_the_selected_one_is_ringed(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    panel = WhoWinsPanel(session)
    show(panel, 520, 260)
    settle()
    qtbot.waitUntil(lambda: len(panel.tiles.winners) > 0 and not panel.dirty, timeout=PATIENCE)
    scores = session.comparing.scores
    assert scores is not None and scores.labels is not None
    image, at = int(scores.indices[7]), panel.tiles.place_of(7)
    told = panel.tiles.words_at(at.center().toPoint()).splitlines()
    assert told[0] == f"no. {image:,}, {scores.labels[7]}"
    values = scores.values("noisy", "psnr")
    for letter, line in zip("AB", told[1:], strict=True):
        assert line == f"{scores.names[letter]}: {values[letter][7]:.1f} dB"
    before = panel.tiles.grab(at.toAlignedRect()).toImage()
    session.selection.image = image
    assert panel.tiles.grab(at.toAlignedRect()).toImage() != before


@pytest.mark.parametrize(("height", "sentences"), [(160, 1), (260, 2)])
def test_in_a_low_dock_the_verdict_alone_is_written_and_all_is_told_on_hover(
    qtbot: QtBot,
    session: Session,
    two: tuple[Run, Run],
    show: Show,
    settle: Settle,
    height: int,
    sentences: int,
) -> None:
    panel = WhoWinsPanel(session)
    show(panel, 520, height)
    settle()
    qtbot.waitUntil(lambda: bool(panel.words.text()) and not panel.dirty, timeout=PATIENCE)
    scores = session.comparing.scores
    assert scores is not None
    (whole,) = scores.words["noisy"]["psnr"]
    assert panel.words.toolTip() == panel.words.accessibleName() == whole
    assert whole.startswith(("AE is better on ", "VAE is better on "))
    assert panel.words.text() == ". ".join(whole.split(". ")[-sentences:])
    assert ("AE less VAE is " in panel.words.text()) == (sentences == 2)


def test_of_three_models_the_choosers_say_whole_words_where_they_are_narrow(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], trained: Callable[..., Run], show: Show, settle: Settle
) -> None:
    session.comparing.set_member(2, trained("model.latent_size=4"))
    panel = WhoWinsPanel(session)
    show(panel, 317, 220)
    settle()
    qtbot.waitUntil(lambda: panel.pair.value == ("A", "B") and not panel.dirty, timeout=PATIENCE)
    for chooser, words in ((panel.by, "PSNR"), (panel.case, "noisy"), (panel.pair, "A and B")):
        chooser.setParent(None)
        qtbot.addWidget(chooser)
        chooser.show()
        chooser.resize(chooser.minimumSizeHint())
        assert chooser.text() == words
    assert panel.bars.accessibleDescription() == "PSNR: A − B, dB"


# Robustness


def test_a_click_on_the_curve_sets_the_strength(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    panel = RobustnessPanel(session)
    show(panel, 420, 220)
    settle()
    qtbot.waitUntil(lambda: [len(line.x) for line in panel.plot.lines] == [9, 9] and not panel.dirty, timeout=PATIENCE)
    assert panel.plot.cursor_at == 0.5
    for place, line in enumerate(panel.plot.lines):
        points = session.comparing.curves["AB"[place]]
        assert line.y.tolist() == [point.psnr.mean for point in points]
    rect = panel.plot.plot_rect()
    qtbot.mouseClick(panel.plot, LEFT, pos=panel.plot.place_of(1.25, panel.plot.lines[0].y[0]).toPoint())
    strength = session.comparing.conditions.code.amount
    assert strength == pytest.approx(1.25, abs=2.0 / rect.width() + 0.005)
    assert session.comparing.conditions.seed == 5 and panel.plot.cursor_at == strength
    qtbot.keyClick(panel.plot, Qt.Key.Key_Right)
    assert session.comparing.conditions.code.amount == pytest.approx(strength + 0.05)
    # Beyond the end of the axis, the noise is as strong as the slider allows.
    qtbot.mouseClick(panel.plot, LEFT, pos=panel.plot.rect().topRight())
    assert session.comparing.conditions.code.amount == 2.0


def test_the_axis_says_how_the_noise_is_put_on_and_the_mouse_what_each_model_bears(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    comparing = session.comparing
    panel = RobustnessPanel(session)
    show(panel, 420, 220)
    titles = {
        "noise strength σ": CodeNoise(amount=0.2),
        "noise strength σ, × code spread": CodeNoise(amount=0.2, in_spreads=True),
        "share of the noise in the code": CodeNoise(way="blend", amount=0.2),
        "noise strength σ, on codes of power 1": CodeNoise(way="power", amount=0.2),
    }
    for title, code in titles.items():
        comparing.set_conditions(Conditions(seed=5, code=code))
        settle()
        qtbot.waitUntil(lambda: len(panel.plot.lines) == 2 and not panel.dirty, timeout=PATIENCE)
        assert panel.plot.title == title and panel.plot.cursor_at == 0.2
    rect = panel.plot.plot_rect()
    middle = range(round(rect.center().x()), round(rect.right()))
    # Of so short an axis, the places of three decimals are told apart.
    across = next(x for x in middle if round(panel.plot.value_at(x), 3) != round(panel.plot.value_at(x), 2))
    at, strength = QPoint(across, round(rect.center().y())), panel.plot.value_at(across)
    qtbot.mouseMove(panel.plot, at)
    borne = [
        np.interp(strength, [one.strength for one in points], [one.psnr.mean for one in points])
        for points in (comparing.curves["A"], comparing.curves["B"])
    ]
    assert panel.plot.title == f"at {strength:.2f}: AE {borne[0]:.1f} dB, VAE {borne[1]:.1f} dB"
    qtbot.mouseClick(panel.plot, LEFT, pos=at)
    assert comparing.conditions.code.amount == round(strength, 3)


def test_against_pictures_without_noise_there_is_no_decibel_at_strength_0(
    qtbot: QtBot, session: Session, two: tuple[Run, Run], show: Show, settle: Settle
) -> None:
    panel = RobustnessPanel(session)
    show(panel, 420, 220)
    settle()
    qtbot.waitUntil(lambda: len(panel.plot.lines) == 2, timeout=PATIENCE)
    qtbot.keyClick(panel.against, Qt.Key.Key_Down)
    points = session.comparing.curves["A"]
    assert np.isnan(panel.plot.lines[0].y[0])
    assert panel.plot.lines[0].y[1:].tolist() == [point.psnr_free.mean for point in points[1:]]
    qtbot.keyClick(panel.by, Qt.Key.Key_Down)
    assert panel.plot.lines[0].y.tolist() == [point.ssim_free.mean for point in points]
    assert panel.plot.lines[0].y[0] == pytest.approx(1.0)


@pytest.mark.parametrize("width", [300, 390])
def test_four_models_have_room_in_the_narrowest_dock_of_the_window(
    qtbot: QtBot,
    session: Session,
    two: tuple[Run, Run],
    trained: Callable[..., Run],
    show: Show,
    settle: Settle,
    width: int,
) -> None:
    for place in (2, 3):
        session.comparing.set_member(place, trained(f"model.latent_size={place + 2}"))
    panel = CompareScoresPanel(session)
    # As narrow as docks can be, and as in a window of 1440 px.
    show(panel, width, 220)
    settle()
    model, table = panel.model, panel.table
    qtbot.waitUntil(lambda: model.columnCount() == 5 and not panel.dirty, timeout=PATIENCE)
    words, room = QFontMetricsF(font(13)), table.columnWidth(0) - EDGE - MARGIN
    # In the narrowest, and of the last row, that is rolled to, the end of a name is told on hover.
    assert width == 300 or all(words.horizontalAdvance(row.name) <= room for row in model.rows[:-1])
    heading = model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
    assert words.horizontalAdvance(heading) <= room and str(len(session.comparing.scores.indices)) in heading  # type: ignore[union-attr]
    assert sum(table.columnWidth(k) for k in range(5)) <= table.viewport().width()
    assert not table.horizontalScrollBar().isVisible()
    names = [row.name for row in model.rows]
    assert len(set(names)) == len(names) and names[:3] == ["MSE, ‰", "PSNR", "PSNR σ"]
