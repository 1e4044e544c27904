"""Generating from the window: the File menu, its key and whoever asks the session open it, one at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.generate_dialog import GenerateDialog
from aeexplorer.window import Window
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise
from training.latent.samplers.noisy_codes import NoisyCodes


@pytest.fixture
def window(make_window: Callable[..., Window]) -> Window:
    return make_window("data.source=digits", "model.widths=[16]", "schedule.epochs=1")


def dialogs() -> list[GenerateDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, GenerateDialog)]


def test_the_menu_the_key_and_a_panel_open_it(qtbot: QtBot, window: Window) -> None:
    session, entry = window.session, window.actions_by_id["generate_set"]
    assert entry.shortcut().toString() == "Ctrl+G" and entry.isEnabled()
    for wanted in (entry.trigger, session.generation.open):
        wanted()
        (dialog,) = dialogs()
        assert dialog.isVisible() and dialog.isModal() and dialog.parent() is window
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert dialogs() == []
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    assert session.generation.preview is None, "nothing is made that nobody sees"
    entry.trigger()
    qtbot.waitUntil(lambda: session.generation.neighbours is not None, timeout=60_000)
    (dialog,) = dialogs()
    assert len(dialog.preview.grid.groups) == 10
    dialog.reject()
    assert session.generation.preview is None


def test_a_run_that_is_ready_only_later_is_shown_then(qtbot: QtBot, window: Window) -> None:
    window.session.generation.open()
    (dialog,) = dialogs()
    assert dialog.preview.empty.isVisible()
    run = window.session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: dialog.preview.area.isVisible(), timeout=60_000)
    assert dialog.order.model.value is run and dialog.order.isEnabled()
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    dialog.reject()


def test_from_compare_it_starts_with_the_noise_that_is_compared(qtbot: QtBot, window: Window) -> None:
    comparing, entry = window.session.comparing, window.actions_by_id["generate_set"]
    comparing.set_conditions(Conditions(seed=7, code=CodeNoise(amount=0.6, in_spreads=True)))
    found = []
    for workspace in ("explore", "compare", "explore"):
        window.commands.show_workspace(workspace)
        entry.trigger()
        (dialog,) = dialogs()
        found.append((dialog.sampler.form.part, dialog.sampler.seed.value))
        dialog.reject()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    own = NoisyCodes(), 0
    assert found == [own, (NoisyCodes(noise=0.6, measured_in="spread"), 7), own]
