"""What a model puts out comes into [0, 1] as one clicks, and is sharpened as much as one types, in every tile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from aeexplorer.panels.restorations import RestorationsPanel
from aeexplorer.panels.restore import RestorePanel
from aeexplorer.widgets.pictures import to_qimage
from training.restore.output import Output, into_unit
from training.restore.paste_back import paste_back
from training.restore.sharpen import sharpen

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

LEFT = Qt.MouseButton.LeftButton
HOWS: tuple[Output, ...] = ("none", "clamp", "rescale")


class Hand:
    """Clicks and types in the panel, and looks at the tiles."""

    def __init__(self, session: Session, run: Run, show: Callable[..., None], qtbot: QtBot) -> None:
        self.run, self._qtbot, self._restoration = run, qtbot, session.restoration
        self.left, self.strip = RestorePanel(session), RestorationsPanel(session)
        show(self.left, 288, 760)
        show(self.strip, 1150, 300)
        self._restoration.erase_randomly()
        self._settle()

    def choose(self, how: Output) -> None:
        self._click(self.left.ways.output.segment(how))

    def type_sharpening(self, amount: str) -> None:
        edit = self.left.ways.sharpening.edit
        if not edit.isVisible():
            self._click(self.left.ways.more.button)
        self._click(edit)
        edit.selectAll()
        self._qtbot.keyClicks(edit, amount)
        self._qtbot.keyClick(edit, Qt.Key.Key_Return)
        self._settle()

    def pixels(self, way: str) -> np.ndarray:  # type: ignore[type-arg]
        found = self._restoration.outcomes[way].pixels
        assert found is not None
        return found

    def tile(self, way: str) -> QImage | None:
        return self.strip.tiles[way].picture.image

    def expected(self, how: Output, amount: float = 0.0) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        """By way, of the image as it is damaged now."""
        progress = self._restoration.progress
        assert progress is not None and progress.hidden is not None and self.run.snapshot is not None
        assert progress.hidden.any() and not progress.hidden.all()
        damaged, hidden = torch.from_numpy(progress.corrupted)[None], torch.from_numpy(progress.hidden)[None, None]
        model = self.run.snapshot.model
        with torch.no_grad():
            raw = model.decode(model.encode(damaged).mean)
        assert raw.min() < 0
        whole = into_unit(raw, how)
        if amount:
            whole = sharpen(whole, amount=amount)
        return {"one-pass": whole[0].numpy(), "pasted-back": paste_back(whole, damaged, hidden)[0].numpy()}

    def _click(self, widget: QWidget) -> None:
        (scroll,) = self.left.findChildren(QScrollArea)

        def is_seen() -> bool:
            # What was opened just now has its place only after a moment.
            scroll.ensureWidgetVisible(widget)
            return not widget.visibleRegion().isEmpty()

        self._qtbot.waitUntil(is_seen)
        self._qtbot.mouseClick(widget, LEFT)
        self._settle()

    def _settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self._restoration.is_busy, timeout=30_000)
        self._qtbot.waitUntil(lambda: not (self.strip.dirty or self.left.dirty))


@pytest.fixture
def hand(explored: Session, train: Callable[..., Run], show: Callable[..., None], qtbot: QtBot) -> Hand:
    """Over a model whose output leaves [0, 1]."""
    explored.restoration.tick("latent-search", wanted=False)
    return Hand(explored, train("model.output=identity", "objective.reconstruction=mse"), show, qtbot)


def test_raw_clamped_and_rescaled_output_are_other_pictures(hand: Hand) -> None:
    found = {}
    for how in HOWS:
        hand.choose(how)
        for way, expected in hand.expected(how).items():
            found[how, way] = hand.pixels(way)
            np.testing.assert_allclose(found[how, way], expected, atol=1e-6)
            assert hand.tile(way) == to_qimage(found[how, way])
    assert found["none", "one-pass"].min() < 0
    assert found["clamp", "one-pass"].min() == 0
    assert found["rescale", "one-pass"].max() == 1
    assert to_qimage(found["rescale", "one-pass"]) != to_qimage(found["clamp", "one-pass"])
    hidden = found["none", "pasted-back"] != found["clamp", "pasted-back"]
    assert 0 < hidden.sum() < hidden.size, "in the hole alone"


def test_sharpening_is_typed_and_seen_in_every_tile(hand: Hand) -> None:
    before = {way: hand.tile(way) for way in ("one-pass", "pasted-back")}
    hand.type_sharpening("2")
    for way, expected in hand.expected("clamp", 2.0).items():
        np.testing.assert_allclose(hand.pixels(way), expected, atol=1e-6)
        assert hand.tile(way) == to_qimage(hand.pixels(way)) != before[way]
    hand.choose("rescale")
    for way, expected in hand.expected("rescale", 2.0).items():
        np.testing.assert_allclose(hand.pixels(way), expected, atol=1e-6)
    hand.choose("clamp")
    hand.type_sharpening("0")
    assert {way: hand.tile(way) for way in before} == before
