"""What does not go as it should is said in sentences, and the last good picture stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint

from aeexplorer.session.rasterise import rectangle
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from tests.panels.restore.conftest import Desk


def said(desk: Desk) -> str:
    desk.settle()
    return desk.left.status.text()


def paint_hole(desk: Desk) -> None:
    desk.restoration.painting.paint("hide", rectangle((2, 3), (7, 8), desk.restoration.painting.size))


def test_a_mask_over_nothing_and_over_everything_is_said(desk: Desk) -> None:
    painting = desk.restoration.painting
    assert said(desk) == "Nothing is painted yet. Drag on the canvas."
    assert desk.strip.tiles["biharmonic"].picture.image == desk.strip.original.picture.image, "nothing to fill in"
    painting.invert()
    whole = said(desk)
    assert whole.startswith("Every pixel is hidden, so the picture is a guess from the fill alone.")
    assert whole.count("Every pixel") == 1, "once, not for each way"
    assert "Biharmonic: A smooth filling needs hidden pixels and visible ones around them" in whole
    for name in desk.restoration.ways.ticked:
        assert desk.strip.tiles[name].picture.image is not None
        assert np.isfinite(desk.restoration.outcomes[name].pixels).all()  # type: ignore[arg-type]
    painting.undo()
    assert said(desk) == "Nothing is painted yet. Drag on the canvas."


def test_a_search_that_diverges_keeps_its_last_good_picture_and_says_so(desk: Desk) -> None:
    desk.restoration.ways = replace(desk.restoration.ways, search_steps=30, step_size=1e6)
    paint_hole(desk)
    words = said(desk)
    assert "Latent search: The search diverged at step 1, and the best picture before that is kept." in words
    assert "Choose a step size smaller than 1e+06" in words
    outcomes, tile = desk.restoration.outcomes, desk.strip.tiles["latent-search"]
    found = outcomes["latent-search"].pixels
    # Before its first step a search is where one pass is.
    np.testing.assert_allclose(found, outcomes["pasted-back"].pixels, atol=1e-6)
    assert found is not None and tile.picture.image == to_qimage(found)
    assert "diverged" in tile.scores.rows[0].note
    desk.restoration.ways = replace(desk.restoration.ways, step_size=0.1)
    assert "diverged" not in said(desk)


def test_a_way_that_fails_says_why_in_its_tile_and_keeps_its_picture(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.errors import InputError
    from training.restore.biharmonic import Biharmonic

    paint_hole(desk)
    desk.settle()
    tile = desk.strip.tiles["biharmonic"]
    good = tile.picture.image
    assert tile.scores.isVisible() and not tile.words.isVisible()

    def fail(_way: object, _problem: object) -> Iterator[object]:
        raise InputError("The hole has no rim. Paint a smaller one.")
        yield

    monkeypatch.setattr(Biharmonic, "proposals", fail)
    desk.restoration.painting.invert()
    desk.settle()
    assert tile.words.isVisible() and tile.words.text() == "The hole has no rim. Paint a smaller one."
    assert tile.picture.image == good
    assert not any(row.best for row in tile.scores.rows)
    assert not desk.strip.tiles["one-pass"].words.isVisible(), "the others go on"
    monkeypatch.undo()
    desk.restoration.painting.undo()
    desk.settle()
    assert tile.scores.isVisible() and tile.picture.image == good


def test_a_picture_from_elsewhere_is_restored_and_it_is_said_that_the_model_has_not_learned_such(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    subject, caution = desk.restoration.subject, desk.strip.caution
    assert not caution.isVisible()
    Image.new("L", (12, 12), 90).save(tmp_path / "mine.png")
    subject.open_file(tmp_path / "mine.png")
    qtbot.waitUntil(lambda: subject.origin == "own")
    desk.settle()
    assert caution.isVisible() and "has learned from MNIST digits. “mine.png” is not one of these" in caution.text()
    for width in (1000, 1150):
        desk.strip.resize(width, 300)
        desk.settle()
        assert caution.width() >= caution.fontMetrics().horizontalAdvance(caution.text()), "it is seen whole, in a line"
    assert desk.strip.tiles["one-pass"].picture.image is not None
    subject.choose(int(subject.choices[2]))
    desk.settle()
    assert not caution.isVisible()
    subject.draw_from_blank()
    desk.settle()
    assert not caution.isVisible(), "whoever draws a digit knows what it is"


def test_a_narrow_strip_names_its_figures_once(desk: Desk, qtbot: QtBot) -> None:
    from aeexplorer.session.ways import BY_ID

    assert not desk.strip.original.is_narrow and "Measured" in desk.strip.original.words.text()
    for name in set(BY_ID) - {"denoiser"}:
        desk.restoration.tick(name, wanted=True)
    paint_hole(desk)
    desk.strip.resize(860, 300)
    desk.settle()
    tiles = [desk.strip.tiles[name] for name in desk.restoration.ways.ticked]
    assert all(tile.is_narrow for tile in (desk.strip.original, *tiles))
    assert [row.name for row in desk.strip.original.scores.rows] == ["MSE ↓", "PSNR ↑", "SSIM ↑"]
    assert desk.strip.original.scores.isVisible() and not desk.strip.original.words.isVisible()
    assert desk.strip.status.text() == "Measured in the hole"
    for width in range(860, 870):
        desk.strip.resize(width, 300)
        desk.settle()
        # What stands in a tile follows its size a moment later.
        qtbot.waitUntil(lambda: len({tile.scores.mapTo(desk.strip, QPoint()).y() for tile in tiles}) == 1)
        assert len({tile.width() for tile in tiles}) == 1, "figures stand in one line"
    rows = desk.strip.corrupted.scores
    left = rows.grab().toImage().copy(0, 0, 13, rows.height())
    colours = {left.pixel(x, y) for x in range(left.width()) for y in range(left.height())}
    assert len(colours) == 1, "no name under the value"
    assert "MSE" in rows.accessibleName(), "but it is read out"
    desk.strip.resize(1400, 300)
    desk.settle()
    assert desk.strip.original.words.isVisible() and desk.strip.status.text() == ""


def test_an_empty_tile_is_as_large_as_its_neighbours(desk: Desk) -> None:
    desk.restoration.tick("denoiser", wanted=True)
    empty, beside = desk.strip.tiles["denoiser"].picture, desk.strip.tiles["one-pass"].picture
    for width in range(1150, 1220, 10):
        desk.strip.resize(width, 330)
        desk.settle()
        assert empty.image is None and beside.image is not None
        assert empty.image_rect() == beside.image_rect()
        assert empty.size() == beside.size()


def test_a_denoiser_of_other_images_is_used_and_it_is_said_twice(
    explored: Session, train: Callable[..., Run], sit_down: Callable[[Session, Run], Desk]
) -> None:
    denoising = train("corruption.kind=erase", "data.classes=[0, 1]", "title=Two kinds")
    desk = sit_down(explored, train("corruption.kind=none", "data.classes=[]", "title=Plain"))
    choice = desk.left.ways.denoiser
    desk.restoration.tick("denoiser", wanted=True)
    desk.restoration.denoiser.choose(denoising)
    desk.settle()
    said = "“Two kinds” has learned from MNIST digits (0, 1), and these are MNIST digits (all classes)."
    assert choice.problem.isVisible() and choice.problem.text().startswith(said)
    assert desk.strip.caution.text().startswith(said) and desk.strip.tiles["denoiser"].picture.image is not None
    desk.restoration.tick("denoiser", wanted=False)
    desk.settle()
    assert not desk.strip.caution.isVisible()


def test_where_nothing_is_damaged_nothing_is_best_and_neither_is_a_way_that_left_the_damage(desk: Desk) -> None:
    def marked() -> set[str]:
        desk.settle()
        return {name for name, tile in desk.strip.tiles.items() if any(row.best for row in tile.scores.rows)}

    assert desk.strip.tiles["one-pass"].scores.rows and marked() == set()
    damage = desk.restoration.damage
    desk.restoration.damage = replace(damage, further=(("gaussian", 0.05),))
    assert "Biharmonic: A smooth filling needs hidden pixels" in said(desk)
    mses = {name: found.measured.mse for name, found in desk.restoration.outcomes.items()}
    assert min(mses, key=lambda name: mses[name]) == "biharmonic", (
        "a little noise is less than an untrained model makes"
    )
    assert marked() and "biharmonic" not in marked()
    desk.restoration.damage = damage
    paint_hole(desk)
    assert "biharmonic" in marked(), "it filled the hole"
