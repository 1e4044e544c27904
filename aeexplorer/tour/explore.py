"""A visit to Explore: from the first look to the projector."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt

from aeexplorer.session.run import RunState
from aeexplorer.tour.visitor import SETTLE, Visitor, Wait


def explore(visitor: Visitor) -> Iterator[Wait]:
    """An autoencoder learns and is looked into; then a VAE, its decoded map, and the presenter's view."""
    yield visitor.pause(2.0)
    yield from visitor.picture("start")

    visitor.press("Train")
    yield Wait("codes are on the map", lambda: len(visitor.map.view.codes) > 0)
    yield Wait("the classes begin to part", lambda: visitor.run.shown_epoch >= 5)
    visitor.hover(visitor.middle())
    yield from visitor.picture("training")

    yield Wait("the run has finished", lambda: visitor.run.state is RunState.FINISHED)
    yield visitor.pause(SETTLE)
    visitor.press("Both")
    for label in (0, 7, 1):
        visitor.click(visitor.dense(label), Qt.KeyboardModifier.ShiftModifier)
    visitor.expect(len(visitor.window.session.selection.pins) == 3, "three pins")
    visitor.click(visitor.some_code(4), Qt.KeyboardModifier.NoModifier)
    visitor.expect(visitor.window.session.selection.image is not None, "a selected image")
    visitor.hover(visitor.beside(visitor.dense(8)))
    yield Wait("the cursor decodes", lambda: visitor.window.session.selection.cursor is not None)
    yield from visitor.picture("explore")

    visitor.window.commands.toggle_dark()
    yield from visitor.picture("dark")
    visitor.window.commands.toggle_dark()

    visitor.press("VAE")
    visitor.press("Train new run")
    yield Wait("the VAE has finished", lambda: _second_run_finished(visitor))
    visitor.hover(visitor.middle())
    yield from visitor.picture("vae")

    visitor.window.commands.toggle_docks()
    yield from visitor.picture("decoded-map")
    visitor.window.commands.toggle_docks()

    visitor.window.commands.toggle_presenter()
    yield from visitor.picture("presenter")
    visitor.window.commands.toggle_presenter()


def _second_run_finished(visitor: Visitor) -> bool:
    runs = visitor.window.session.document.runs
    return len(runs) == 2 and visitor.run is runs[1] and visitor.run.state is RunState.FINISHED
