"""Every further corruption has a slider that changes the picture; together they chain, and a seed brings them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from aeexplorer.session.damage import FURTHER

if TYPE_CHECKING:
    from tests.panels.restore.conftest import Desk


@pytest.fixture
def opened(desk: Desk) -> Desk:
    damage = desk.left.damage
    assert not damage.seed.isVisible(), "closed at first"
    desk.click(damage.disclosure.button)
    assert damage.seed.isVisible() and all(field.isVisible() for field in damage.strengths.values())
    return desk


@pytest.mark.parametrize("kind", FURTHER)
def test_the_slider_of_each_makes_the_picture_worse_and_back_at_nothing_it_is_whole(opened: Desk, kind: str) -> None:
    desk, field = opened, opened.left.damage.strengths[kind]
    original = desk.restoration.painting.picture
    slider = field.slider
    errors = []
    for share in (0.25, 0.75):
        at = QPoint(round(slider.width() * share), slider.height() // 2)
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert field.field.value == field.value == pytest.approx(100 * share, abs=15)
        errors.append(np.abs(desk.corrupted - original).mean())
    assert 0 < errors[0] < errors[1]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert np.array_equal(desk.corrupted, original)
    assert desk.restoration.painting.painted == 0, "nothing of it is the mask"


def test_low_resolution_is_seen_under_stripes_whichever_was_set_first(opened: Desk) -> None:
    desk, strengths = opened, opened.left.damage.strengths
    desk.type(40, strengths["stripes"].field)
    striped = desk.corrupted
    desk.type(33, strengths["low-resolution"].field)
    both = desk.corrupted
    over = (both[0] == 0.5).all(1)
    assert np.array_equal(over, (striped[0] == 0.5).all(1)) and 0 < over.sum() < 12
    picture = desk.restoration.painting.picture[0]
    coarse = picture.reshape(3, 4, 3, 4).mean((1, 3)).repeat(4, 0).repeat(4, 1)
    assert both[0, ~over] == pytest.approx(coarse[~over], abs=1e-6)


def test_the_hole_lies_over_them_all(opened: Desk) -> None:
    desk, strengths = opened, opened.left.damage.strengths
    for kind in ("blur", "gaussian", "salt-pepper"):
        desk.type(50, strengths[kind].field)
    noisy = desk.corrupted
    desk.paint((6, 6))
    mask = desk.restoration.painting.mask
    assert (desk.corrupted[0, mask] == 0.5).all()
    assert np.array_equal(desk.corrupted[0, ~mask], noisy[0, ~mask])


def test_the_seed_brings_the_same_damage_again(opened: Desk) -> None:
    desk, damage = opened, opened.left.damage
    desk.type(60, damage.strengths["gaussian"].field)
    desk.type(3, damage.seed)
    first = desk.corrupted
    desk.type(4, damage.seed)
    assert not np.array_equal(desk.corrupted, first)
    desk.type(3, damage.seed)
    assert np.array_equal(desk.corrupted, first)


def test_sliders_show_what_is_done_to_the_image(opened: Desk) -> None:
    restoration, damage = opened.restoration, opened.left.damage
    restoration.damage = replace(restoration.damage, further=(("blur", 0.35),), seed=12)
    assert {kind: field.value for kind, field in damage.strengths.items() if field.value} == {"blur": 35}
    assert damage.seed.value == 12
