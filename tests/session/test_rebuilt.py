"""Pictures are made for the places that are looked at, by the newest weights, and not kept without end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from aeexplorer.session import rebuilt as module
from aeexplorer.session.ask_thread import AskThread
from aeexplorer.session.rebuilt import Rebuild, Rebuilt, RebuiltImages


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        # The thread imports torch before its first answer: no test shall wait for that.
        import torch  # noqa: F401

        self.asks = AskThread()
        self._parent = QObject()
        self.images = RebuiltImages("pictures", self.asks, self._parent)
        self.images.watch(True)
        self.made: list[int] = []
        self._qtbot = qtbot

    def maker(self, shade: float) -> Rebuild:
        """Makes pictures of one shade, beside originals of the shade of their place."""

        def rebuild(places: np.ndarray) -> list[Rebuilt]:
            self.made += places.tolist()
            made = np.full((1, 4, 4), shade, np.float32)
            return [Rebuilt(np.full((1, 4, 4), place, np.float32), (made,), ()) for place in places]

        return rebuild

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.images.is_busy)

    def shades(self, *places: int) -> list[float | None]:
        found = [self.images.at(place) for place in places]
        return [None if one is None else float(one.pictures[0][0, 0, 0]) for one in found]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.asks.stop()
    assert desk.asks.wait_for(5000)


def test_only_what_is_wanted_is_made_and_only_once(desk: Desk) -> None:
    desk.images.use(desk.maker(0.25))
    desk.images.want(range(10))
    desk.settle()
    desk.images.want(range(5, 15))
    desk.settle()
    assert desk.made == list(range(15))
    assert desk.shades(0, 14, 15) == [0.25, 0.25, None]
    assert desk.images.at(7) is not None and float(desk.images.at(7).original[0, 0, 0]) == 7  # type: ignore[union-attr]


def test_of_the_same_images_old_pictures_stay_until_newer_ones_have_come(desk: Desk) -> None:
    desk.images.use(desk.maker(0.25))
    desk.images.want((1, 2))
    desk.settle()
    desk.images.use(desk.maker(0.5), same_images=True)
    assert desk.shades(1, 2) == [0.25, 0.25]
    desk.settle()
    assert desk.shades(1, 2) == [0.5, 0.5]
    desk.images.use(desk.maker(0.75))
    assert desk.shades(1, 2) == [None, None]
    desk.images.want((1, 2))
    desk.settle()
    assert desk.shades(1, 2) == [0.75, 0.75]
    desk.images.use(None)
    assert desk.shades(1, 2) == [None, None] and not desk.images.is_busy


def test_of_other_images_nothing_is_made_before_somebody_wants_it(desk: Desk) -> None:
    desk.images.use(desk.maker(0.25))
    desk.images.want((16, 17))
    desk.settle()
    # There may be fewer of them: these have no places 16 and 17.
    desk.images.use(desk.maker(0.5))
    desk.settle()
    assert desk.made == [16, 17]
    desk.images.want((3,))
    desk.settle()
    assert desk.made == [16, 17, 3]


def test_what_is_not_looked_at_any_more_does_not_fill_the_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 20 * 2 * 16 * 4)
    desk.images.use(desk.maker(0.25))
    for start in range(0, 60, 6):
        desk.images.want(range(start, start + 6))
        desk.settle()
        assert None not in desk.shades(*range(start, start + 6))
    assert None in desk.shades(*range(54))
