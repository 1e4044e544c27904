"""The header of the map, where there is room and where there is little."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from aeexplorer.app import application
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.map.map_header import MapHeader


def is_drawn(label: Elided) -> bool:
    image = label.grab().toImage()
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 1


def test_what_the_colours_choice_is_called_is_shown_whole_or_not_at_all(qtbot: QtBot) -> None:
    application()
    header = MapHeader()
    qtbot.addWidget(header)
    header.resize(900, 40)
    header.show()
    (label,) = (found for found in header.findChildren(Elided) if found.text() == "Colour by")
    assert is_drawn(label)
    words = label.fontMetrics().horizontalAdvance(label.text())
    while label.width() >= words:
        header.resize(header.width() - 4, 40)
        header.layout().activate()
    assert label.width() > words // 2
    assert not is_drawn(label)
