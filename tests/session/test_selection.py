from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.selection import Selection


class Count:
    """How often a signal came."""

    def __init__(self, signal: Any) -> None:
        self.times = 0
        signal.connect(self._up)

    def _up(self) -> None:
        self.times += 1


def test_the_cursor_announces_a_change_and_nothing_else(qtbot: QtBot) -> None:
    selection = Selection()
    moved = Count(selection.cursor_changed)
    selection.cursor = np.array([1.0, 2.0])
    selection.cursor = [1.0, 2.0]
    assert moved.times == 1
    selection.held = True
    selection.held = True
    selection.cursor = None
    selection.cursor = None
    assert moved.times == 3


def test_the_cursor_does_not_follow_the_array_that_was_given(qtbot: QtBot) -> None:
    selection = Selection()
    code = np.array([1.0, 2.0], np.float32)
    selection.cursor = code
    code[0] = 9
    assert selection.cursor is not None
    np.testing.assert_array_equal(selection.cursor, [1, 2])
    with pytest.raises(ValueError, match="read-only"):
        selection.cursor[0] = 9


@pytest.mark.parametrize(("attribute", "signal"), [("hovered", "hovered_changed"), ("image", "image_changed")])
def test_image_number_zero_is_an_image(qtbot: QtBot, attribute: str, signal: str) -> None:
    selection = Selection()
    changed = Count(getattr(selection, signal))
    setattr(selection, attribute, 0)
    setattr(selection, attribute, 0)
    assert getattr(selection, attribute) == 0
    setattr(selection, attribute, None)
    assert changed.times == 2


def test_classes_are_hidden_shown_and_singled_out(qtbot: QtBot) -> None:
    selection = Selection()
    changed = Count(selection.classes_changed)
    selection.toggle_class(3)
    assert selection.hidden_classes == {3}
    selection.toggle_class(3)
    assert selection.hidden_classes == frozenset()
    selection.show_only(1, classes=4)
    assert selection.hidden_classes == {0, 2, 3}
    selection.show_only(1, classes=4)
    assert selection.hidden_classes == frozenset()
    assert changed.times == 4


def test_pins_keep_their_numbers(qtbot: QtBot) -> None:
    selection = Selection()
    changed = Count(selection.pins_changed)
    for x in range(3):
        assert selection.add_pin([x, 0]).number == x + 1
    selection.remove_pin(2)
    assert [pin.number for pin in selection.pins] == [1, 3]
    assert selection.add_pin([5, 0]).number == 4
    selection.move_pin(3, [2, 7])
    np.testing.assert_array_equal(selection.pins[1].code, [2, 7])
    assert changed.times == 6
    selection.move_pin(3, [2, 7])
    selection.move_pin(99, [0, 0])
    selection.remove_pin(99)
    assert changed.times == 6
    selection.clear_pins()
    assert selection.pins == ()


def test_the_path_leads_through_all_pins_in_order(qtbot: QtBot) -> None:
    selection = Selection()
    assert len(selection.path_codes()) == 0
    assert selection.path_code() is None
    selection.path_steps = 3
    for code in ([0, 0], [2, 0], [2, 4]):
        selection.add_pin(code)
    np.testing.assert_allclose(selection.path_codes(), [[0, 0], [1, 0], [2, 0], [2, 2], [2, 4]])
    changed = Count(selection.path_changed)
    selection.path_position = 0.75
    assert selection.path_code() is not None
    np.testing.assert_allclose(selection.path_code(), [2, 2])
    selection.path_position = 1.5
    assert selection.path_position == 1.0
    np.testing.assert_allclose(selection.path_code(), [2, 4])
    assert changed.times == 2


def test_a_spherical_path_keeps_to_the_circle(qtbot: QtBot) -> None:
    selection = Selection()
    selection.add_pin([3, 0])
    selection.add_pin([0, 3])
    selection.path_steps = 5
    selection.path_kind = "spherical"
    angles = np.linspace(0, np.pi / 2, 5)
    np.testing.assert_allclose(selection.path_codes(), 3 * np.stack([np.cos(angles), np.sin(angles)], 1), atol=1e-6)


@pytest.mark.parametrize("end", [[-3, 0], [6, 0], [0, 0]])
def test_a_spherical_path_is_straight_where_there_is_no_circle(qtbot: QtBot, end: list[float]) -> None:
    selection = Selection()
    selection.path_kind, selection.path_steps = "spherical", 3
    selection.add_pin([3, 0])
    selection.add_pin(end)
    np.testing.assert_allclose(selection.path_codes(), [[3, 0], [(3 + end[0]) / 2, 0], end], atol=1e-6)


def test_clearing_forgets_what_belongs_to_a_run_and_keeps_the_settings(qtbot: QtBot) -> None:
    selection = Selection()
    selection.cursor, selection.held, selection.image, selection.hovered = [1, 1], True, 4, 5
    selection.add_pin([0, 0])
    selection.toggle_class(2)
    selection.path_kind = "spherical"
    selection.clear()
    assert (selection.cursor, selection.held, selection.image, selection.hovered) == (None, False, None, None)
    assert (selection.pins, selection.hidden_classes) == ((), frozenset())
    assert selection.path_kind == "spherical"


def test_images_are_chosen_each_once_and_announced_when_they_change(qtbot: QtBot) -> None:
    selection = Selection()
    heard: list[tuple[int, ...]] = []
    selection.images_changed.connect(lambda: heard.append(selection.images))
    selection.images = np.array([9, 2, 9])
    selection.images = [2, 9]
    assert heard == [(2, 9)] and all(type(index) is int for index in selection.images)
    selection.toggle_image(4)
    selection.toggle_image(2)
    assert selection.images == (4, 9)
    selection.clear()
    assert heard == [(2, 9), (2, 4, 9), (4, 9), ()]
