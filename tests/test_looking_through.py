"""In the window: arrow keys go through failures, not through epochs, and what is found is selected in every panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.anomaly import AnomalyPanel
from aeexplorer.panels.failures import FailuresPanel
from aeexplorer.window import Window


@pytest.fixture
def window(make_window: Callable[..., Window], qtbot: QtBot) -> Window:
    window = make_window(
        "data.source=digits",
        'data.classes=["1","2","3"]',
        "model.widths=[8]",
        "schedule.epochs=2",
        "schedule.batch_size=64",
    )
    run = window.session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    window.show_workspace("compare")
    return window


def test_arrow_keys_go_through_failures_and_leave_the_epoch(window: Window, qtbot: QtBot) -> None:
    window.docks.by_panel["failures"].raise_()
    panel = cast(FailuresPanel, window.panel("failures"))
    qtbot.waitUntil(lambda: panel.isVisible() and panel.browser.count > 0, timeout=20_000)
    run, measured = window.session.document.current, panel.failures.measured
    assert run is not None and measured is not None
    panel.browser.setFocus()
    for expected in (0, 1, 2):
        qtbot.keyClick(panel.browser, Qt.Key.Key_Right)
        assert window.session.selection.image == int(measured.rows[panel.failures.order[expected]])
    qtbot.keyClick(panel.browser, Qt.Key.Key_Left)
    assert window.session.selection.image == int(measured.rows[panel.failures.order[1]])
    assert run.live


def test_a_tab_behind_measures_nothing_until_it_is_seen(window: Window, qtbot: QtBot) -> None:
    anomaly = cast(AnomalyPanel, window.panel("anomaly"))
    assert not anomaly.isVisible()
    assert anomaly.view.judged is None and not anomaly.view.images.is_reading
    window.docks.by_panel["anomaly"].raise_()
    qtbot.waitUntil(lambda: anomaly.view.judged is not None, timeout=20_000)
    assert anomaly.view.judged is not None
    assert anomaly.view.strange == {0, 4, 5, 6, 7, 8, 9}
