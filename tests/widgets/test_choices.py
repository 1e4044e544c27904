"""Choices, chips and buttons do what mouse and keyboard ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.theme import DARK, LIGHT
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.class_chips import ClassChips
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def wheel(widget: QWidget, notches: int) -> bool:
    """Turn the wheel over a widget; whether it took the turn."""
    middle = QPointF(widget.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turn)
    return turn.isAccepted()


class TestSegmented:
    @pytest.fixture
    def kind(self, look: Appearance, qtbot: QtBot) -> Segmented:
        kind = Segmented([("ae", "AE"), ("vae", "VAE"), ("rae", "RAE")], "vae", name="Kind")
        shown(qtbot, kind)
        return kind

    def test_a_click_chooses_and_tells(self, kind: Segmented, qtbot: QtBot) -> None:
        assert kind.value == "vae"
        with qtbot.waitSignal(kind.changed) as said:
            qtbot.mouseClick(kind.segment("ae"), LEFT)
        assert said.args == ["ae"]
        assert kind.value == "ae"
        assert not kind.segment("vae").isChecked()

    def test_arrow_keys_move_the_choice(self, kind: Segmented, qtbot: QtBot) -> None:
        kind.segment("vae").setFocus()
        with qtbot.waitSignal(kind.changed) as said:
            qtbot.keyClick(kind.segment("vae"), Qt.Key.Key_Right)
        assert said.args == ["rae"]
        with qtbot.waitSignal(kind.changed) as said:
            qtbot.keyClick(kind.segment("rae"), Qt.Key.Key_Left)
        assert said.args == ["vae"]

    def test_tab_stops_once(self, kind: Segmented) -> None:
        policies = [kind.segment(value).focusPolicy() for value in ("ae", "vae", "rae")]
        assert [bool(policy & Qt.FocusPolicy.TabFocus) for policy in policies] == [False, True, False]

    def test_setting_the_value_is_silent_and_an_unknown_one_refused(self, kind: Segmented, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(kind.changed):
            kind.set_value("rae")
        assert kind.value == "rae"
        with pytest.raises(ValueError, match="gan"):
            kind.set_value("gan")

    def test_it_is_as_high_as_a_field_and_keeps_its_width(self, kind: Segmented) -> None:
        widths = [kind.segment(value).sizeHint().width() for value in ("ae", "vae", "rae")]
        kind.set_value("ae")
        assert [kind.segment(value).sizeHint().width() for value in ("ae", "vae", "rae")] == widths
        assert kind.height() == 32
        assert (kind.accessibleName(), kind.segment("ae").accessibleName()) == ("Kind", "AE")

    def test_an_option_can_be_forbidden_with_a_reason(self, kind: Segmented, qtbot: QtBot) -> None:
        kind.set_option_enabled("ae", False, "This dataset needs a VAE.")
        with qtbot.assertNotEmitted(kind.changed):
            qtbot.mouseClick(kind.segment("ae"), LEFT)
        assert (kind.value, kind.segment("ae").toolTip()) == ("vae", "This dataset needs a VAE.")

    def test_the_chosen_segment_alone_is_tinted(self, kind: Segmented) -> None:
        picture = kind.grab().toImage()
        middle = kind.height() // 2
        # The first segment may lie under the mouse.
        inside = [kind.segment(value).x() + 4 for value in ("vae", "rae")]
        assert [picture.pixelColor(x, middle).name().upper() for x in inside] == [LIGHT.tint, LIGHT.panel]

    def test_other_options_can_be_offered(self, kind: Segmented, qtbot: QtBot) -> None:
        kind.set_options([(1, "One"), (2, "Two")], 2)
        assert kind.value == 2
        with qtbot.waitSignal(kind.changed) as said:
            qtbot.mouseClick(kind.segment(1), LEFT)
        assert said.args == [1]


class TestChoice:
    @pytest.fixture
    def loss(self, look: Appearance, qtbot: QtBot) -> Choice:
        loss = Choice([("bce", "Cross-entropy"), ("mse", "Mean squared error")], name="Loss")
        shown(qtbot, loss)
        return loss

    def test_keys_choose_and_tell(self, loss: Choice, qtbot: QtBot) -> None:
        assert (loss.value, loss.height(), loss.accessibleName()) == ("bce", 32, "Loss")
        loss.setFocus()
        with qtbot.waitSignal(loss.changed) as said:
            qtbot.keyClick(loss, Qt.Key.Key_Down)
        assert said.args == ["mse"]

    def test_setting_is_silent(self, loss: Choice, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(loss.changed):
            loss.set_value("mse")
            loss.set_options([("l1", "L1"), ("mse", "MSE")], "mse")
        assert loss.value == "mse"
        assert Choice().value is None

    def test_the_wheel_turns_it_only_with_the_focus(self, look: Appearance, qtbot: QtBot) -> None:
        loss = Choice([("bce", "Cross-entropy"), ("mse", "Mean squared error")])
        form = QScrollArea()
        inside = QWidget()
        column = QVBoxLayout(inside)
        other = QPushButton()
        column.addWidget(other)
        column.addWidget(loss)
        form.setWidget(inside)
        shown(qtbot, form)
        other.setFocus()
        wheel(loss, -1)
        assert loss.value == "bce"
        loss.setFocus()
        wheel(loss, -1)
        assert loss.value == "mse"


class TestClassChips:
    @pytest.fixture
    def chips(self, look: Appearance, qtbot: QtBot) -> ClassChips:
        chips = ClassChips()
        chips.set_classes([str(k) for k in range(10)], LIGHT.classes)
        chips.resize(600, 80)
        shown(qtbot, chips)
        return chips

    def test_a_click_hides_a_class_and_another_shows_it(self, chips: ClassChips, qtbot: QtBot) -> None:
        with qtbot.waitSignal(chips.toggled) as said:
            qtbot.mouseClick(chips.chips[3], LEFT)
        assert said.args == [3]
        assert chips.hidden == {3}
        assert chips.chips[3].accessibleName() == "Class 3, hidden"
        qtbot.mouseClick(chips.chips[3], LEFT)
        assert chips.hidden == frozenset()
        assert chips.chips[3].accessibleName() == "Class 3, shown"

    def test_shift_click_asks_for_one_class_alone(self, chips: ClassChips, qtbot: QtBot) -> None:
        with qtbot.waitSignal(chips.alone) as said, qtbot.assertNotEmitted(chips.toggled):
            qtbot.mouseClick(chips.chips[7], LEFT, SHIFT)
        assert said.args == [7]

    def test_the_keyboard_goes_along_the_chips_and_hides(self, chips: ClassChips, qtbot: QtBot) -> None:
        chips.chips[0].setFocus()
        qtbot.keyClick(chips.chips[0], Qt.Key.Key_Left)
        assert chips.chips[9].hasFocus()
        qtbot.keyClick(chips.chips[9], Qt.Key.Key_Right)
        qtbot.keyClick(chips.chips[0], Qt.Key.Key_Right)
        with qtbot.waitSignal(chips.toggled) as said:
            qtbot.keyClick(chips.chips[1], Qt.Key.Key_Space)
        assert said.args == [1]
        assert chips.hidden == {1}

    def test_a_chip_that_is_off_is_hollow(self, chips: ClassChips) -> None:
        def swatch() -> str:
            chip = chips.chips[5]
            return chip.grab().toImage().pixelColor(10 + 6, chip.height() // 2).name().upper()

        assert swatch() == LIGHT.classes[5]
        chips.set_hidden({5})
        assert swatch() == LIGHT.panel

    def test_chips_wrap_when_the_row_is_full(self, chips: ClassChips) -> None:
        assert len({chip.y() for chip in chips.chips}) == 1
        chips.resize(320, 200)
        assert max(chip.geometry().right() for chip in chips.chips) < 320
        assert len({chip.y() for chip in chips.chips}) == 2
        assert chips.heightForWidth(320) == 2 * 28 + 8
        assert all(chip.height() >= 28 for chip in chips.chips)
        assert not chips.more.isVisible()

    def test_chips_move_closer_together_before_they_wrap(self, chips: ClassChips) -> None:
        roomy = chips.sizeHint().width()
        wide = chips.chips[0].width()
        chips.resize(roomy - 1, 80)
        assert len({chip.y() for chip in chips.chips}) == 1
        assert chips.heightForWidth(roomy - 1) == 28
        assert chips.chips[-1].geometry().right() < roomy - 1
        assert all(28 <= chip.width() < wide and chip.height() == 28 for chip in chips.chips)
        chips.resize(roomy, 80)
        assert chips.chips[0].width() == wide

    def test_what_does_not_fit_into_two_rows_is_in_the_menu_of_a_last_chip(
        self, chips: ClassChips, qtbot: QtBot
    ) -> None:
        names = [f"breed no. {k}" for k in range(120)]
        chips.set_classes(names, [LIGHT.classes[k % 10] for k in range(120)])
        shown = [chip for chip in chips.chips if chip.isVisible()]
        assert chips.more.text() == f"+{120 - len(shown)} more"
        assert 4 < len(shown) < 20
        assert chips.heightForWidth(600) == 2 * 28 + 8
        assert chips.more.geometry().right() < 600
        assert not any(chip.geometry().intersects(chips.more.geometry()) for chip in shown)
        entries = chips.menu().actions()
        assert [entry.text() for entry in entries] == names[len(shown) :]
        assert all(entry.isChecked() for entry in entries)
        with qtbot.waitSignal(chips.toggled) as said:
            entries[0].trigger()
        assert said.args == [len(shown)]
        assert not chips.menu().actions()[0].isChecked()
        assert chips.hidden == {len(shown)}

    def test_what_was_hidden_stays_hidden_when_colours_change(self, chips: ClassChips, look: Appearance) -> None:
        chips.set_hidden({2})
        look.mode = "dark"
        chips.set_classes([str(k) for k in range(10)], DARK.classes)
        assert chips.hidden == {2}
        assert [chip.isChecked() for chip in chips.chips].count(False) == 1
        chips.set_classes(["Center", "Donut"], DARK.classes[:2])
        assert [chip.text() for chip in chips.chips] == ["Center", "Donut"]


class TestButtons:
    def test_heights_are_those_of_the_design(self, look: Appearance, qtbot: QtBot) -> None:
        plain, train, tool = Button("Fit"), Button("Train", "play", kind="filled", large=True), IconButton("fit", "Fit")
        for button, height in ((plain, 32), (train, 44), (tool, 28)):
            shown(qtbot, button)
            assert button.height() == height
        assert tool.width() == 28
        assert train.grab().toImage().pixelColor(train.width() // 2, 3).name().upper() == LIGHT.accent

    def test_a_button_without_a_word_still_has_a_name(self, look: Appearance, qtbot: QtBot) -> None:
        stop, fit = Button("", "stop", name="Stop"), IconButton("fit", "Fit the view")
        qtbot.addWidget(stop)
        qtbot.addWidget(fit)
        assert (stop.accessibleName(), stop.toolTip()) == ("Stop", "Stop")
        assert (fit.accessibleName(), fit.toolTip()) == ("Fit the view", "Fit the view")

    def test_icons_follow_the_theme(self, look: Appearance, qtbot: QtBot) -> None:
        stop = Button("", "stop", name="Stop")
        shown(qtbot, stop)

        def ink() -> str:
            picture = stop.grab().toImage()
            return picture.pixelColor(stop.width() // 2, stop.height() // 2).name().upper()

        assert ink() == LIGHT.text1
        look.mode = "dark"
        assert ink() == DARK.text1

    def test_space_presses(self, look: Appearance, qtbot: QtBot) -> None:
        button = Button("Train")
        shown(qtbot, button)
        button.setFocus()
        with qtbot.waitSignal(button.clicked):
            QTest.keyClick(button, Qt.Key.Key_Space)
