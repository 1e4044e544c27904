"""Whoever goes through the Run panel with Tab goes from top to bottom, whatever was shown, hidden or rebuilt before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session.session import Session

MOST = 120
"""Controls that Tab may pass until it is back where it began."""


@pytest.fixture
def panel(qtbot: QtBot, explored: Session, show: Callable[..., None]) -> RunPanel:
    """High enough for all of the form, so that nothing scrolls."""
    explored.document.override("data.source=digits")
    panel = RunPanel(explored)
    show(panel, 288, 3000)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def from_top_to_bottom(panel: RunPanel) -> list[QWidget]:
    """All controls that the panel shows, in the order in which they are read."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def place(widget: QWidget) -> tuple[int, int]:
        middle = widget.mapTo(panel, widget.rect().center())
        return middle.y(), middle.x()

    stops = [
        widget
        for widget in panel.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not (isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked())
    ]
    return sorted(stops, key=place)


def walked(panel: RunPanel, start: QWidget, key: Qt.Key) -> list[QWidget]:
    """Where the focus comes with ``key``, from ``start`` on until it is back there."""
    start.setFocus()
    passed: list[QWidget] = []
    for _ in range(MOST):
        now = QApplication.focusWidget()
        if now in passed:
            break
        passed.append(now)
        QTest.keyClick(now, key)
    return passed


def names(widgets: list[QWidget]) -> list[str]:
    return [f"{type(w).__name__} {w.accessibleName() or w.toolTip()} at {w.mapToGlobal(QPoint()).y()}" for w in widgets]


@pytest.mark.parametrize("opened", [False, True], ids=["closed", "more settings"])
@pytest.mark.parametrize(
    "assignments",
    [
        (),
        ("data.source=mnist",),
        ("bottleneck.kind=gaussian",),
        ("bottleneck.kind=power", "model.kind=convolutional", "corruption.kind=erase"),
    ],
    ids=["as it begins", "files", "a VAE", "other parts"],
)
def test_tab_goes_down_the_panel_and_shift_tab_up(panel: RunPanel, assignments: tuple[str, ...], opened: bool) -> None:
    panel.form.more.set_open(opened)
    panel.session.document.override(*assignments)
    expected = from_top_to_bottom(panel)
    assert len(expected) > (40 if opened else 12)
    assert names(walked(panel, expected[0], Qt.Key.Key_Tab)) == names(expected)
    assert names(walked(panel, expected[-1], Qt.Key.Key_Backtab)) == names(expected[::-1])


def test_tab_goes_on_below_the_kind_that_was_changed_by_a_key(panel: RunPanel) -> None:
    corruption = panel.form.rows["corruption.kind"]
    corruption.entry.setFocus()
    QTest.keyClick(corruption.entry, Qt.Key.Key_Down)
    for path in ("corruption.scale_min", "corruption.scale_max"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is panel.form.rows[path].entry
