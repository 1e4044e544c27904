"""Painting a mask and an image, and taking it back exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.session.rasterise import rectangle, stroke

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def painting(qtbot: QtBot) -> PaintMask:
    painting = PaintMask()
    painting.set_image(np.random.default_rng(0).random((3, 50, 70), np.float32))
    return painting


def dab(painting: PaintMask, x: float, y: float, effect: str = "hide") -> None:
    painting.paint(effect, stroke([(x, y)], 9, painting.size, hardness=0.5))  # type: ignore[arg-type]


def test_undo_and_redo_bring_back_every_state_exactly(painting: PaintMask) -> None:
    states = [(painting.cover.copy(), painting.picture.copy())]
    random = np.random.default_rng(1)
    for k in range(40):
        match k % 5:
            case 0 | 1:
                dab(painting, *random.uniform(0, 50, 2))
            case 2:
                dab(painting, *random.uniform(0, 50, 2), effect="show")
            case 3:
                dab(painting, *random.uniform(0, 50, 2), effect="draw")
            case _:
                painting.invert()
        if not np.array_equal(painting.cover, states[-1][0]) or not np.array_equal(painting.picture, states[-1][1]):
            states.append((painting.cover.copy(), painting.picture.copy()))
    for cover, picture in reversed(states[:-1]):
        painting.undo()
        assert np.array_equal(painting.cover, cover) and np.array_equal(painting.picture, picture)
    assert not painting.can_undo
    for cover, picture in states[1:]:
        painting.redo()
        assert np.array_equal(painting.cover, cover) and np.array_equal(painting.picture, picture)
    assert not painting.can_redo


def test_undo_keeps_changed_tiles_only(qtbot: QtBot) -> None:
    painting = PaintMask()
    painting.set_image(np.zeros((3, 1024, 1024), np.float32))
    for k in range(50):
        painting.paint("hide", stroke([(500 + k, 500)], 5, painting.size))
    assert painting.undo_bytes < 50 * 4 * 2 * 16 * 16 + 1
    assert painting.undo_bytes < painting.cover.nbytes


def test_what_is_painted_twice_at_half_strength_stays_at_half(painting: PaintMask) -> None:
    patch = rectangle((10, 10), (12, 12), painting.size)
    patch.cover.fill(128)
    painting.paint("hide", patch)
    painting.paint("hide", patch)
    assert painting.cover[11, 11] == 128
    painting.paint("show", patch)
    assert painting.cover[11, 11] == 127
    assert painting.mask.sum() == painting.painted == 9


def test_a_shape_that_is_drawn_open_leaves_nothing_of_its_earlier_forms(painting: PaintMask) -> None:
    dab(painting, 40, 40)
    before = painting.cover.copy()
    painting.begin("hide")
    for corner in ((60, 45), (30, 30), (5, 6)):
        painting.put(rectangle((2, 2), corner, painting.size))
    painting.end()
    expected = before.copy()
    expected[2:7, 2:6] = 255
    assert np.array_equal(painting.cover, expected)
    painting.undo()
    assert np.array_equal(painting.cover, before)


def test_a_stroke_given_up_never_was(painting: PaintMask) -> None:
    painting.begin("hide")
    painting.add(stroke([(5, 5), (40, 30)], 7, painting.size))
    painting.cancel()
    assert painting.painted == 0 and not painting.can_undo


def test_changes_tell_where(painting: PaintMask) -> None:
    told: list[tuple[int, int, int, int]] = []
    painting.changed.connect(told.append)
    before = painting.cover.copy()
    painting.paint("hide", stroke([(20, 20), (30, 22)], 4, painting.size))
    left, top, width, height = told[0]
    outside = np.ones(painting.size, bool)
    outside[top : top + height, left : left + width] = False
    assert np.array_equal(painting.cover[outside], before[outside])
    assert width < 20 and height < 12


def test_clear_invert_and_random_erasing_are_steps(painting: PaintMask) -> None:
    painting.invert()
    assert painting.painted == 50 * 70
    painting.clear()
    assert painting.painted == 0
    painting.clear()
    painting.undo()
    assert painting.painted == 50 * 70, "clearing nothing was no step"
    painting.erase_randomly(np.random.default_rng(3))
    rows, columns = np.nonzero(painting.mask)
    assert len(rows) == (np.ptp(rows) + 1) * (np.ptp(columns) + 1), "one rectangle"


def test_the_mask_stays_over_another_image_of_the_same_size(painting: PaintMask) -> None:
    dab(painting, 20, 20)
    dab(painting, 20, 20, effect="draw")
    mask = painting.mask.copy()
    painting.set_image(np.zeros((1, 50, 70), np.float32))
    assert np.array_equal(painting.mask, mask)
    painting.undo()
    assert painting.painted == 0 and not painting.picture.any(), "what was drawn on the other image is forgotten"
    painting.set_image(np.zeros((1, 8, 8), np.float32))
    assert painting.size == (8, 8) and not painting.can_undo and not painting.can_redo


def test_drawing_mixes_ink_into_the_image(painting: PaintMask) -> None:
    patch = rectangle((10, 10), (12, 12), painting.size)
    patch.cover.fill(51)
    before = painting.picture.copy()
    painting.paint("draw", patch, (1.0, 0.0, 0.5))
    share = 51 / 255
    for channel, ink in enumerate((1.0, 0.0, 0.5)):
        wanted = before[channel, 11, 11] * (1 - share) + ink * share
        assert painting.picture[channel, 11, 11] == pytest.approx(wanted, abs=1e-6)
    assert painting.painted == 0


def test_images_that_are_none_are_refused(painting: PaintMask) -> None:
    with pytest.raises(ValueError, match="an image is"):
        painting.set_image(np.zeros((5, 5)))
