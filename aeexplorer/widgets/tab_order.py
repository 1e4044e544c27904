"""Lets the Tab key go through a widget as the eye does: in the order of its layouts, however late a part was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layout(widget: QWidget) -> None:
    """Put everything in ``widget`` that takes the focus in the order in which it is laid out, hidden or not.

    Qt puts a new widget behind all others of its window. Call this again whenever parts were added or moved.
    """
    policy = widget.focusPolicy()
    # Qt orders only what takes the focus, and the first part has to stay where the whole stands in the window.
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for before, after in pairwise((widget, *_stops_in(widget))):
        QWidget.setTabOrder(before, after)
    widget.setFocusPolicy(policy)


def stand_for(whole: QWidget, part: QWidget) -> None:
    """Let ``whole`` hand its focus to ``part``, and be moved by ``follow_layout`` with all that is in it.

    If the part were moved alone, Tab would come to the whole after it, be handed back to the part, and never go on.
    """
    whole.setFocusProxy(part)
    while deeper := part.focusProxy():
        part = deeper
    whole.setFocusPolicy(part.focusPolicy())


def _stops_in(widget: QWidget) -> Iterator[QWidget]:
    if layout := widget.layout():
        yield from _stops_in_layout(layout)


def _stops_in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if inner := item.layout():
            yield from _stops_in_layout(inner)
        elif part := item.widget():
            if part.focusPolicy() == Qt.FocusPolicy.NoFocus:
                yield from _stops_in(part)
            else:
                yield part
