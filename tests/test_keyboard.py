"""Whoever has no mouse: Tab comes to every control of every workspace, and each of them says its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from aeexplorer.window import Window
from aeexplorer.workspaces import WORKSPACES

MOST = 400
"""Controls that Tab may pass until it is back where it began."""


@pytest.fixture
def window(make_window: Callable[..., Window], qtbot: QtBot) -> Window:
    """With an AE and a VAE, which every workspace has something to say of."""
    window = make_window("data.source=digits", "model.widths=[16]", "schedule.epochs=1", "schedule.batch_size=256")
    document = window.session.document
    for kind in ("plain", "gaussian"):
        document.override(f"bottleneck.kind={kind}")
        run = document.train_anew()
        assert run is not None
        qtbot.waitUntil(lambda run=run: not run.state.active, timeout=60_000)
    return window


def show(window: Window, qtbot: QtBot, workspace: str) -> None:
    window.show_workspace(workspace)
    qtbot.waitUntil(
        lambda: not any(panel.dirty and panel.isVisible() for panel in window.panels.values()), timeout=60_000
    )


def controls(window: Window) -> set[QWidget]:
    """What can be seen and takes the focus by Tab."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        # Of buttons that exclude each other the arrow keys choose: Tab comes to the one that is chosen.
        and not (isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked())
    }


def passed_by_tab(window: Window) -> set[QWidget]:
    """Where Tab comes, from a control on until it is back at it."""
    passed: list[QWidget] = []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now in passed[:1]:
            break
        passed.append(now)
    return set(passed)


@pytest.mark.parametrize("workspace", [workspace.id for workspace in WORKSPACES])
def test_tab_comes_to_every_control_and_each_has_a_name(window: Window, qtbot: QtBot, workspace: str) -> None:
    show(window, qtbot, workspace)
    assert window.isActiveWindow(), "nothing that was shown was a window of its own for a moment"
    passed, there = passed_by_tab(window), controls(window)
    assert len(there) > 5
    missed = sorted(described(widget) for widget in there - passed)
    assert not missed, "\n".join(missed)
    nameless = sorted(described(widget) for widget in there | for_the_mouse(window) if not spoken(widget))
    assert not nameless, "\n".join(nameless)


@pytest.mark.parametrize("workspace", [workspace.id for workspace in WORKSPACES])
def test_every_control_has_a_name_before_there_is_anything_to_show(
    make_window: Callable[..., Window], qtbot: QtBot, workspace: str
) -> None:
    window = make_window("data.source=digits")
    show(window, qtbot, workspace)
    there = controls(window) | for_the_mouse(window)
    assert len(there) > 5
    nameless = sorted(described(widget) for widget in there if not spoken(widget))
    assert not nameless, "\n".join(nameless)


def for_the_mouse(window: Window) -> set[QWidget]:
    """What can be seen and works, and takes no focus or is left to the arrow keys; disabled or not."""
    kinds = (QAbstractButton, QComboBox, QAbstractSlider, QLineEdit, QTabBar, QAbstractItemView)
    return {
        widget
        for kind in kinds
        for widget in window.findChildren(kind)
        # Qt names the sections of a header itself, and scroll bars belong to what they scroll.
        if widget.isVisible() and not isinstance(widget, QScrollBar | QHeaderView)
    }


def spoken(widget: QWidget) -> str:
    """The name that a screen reader is given; a tooltip is none."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name).strip()


def described(widget: QWidget) -> str:
    parents = []
    at: QWidget | None = widget
    while at is not None:
        parents.append(type(at).__name__)
        at = at.parentWidget()
    return f"{widget.accessibleName() or widget.toolTip()}: {' in '.join(parents)}"
