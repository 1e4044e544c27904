"""In the window: a run with another code size is shown, and nothing of the one before is held against its codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.panels.decoder import DecoderPanel
from aeexplorer.session.code_survey import NEAREST, NEAREST_CHANNEL
from aeexplorer.session.run import Run
from aeexplorer.window import Window


def trained(window: Window, qtbot: QtBot, size: int) -> Run:
    """A run of its own with a code of ``size`` numbers."""
    document = window.session.document
    document.override(f"model.latent_size={size}")
    run = document.train_anew()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    return run


def test_neighbours_are_looked_for_among_codes_of_the_same_size(
    make_window: Callable[..., Window], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window("data.source=digits", 'data.classes=["1","2"]', "model.widths=[4]", "schedule.epochs=1")
    runs = {size: trained(window, qtbot, size) for size in (2, 3)}
    panel = cast(DecoderPanel, window.panel("decoder"))
    ask = window.session.asks.ask

    def ask_at_once(channel: str, compute: Callable[[], object]) -> int:
        # As in a thread that has nothing else to do: it begins before the question can be taken back.
        if channel == NEAREST_CHANNEL:
            compute()
        return ask(channel, compute)

    monkeypatch.setattr(window.session.asks, "ask", ask_at_once)
    for size in (2, 3, 2):
        window.session.document.make_current(runs[size])
        qtbot.waitUntil(lambda: len(panel.survey.neighbours) == NEAREST)
        code = panel.shown.code
        assert code is not None and len(code) == size
        nearest = np.square(runs[size].codes - code).sum(1).argsort()[:NEAREST]
        assert set(panel.survey.neighbours) == set(runs[size].indices[nearest])
