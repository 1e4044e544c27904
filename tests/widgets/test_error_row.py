"""The bars of a row stand for all of its finite errors."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.anomaly.error_row import ErrorRow, paint_row

RED, BLUE = "#FF0000", "#0000FF"


def test_counts_are_those_of_a_histogram_whose_last_bin_is_open() -> None:
    errors = np.random.default_rng(7).gamma(2.0, 1.0, 500)
    row = ErrorRow("two", ((errors[:200], RED), (np.append(errors[200:], np.nan), BLUE)), strange=True, label=None)
    edges = np.append(np.linspace(0, 3, 13)[:-1], np.inf)
    expected = [np.histogram(part, edges)[0] for part in (errors[:200], errors[200:])]
    assert np.array_equal(row.counts(12, 3.0), expected)
    assert np.array_equal(row.errors[:-1], errors)


def test_bars_before_the_threshold_are_faint(qtbot: QtBot) -> None:
    row = ErrorRow("one", ((np.array([0.1, 0.9]), RED),), strange=True, label=0)
    picture = QImage(200, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    paint_row(painter, row, QRectF(0, 0, 50, 20), QRectF(50, 0, 150, 20), end=1.0, called=125.0)
    painter.end()
    colours = {x: picture.pixelColor(x, 10) for x in range(50, 200)}
    assert [x for x, colour in colours.items() if colour == QColor(RED)] == [185, 186]
    faint = [x for x, colour in colours.items() if colour not in (QColor("white"), QColor(RED))]
    assert faint == [65, 66] and colours[65].green() > 100
