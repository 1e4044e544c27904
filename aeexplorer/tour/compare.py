"""A visit to Compare: autoencoder and VAE, fed the same noise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from aeexplorer.panels.compare_images import CompareImagesPanel
from aeexplorer.panels.noise_compare import NoiseComparePanel
from aeexplorer.tour.visitor import SETTLE, Visitor, Wait

STRENGTH = 0.3
"""Of the slider's way: 0.6 in spreads of the codes."""


def compare(visitor: Visitor) -> Iterator[Wait]:
    """The first two runs side by side; noise on their codes by the slider, and one image pointed at in every row."""
    session = visitor.window.session
    comparing = session.comparing
    for place, run in enumerate(session.document.runs[:2]):
        comparing.set_member(place, run)
    visitor.window.commands.show_workspace("compare")
    visitor.expect(len(comparing.members) == 2, "two models to compare")
    yield Wait("the models' pictures are there", lambda: comparing.results is not None)
    visitor.press("× spread")
    slider = cast(NoiseComparePanel, visitor.window.panel("noise_compare")).code_noise.strength.slider
    start, end = slider.knob_centre().toPoint(), QPoint(round(STRENGTH * slider.width()), slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(slider, end)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    visitor.expect(comparing.conditions.code.amount > 0, "noise on the codes")
    rows = cast(CompareImagesPanel, visitor.window.panel("compare_images")).rows
    yield Wait("its pictures and figures are there", lambda: not comparing.is_busy and len(rows.rows) > 3)
    yield visitor.pause(SETTLE)
    image = rows.tile(1, 4).center().toPoint()
    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, image)
    visitor.expect(comparing.cursor is not None, "an image pointed at")
    yield from visitor.picture("compare")

    visitor.window.commands.toggle_dark()
    # The maps draw their points anew, one after the other.
    yield visitor.pause(3 * SETTLE)
    yield from visitor.picture("compare-dark")
    visitor.window.commands.toggle_dark()
    visitor.window.commands.show_workspace("explore")
