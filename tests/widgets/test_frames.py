"""What stands around the panels: titles, strips, empty states, focus rings, plots, and the panel itself."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLineEdit, QMainWindow, QPushButton, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import DARK, LIGHT
from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.slider import Slider

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.session import Session
    from aeexplorer.theme import Appearance

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


class TestPanel:
    class Counter(Panel):
        refreshed = 0

        def refresh(self) -> None:
            self.refreshed += 1

    def test_it_draws_once_for_many_changes_and_only_when_seen(self, look: Appearance, qtbot: QtBot) -> None:
        panel = self.Counter(cast("Session", object()))
        qtbot.addWidget(panel)
        panel.mark_dirty()
        assert not panel.refresh_if_dirty()
        shown(qtbot, panel)
        panel.mark_dirty()
        panel.mark_dirty()
        assert panel.refresh_if_dirty()
        assert not panel.refresh_if_dirty()
        assert panel.refreshed == 1

    def test_a_change_while_it_draws_is_drawn_next_time(self, look: Appearance, qtbot: QtBot) -> None:
        class Busy(self.Counter):  # type: ignore[name-defined, misc]
            def refresh(self) -> None:
                super().refresh()
                if self.refreshed == 1:
                    self.mark_dirty()

        panel = Busy(cast("Session", object()))
        shown(qtbot, panel)
        assert [panel.refresh_if_dirty() for _ in range(3)] == [True, True, False]


class TestDockTitle:
    @pytest.fixture
    def dock(self, look: Appearance, qtbot: QtBot) -> QDockWidget:
        window = QMainWindow()
        dock = QDockWidget("Decoder", window)
        dock.setTitleBarWidget(DockTitle("Decoder", dock=dock))
        dock.setWidget(QWidget())
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        window.resize(500, 400)
        shown(qtbot, window)
        dock.kept = window  # type: ignore[attr-defined]
        return dock

    def test_it_is_40_high_and_offers_one_button_in_the_window(self, dock: QDockWidget) -> None:
        title = cast("DockTitle", dock.titleBarWidget())
        assert title.height() == 40
        buttons = [button for button in title.findChildren(QWidget) if button.toolTip() and button.isVisible()]
        assert [button.accessibleName() for button in buttons] == ["Take Decoder out of the window"]

    def test_the_button_takes_the_dock_out_and_back(self, dock: QDockWidget, qtbot: QtBot) -> None:
        title = cast("DockTitle", dock.titleBarWidget())
        button = next(child for child in title.findChildren(QWidget) if child.toolTip().startswith("Take"))
        qtbot.mouseClick(button, LEFT)
        assert dock.isFloating()
        assert button.accessibleName() == "Put Decoder back into the window"
        close = next(child for child in title.findChildren(QWidget) if child.toolTip() == "Close Decoder")
        qtbot.waitUntil(close.isVisible)
        qtbot.mouseClick(button, LEFT)
        assert not dock.isFloating()
        assert not close.isVisible()

    def test_a_title_over_no_dock_has_no_button(self, look: Appearance, qtbot: QtBot) -> None:
        title = DockTitle("Latent map")
        shown(qtbot, title)
        assert not [child for child in title.findChildren(QWidget) if child.toolTip() and child.isVisible()]


def test_an_empty_panel_says_one_sentence_and_offers_one_button(look: Appearance, qtbot: QtBot) -> None:
    empty = EmptyState("Nothing trained yet. Train this recipe to see its map.", "Train")
    shown(qtbot, empty)
    with qtbot.waitSignal(empty.pressed):
        qtbot.mouseClick(empty.button, LEFT)
    assert empty.accessibleName() == "Nothing trained yet. Train this recipe to see its map."
    empty.set_sentence("Loading the images.", "")
    assert not empty.button.isVisible()


def test_a_button_is_not_shown_before_there_is_a_sentence_that_says_what_for(look: Appearance, qtbot: QtBot) -> None:
    empty = EmptyState("", "Train")
    shown(qtbot, empty)
    assert not empty.button.isVisible()
    empty.set_sentence("Nothing trained yet.")
    assert empty.button.isVisible()


class TestErrorStrip:
    def test_it_shows_while_there_is_a_problem(self, look: Appearance, qtbot: QtBot) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        strip = ErrorStrip()
        column.addWidget(strip)
        shown(qtbot, holder)
        assert not strip.isVisible()
        strip.show_problem(
            "The loss jumped at epoch 7.",
            "The weights from epoch 6 are kept.",
            "Try a smaller learning rate.",
            "Use 0.0005",
        )
        assert strip.isVisible()
        assert strip.accessibleName() == (
            "The loss jumped at epoch 7. The weights from epoch 6 are kept. Try a smaller learning rate."
        )
        with qtbot.waitSignal(strip.pressed):
            qtbot.mouseClick(strip.button, LEFT)
        assert strip.grab().toImage().pixelColor(strip.width() - 3, strip.height() - 3).name().upper() == (
            LIGHT.error_ground
        )
        strip.show_problem("")
        assert not strip.isVisible()

    def test_a_long_explanation_wraps_and_is_not_cut(self, look: Appearance, qtbot: QtBot) -> None:
        strip = ErrorStrip("The file holds no images.", "It is a table of 3 columns. " * 8, "", "Choose another file")
        strip.resize(260, 10)
        shown(qtbot, strip)
        assert strip.heightForWidth(260) > strip.heightForWidth(700)


class TestFocusRing:
    @pytest.fixture
    def form(self, look: Appearance, qtbot: QtBot) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(20, 20, 20, 20)
        column.addWidget(QPushButton("One"))
        column.addWidget(QPushButton("Two"))
        column.addWidget(Slider())
        shown(qtbot, form)
        return form

    def test_the_keyboard_wears_it_outside_the_widget(self, form: QWidget, look: Appearance, qtbot: QtBot) -> None:
        one, two = form.findChildren(QPushButton)
        one.setFocus()
        qtbot.keyClick(one, Qt.Key.Key_Tab)
        assert look.ringed is two
        picture = form.grab().toImage()
        middle = two.geometry().center().x()
        above = [picture.pixelColor(middle, two.y() - up).name().upper() for up in (1, 2, 3, 4)]
        assert above == [LIGHT.panel, LIGHT.panel, LIGHT.accent, LIGHT.accent]
        look.mode = "dark"
        picture = form.grab().toImage()
        assert picture.pixelColor(middle, two.y() - 3).name().upper() == DARK.accent

    def test_the_mouse_needs_none_and_sliders_ring_their_knob(
        self, form: QWidget, look: Appearance, qtbot: QtBot
    ) -> None:
        one, two = form.findChildren(QPushButton)
        one.setFocus()
        qtbot.keyClick(one, Qt.Key.Key_Tab)
        qtbot.mouseClick(one, LEFT)
        qtbot.keyClick(one, Qt.Key.Key_Tab)
        assert look.ringed is two
        qtbot.keyClick(two, Qt.Key.Key_Tab)
        assert form.findChild(Slider).hasFocus()
        assert look.ringed is None

    def test_it_follows_a_widget_that_moves_and_leaves_with_one_that_dies(
        self, form: QWidget, look: Appearance, qtbot: QtBot
    ) -> None:
        one, two = form.findChildren(QPushButton)
        one.setFocus()
        qtbot.keyClick(one, Qt.Key.Key_Tab)
        form.resize(form.width(), form.height() + 80)
        qtbot.waitUntil(
            lambda: (
                form.grab().toImage().pixelColor(two.geometry().center().x(), two.y() - 3).name().upper()
                == LIGHT.accent
            )
        )
        two.deleteLater()
        qtbot.waitUntil(lambda: look.ringed is None)

    def test_inside_a_scrolled_form_it_scrolls_along(self, look: Appearance, qtbot: QtBot) -> None:
        area, inside = QScrollArea(), QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        fields = [QLineEdit() for _ in range(20)]
        for field in fields:
            column.addWidget(field)
        area.setWidget(inside)
        area.resize(300, 200)
        shown(qtbot, area)
        fields[0].setFocus()
        qtbot.keyClick(fields[0], Qt.Key.Key_Tab)
        assert look.ringed is fields[1]
        assert area.viewport().isAncestorOf(look.ringed)


def test_the_widgets_bring_no_engine_along() -> None:
    code = """
import sys
import aeexplorer.theme
from aeexplorer.widgets import button, choice, class_chips, dock_title, empty_state, error_strip, figures, image_strip
from aeexplorer.widgets import image_view, label, latent_slider, metric, number_field, panel, pictures
from aeexplorer.widgets import segmented, slider
heavy = {"torch", "torchvision", "sklearn", "torchmetrics", "skimage", "pyqtgraph", "qtawesome"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
