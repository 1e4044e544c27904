"""The centre of Compare: the right pictures stand in the right rows, and a column is one image everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from aeexplorer.panels.compare_images import CompareImagesPanel
from aeexplorer.theme import error_colours, signed_colours
from training.latent.noise import PRESETS, CodeNoise

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.comparing import Compared
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
LEFT = Qt.MouseButton.LeftButton


class Shown:
    """The panel over a run and its twin, with noise on their codes."""

    def __init__(self, session: Session, show: Callable[..., None], qtbot: QtBot) -> None:
        self.session, self._qtbot = session, qtbot
        self.panel = CompareImagesPanel(session)
        show(self.panel, 760, 560)
        self.noise(0.5)

    def noise(self, amount: float, **more: object) -> None:
        comparing = self.session.comparing
        code = comparing.conditions.code.model_copy(update={"amount": amount})
        comparing.set_conditions(comparing.conditions.model_copy(update={"code": code, **more}))
        self.settle()

    def settle(self) -> None:
        comparing = self.session.comparing
        self._qtbot.waitUntil(
            lambda: (
                comparing.results is not None
                and comparing.results.conditions == comparing.conditions
                and len(comparing.results.sides) == len(comparing.members)
                and not comparing.is_busy
                and not self.panel.dirty
            ),
            timeout=30_000,
        )

    @property
    def results(self) -> Compared:
        assert self.session.comparing.results is not None
        return self.session.comparing.results

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.panel.rows.rows]

    def place(self, row: int, column: int) -> QPoint:
        return self.panel.rows.tile(row, column).center().toPoint()


@pytest.fixture
def shown(explored: Session, train: Train, show: Callable[..., None], qtbot: QtBot) -> Shown:
    first = train()
    twin = explored.comparing.train_twin(first)
    qtbot.waitUntil(lambda: twin.snapshot is not None and not twin.state.active, timeout=60_000)
    return Shown(explored, show, qtbot)


def colours(strip: QImage) -> np.ndarray:
    """(H, W, 3) of what is drawn."""
    return np.array(
        [[QColor(strip.pixel(x, y)).getRgb()[:3] for x in range(strip.width())] for y in range(strip.height())]
    )


def test_rows_are_originals_pictures_differences_and_a_minus_b(shown: Shown) -> None:
    rows = shown.panel.rows.rows
    assert [row.follows for row in rows] == [False, False, True, False, True, False]
    assert [row.mark for row in rows] == [None, 0, None, 1, None, None]
    results = shown.results
    one, other = results.sides
    side_by_side = np.concatenate(list(results.originals[:, 0]), axis=1)
    np.testing.assert_allclose(colours(rows[0].strip)[..., 0], side_by_side * 255, atol=0.51)
    errors = np.concatenate(list(np.abs(other.pictures - results.originals)[:, 0]), axis=1)
    np.testing.assert_array_equal(colours(rows[4].strip), error_colours(errors))
    difference = np.concatenate(list((one.pictures - other.pictures)[:, 0]), axis=1)
    np.testing.assert_array_equal(colours(rows[5].strip), signed_colours(difference))
    assert rows[2].values == tuple(f"{value:.1f}" for value in one.scores["psnr"])
    better = [a > b for a, b in zip(one.scores["psnr"], other.scores["psnr"], strict=True)]
    assert list(rows[2].best) == better


def test_the_difference_to_noise_free_is_the_noise_alone(shown: Shown) -> None:
    QTest.mouseClick(shown.panel.difference.segment("noise-free"), LEFT)
    assert shown.session.comparing.difference == "noise-free"
    shown.settle()
    side = shown.results.sides[0]
    assert shown.panel.rows.rows[2].values == tuple(f"{value:.1f}" for value in side.scores_free["psnr"])
    shown.noise(0.0)
    assert set(shown.panel.rows.rows[2].values) == {"∞"}
    assert (colours(shown.panel.rows.rows[2].strip) == 255).all()


def test_what_models_see_has_its_row_only_when_it_is_not_the_original(shown: Shown) -> None:
    assert len(shown.titles) == 6
    shown.noise(0.5, input_noise=0.4)
    assert shown.titles[1] == "Input"
    np.testing.assert_allclose(
        colours(shown.panel.rows.rows[1].strip)[..., 0],
        np.concatenate(list(shown.results.fed[:, 0]), axis=1) * 255,
        atol=0.51,
    )


def test_with_three_models_the_first_is_held_against_each_other_one(shown: Shown, qtbot: QtBot) -> None:
    third = shown.session.document.train_anew()
    assert third is not None
    qtbot.waitUntil(lambda: not third.state.active, timeout=60_000)
    for run in shown.session.document.runs:
        shown.session.comparing.add(run)
    shown.settle()
    first, *others = shown.results.sides
    assert len(others) == 2
    for row, other in zip(shown.panel.rows.rows[-2:], others, strict=True):
        difference = np.concatenate(list((first.pictures - other.pictures)[:, 0]), axis=1)
        np.testing.assert_array_equal(colours(row.strip), signed_colours(difference))


def test_levels_are_shown_from_no_noise_to_the_strength_that_is_set(shown: Shown) -> None:
    QTest.mouseClick(shown.panel.kind.segment("levels"), LEFT)
    assert shown.panel.difference.isHidden() or not shown.panel.difference.isVisible()
    shown.settle()
    shown.noise(0.7)
    presets = [f"σ {level:g}" for level in PRESETS["add"]]
    each = [*presets, "σ 0.70"]
    assert shown.titles == ["Original", shown.panel.rows.rows[1].title, *each, shown.panel.rows.rows[8].title, *each]
    for at, side in zip((1, 8), shown.results.sides, strict=True):
        rows = shown.panel.rows.rows[at : at + 7]
        pictures = [side.clean, *side.at_levels, side.pictures]
        for row, made in zip(rows, pictures, strict=True):
            side_by_side = np.concatenate(list(made[:, 0]), axis=1)
            np.testing.assert_allclose(colours(row.strip)[..., 0], side_by_side * 255, atol=0.51)
    shown.noise(0.25, code=CodeNoise(way="blend", amount=0.25))
    assert shown.titles[2:5] == ["a 0.2", "a 0.5", "a 0.8"]
    QTest.mouseClick(shown.panel.kind.segment("differences"), LEFT)
    shown.settle()
    assert len(shown.titles) == 6


def test_one_model_alone_has_no_difference_to_another(shown: Shown) -> None:
    shown.session.comparing.remove(1)
    shown.settle()
    assert len(shown.titles) == 3
    assert not any(shown.panel.rows.rows[2].best)


def test_a_click_selects_the_image_and_the_mouse_points_at_it_everywhere(shown: Shown) -> None:
    rows, comparing = shown.panel.rows, shown.session.comparing
    QTest.mouseMove(rows, shown.place(3, 2))
    assert comparing.cursor == shown.results.indices[2]
    QTest.mouseClick(rows, LEFT, pos=shown.place(1, 1))
    assert shown.session.selection.image == shown.results.indices[1]
    assert rows._chosen == 1
    QTest.mouseMove(rows, QPoint(4, 4))
    assert comparing.cursor is None
    # Another panel points: the column is framed here.
    comparing.cursor = int(shown.results.indices[0])
    assert rows._pointed == 0


def test_keys_go_along_the_columns_and_return_selects(shown: Shown) -> None:
    rows = shown.panel.rows
    QTest.keyClick(rows, Qt.Key.Key_Right)
    QTest.keyClick(rows, Qt.Key.Key_Right)
    assert shown.session.comparing.cursor == shown.results.indices[2]
    assert str(shown.results.indices[2] + 1) in rows.accessibleDescription()
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert shown.session.selection.image == shown.results.indices[2]
    QTest.keyClick(rows, Qt.Key.Key_Home)
    assert shown.session.comparing.cursor == shown.results.indices[0]


def test_columns_fit_the_width_whatever_their_number(shown: Shown) -> None:
    rows = shown.panel.rows
    for number in (1, 6):
        shown.session.comparing.number = number
        shown.settle()
        n = len(shown.results.indices)
        assert n <= number
        assert rows.tile(0, n - 1).right() <= rows.width()
        assert rows.tile(5, 0).bottom() <= rows.height()


def test_without_a_run_it_says_what_to_do(explored: Session, show: Callable[..., None], qtbot: QtBot) -> None:
    panel = CompareImagesPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: not panel.dirty)
    assert "Train a model" in panel.empty.sentence
