"""Panels: they redraw only when seen and out of date, and say once when they begin and end to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.session.session import Session
from aeexplorer.widgets.panel import Panel


class Watcher(Panel):
    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.said: list[bool] = []
        self.drawn = 0

    def watch(self, watching: bool) -> None:
        self.said.append(watching)

    def refresh(self) -> None:
        self.drawn += 1


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> Iterator[Watcher]:
    session = Session(runs_folder=tmp_path)
    panel = Watcher(session)
    qtbot.addWidget(panel)
    yield panel
    assert session.close(30_000)


def test_a_panel_that_is_hidden_twice_says_so_once(panel: Watcher) -> None:
    panel.show()
    panel.hide()
    QApplication.sendEvent(panel, QHideEvent())
    assert panel.said == [True, False]
    panel.show()
    assert panel.said == [True, False, True]


def test_a_panel_is_drawn_only_when_seen_and_out_of_date(panel: Watcher) -> None:
    assert not panel.refresh_if_dirty()
    panel.show()
    assert panel.refresh_if_dirty()
    assert not panel.refresh_if_dirty()
    panel.mark_dirty()
    assert panel.refresh_if_dirty()
    assert panel.drawn == 2
