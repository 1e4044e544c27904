"""PySide6 6.12.0 loses a reference to None at every void call and signal on Python 3.11, and aborts within minutes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 3000


class Talker(QObject):
    said = Signal(object)

    @Slot(object)
    def hear(self, what: Any) -> None:
        pass


def void_calls(painter: QPainter) -> dict[str, Callable[[], Any]]:
    """Calls that return nothing, and signals that carry nothing: what a repainting window makes all day."""
    pen, path = QPen(), QPainterPath()
    label, timer, talker = QLabel("a"), QTimer(), Talker()
    talker.said.connect(talker.hear)
    square, point = QRectF(0, 0, 1, 1), QPointF(1, 1)
    return {
        "painter.setPen": lambda: painter.setPen(pen),
        "painter.save and restore": lambda: (painter.save(), painter.restore()),
        "painter.drawRect": lambda: painter.drawRect(square),
        "painter.setRenderHint": lambda: painter.setRenderHint(QPainter.RenderHint.Antialiasing, False),
        "path.moveTo": lambda: path.moveTo(point),
        "pen.setWidth": lambda: pen.setWidth(1),
        "label.setText": lambda: label.setText("a"),
        "label.update": label.update,
        "object.setObjectName": lambda: talker.setObjectName("a"),
        "timer.start": lambda: timer.start(1000),
        "processEvents": QCoreApplication.processEvents,
        "a signal that carries None": lambda: talker.said.emit(None),
        "a signal that carries True": lambda: talker.said.emit(True),
    }


@pytest.mark.parametrize("value", [None, True, False])
def test_void_calls_and_signals_take_no_references(qtbot: QtBot, value: object) -> None:
    image = QImage(20, 20, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    calls = void_calls(painter)
    for call in calls.values():
        call()
    lost = {}
    for name, call in calls.items():
        before = sys.getrefcount(value)
        for _ in range(CALLS):
            call()
        # A few come and go with caches; a lost one per call is thousands.
        if sys.getrefcount(value) < before - CALLS // 20:
            lost[name] = before - sys.getrefcount(value)
            break  # before there are none left, which aborts the process
    painter.end()
    assert not lost
