"""Numbers are typed, stepped, dragged and written as the user expects."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from aeexplorer.theme import LIGHT
from aeexplorer.widgets.figures import editable, figure
from aeexplorer.widgets.latent_slider import LatentSlider
from aeexplorer.widgets.metric import MetricLabel
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.slider import Slider

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget, width: int = 200) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def wheel(widget: QWidget, notches: int) -> bool:
    turn = QWheelEvent(
        QPointF(widget.rect().center()),
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


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-1.15, 2, "−1.15"),
        (60000, None, "60\u202f000"),
        (7130.4, 0, "7\u202f130"),
        (141.3456, None, "141.3"),
        (0.0193, None, "0.0193"),
        (0.0, 1, "0.0"),
        (None, None, "–"),
        (math.nan, 2, "–"),
    ],
)
def test_figures_are_written_for_reading(value: float | None, decimals: int | None, text: str) -> None:
    assert figure(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0.001, None, "0.001"), (1e-5, None, "1e-05"), (1, 2, "1.00"), (0.005, 2, "0.005")]
)
def test_figures_are_written_for_editing(value: float, decimals: int | None, text: str) -> None:
    assert editable(value, decimals) == text


class TestNumberField:
    @pytest.fixture
    def size(self, look: Appearance, qtbot: QtBot) -> NumberField:
        size = NumberField("int", 1, 512, "numbers", value=2, name="Latent size")
        shown(qtbot, size)
        return size

    @staticmethod
    def type_into(qtbot: QtBot, field: NumberField, text: str) -> None:
        field.edit.setFocus()
        field.edit.selectAll()
        qtbot.keyClicks(field.edit, text)

    def test_a_typed_number_counts_on_enter(self, size: NumberField, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(size.changed):
            self.type_into(qtbot, size, "16")
        with qtbot.waitSignal(size.changed) as said:
            qtbot.keyClick(size.edit, Qt.Key.Key_Return)
        assert said.args == [16]
        assert isinstance(size.value, int)

    def test_a_typed_number_counts_when_the_field_is_left(self, look: Appearance, qtbot: QtBot) -> None:
        size = NumberField("int", 1, 512, value=2)
        both, other = QWidget(), QLineEdit()
        column = QVBoxLayout(both)
        column.addWidget(size)
        column.addWidget(other)
        shown(qtbot, both)
        self.type_into(qtbot, size, "32")
        with qtbot.waitSignal(size.changed) as said:
            other.setFocus()
        assert said.args == [32]

    @pytest.mark.parametrize("text", ["0", "513", "2.5", "two", "", "nan", "inf", "1e999"])
    def test_what_is_no_such_number_is_explained_and_changes_nothing(
        self, size: NumberField, qtbot: QtBot, text: str
    ) -> None:
        with qtbot.assertNotEmitted(size.changed):
            self.type_into(qtbot, size, text)
            if not text:
                qtbot.keyClick(size.edit, Qt.Key.Key_Delete)
            qtbot.keyClick(size.edit, Qt.Key.Key_Return)
        assert size.value == 2
        assert size.edit.text() == text
        assert size.problem == "Type a whole number from 1 to 512."
        qtbot.keyClick(size.edit, Qt.Key.Key_Escape)
        assert (size.edit.text(), size.problem) == ("2", "")

    def test_a_good_number_clears_the_problem(self, size: NumberField, qtbot: QtBot) -> None:
        size.set_problem("A latent of 2 is too small for this network.")
        assert size.sizeHint().height() > 40
        assert size.edit.accessibleDescription() == "A latent of 2 is too small for this network."
        self.type_into(qtbot, size, "4")
        qtbot.keyClick(size.edit, Qt.Key.Key_Return)
        assert size.problem == ""
        assert size.sizeHint().height() == 32

    def test_arrow_keys_step_within_the_limits(self, size: NumberField, qtbot: QtBot) -> None:
        qtbot.keyClick(size.edit, Qt.Key.Key_Up)
        assert size.value == 3
        qtbot.keyClick(size.edit, Qt.Key.Key_PageUp)
        assert size.value == 13
        for _ in range(3):
            qtbot.keyClick(size.edit, Qt.Key.Key_PageDown)
        assert size.value == 1

    def test_decimals_step_along_one_two_five(self, look: Appearance, qtbot: QtBot) -> None:
        rate = NumberField("float", 1e-6, 1, value=0.001, name="Learning rate")
        shown(qtbot, rate)
        seen = []
        for key in [Qt.Key.Key_Up] * 4 + [Qt.Key.Key_Down] * 6:
            qtbot.keyClick(rate.edit, key)
            seen.append(rate.value)
        assert seen == [0.002, 0.005, 0.01, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002]

    @pytest.mark.parametrize(("text", "value"), [("0,5", 0.5), ("1e-3", 0.001), (" 0.25 ", 0.25), ("60 000", 60000.0)])
    def test_numbers_are_read_as_people_write_them(
        self, look: Appearance, qtbot: QtBot, text: str, value: float
    ) -> None:
        field = NumberField("float", value=7)
        shown(qtbot, field)
        self.type_into(qtbot, field, text)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        assert field.value == value

    def test_the_wheel_turns_it_only_with_the_focus(self, size: NumberField, qtbot: QtBot) -> None:
        size.edit.clearFocus()
        assert not wheel(size.edit, 1)
        assert size.value == 2
        size.edit.setFocus()
        assert wheel(size.edit, 1)
        assert size.value == 3

    def test_setting_is_silent_and_leaves_what_is_being_typed(self, size: NumberField, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(size.changed):
            size.set_value(64)
            assert size.edit.text() == "64"
            self.type_into(qtbot, size, "12")
            size.set_value(8)
        assert size.edit.text() == "12"

    def test_it_says_its_name_and_unit_and_is_32_high(self, size: NumberField) -> None:
        assert size.edit.height() == 32
        assert size.edit.accessibleName() == "Latent size, numbers"


class TestSlider:
    @pytest.fixture
    def beta(self, look: Appearance, qtbot: QtBot) -> Slider:
        beta = Slider(0, 100, 50, name="KL weight")
        shown(qtbot, beta)
        return beta

    def test_a_click_jumps_and_a_drag_follows(self, beta: Slider, qtbot: QtBot) -> None:
        with qtbot.waitSignal(beta.valueChanged) as said:
            qtbot.mousePress(beta, LEFT, pos=QPoint(199, 14))
        assert said.args == [100]
        assert beta.isSliderDown()
        qtbot.mouseMove(beta, QPoint(100, 14))
        qtbot.waitUntil(lambda: beta.value() == 50)
        qtbot.mouseRelease(beta, LEFT, pos=QPoint(100, 14))
        assert not beta.isSliderDown()

    def test_the_knob_stands_where_the_value_is_and_the_track_is_filled_up_to_it(self, beta: Slider) -> None:
        picture = beta.grab().toImage()
        centre = beta.knob_centre()
        assert centre.x() == pytest.approx(100, abs=1)
        assert picture.pixelColor(60, 14).name().upper() == LIGHT.accent
        assert picture.pixelColor(140, 14).name().upper() == LIGHT.track
        assert picture.pixelColor(100, 14).name().upper() == LIGHT.panel
        assert beta.height() >= 28

    def test_keys_step_and_the_wheel_needs_the_focus(self, beta: Slider, qtbot: QtBot) -> None:
        beta.clearFocus()
        assert not wheel(beta, 1)
        assert beta.value() == 50
        beta.setFocus()
        qtbot.keyClick(beta, Qt.Key.Key_Right)
        assert beta.value() == 51
        qtbot.keyClick(beta, Qt.Key.Key_Home)
        assert beta.value() == 0


class TestLatentSlider:
    @pytest.fixture
    def z1(self, look: Appearance, qtbot: QtBot) -> LatentSlider:
        z1 = LatentSlider("z₁")
        z1.set_range(-4, 4)
        z1.set_value(0.0)
        shown(qtbot, z1, 130)
        return z1

    def test_dragging_moves_the_value_and_letting_go_is_told(self, z1: LatentSlider, qtbot: QtBot) -> None:
        y = round(z1.knob_centre().y())
        with qtbot.waitSignal(z1.moved) as said:
            qtbot.mousePress(z1, LEFT, pos=QPoint(129, y))
        assert said.args == [4.0]
        qtbot.mouseMove(z1, QPoint(65, y))
        qtbot.waitUntil(lambda: z1.value == pytest.approx(0, abs=0.1))
        with qtbot.waitSignal(z1.released):
            qtbot.mouseRelease(z1, LEFT, pos=QPoint(65, y))

    def test_keys_move_by_a_hundredth_of_the_range(self, z1: LatentSlider, qtbot: QtBot) -> None:
        z1.setFocus()
        qtbot.keyClick(z1, Qt.Key.Key_Right)
        assert z1.value == pytest.approx(0.08)
        qtbot.keyClick(z1, Qt.Key.Key_PageDown)
        assert z1.value == pytest.approx(-0.72)
        qtbot.keyClick(z1, Qt.Key.Key_End)
        assert z1.value == 4.0
        assert z1.accessibleName() == "z₁, 4.00"

    def test_setting_is_silent_and_keeps_a_value_beyond_the_range(self, z1: LatentSlider, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(z1.moved):
            z1.set_value(9.5)
        assert z1.value == 9.5
        assert z1.knob_centre().x() < z1.width()
        assert z1.accessibleName() == "z₁, 9.50"

    def test_the_histogram_is_tall_where_the_codes_are(self, z1: LatentSlider) -> None:
        z1.set_value(-4.0)
        z1.set_histogram(np.concatenate([np.full(900, 2.0), np.full(100, 0.0), [np.nan, np.inf, 99.0]]))
        picture = z1.grab().toImage()

        def height_at(value: float) -> int:
            left, right = 11.5, z1.width() - 11.5
            x = round(left + (right - left) * (value + 4) / 8)
            floor = round(z1.knob_centre().y()) - 10
            columns = [
                sum(picture.pixelColor(x + dx, y).name().upper() == LIGHT.histogram for y in range(20, floor))
                for dx in (-2, -1, 0, 1, 2)
            ]
            return max(columns)

        assert height_at(2.0) > 45
        assert 3 <= height_at(0.0) <= 8
        assert height_at(-2.0) == 0

    def test_a_range_that_does_not_rise_is_refused(self, z1: LatentSlider) -> None:
        for low, high in ((1, 1), (2, -2), (0, math.nan), (-math.inf, 0)):
            with pytest.raises(ValueError, match="must rise"):
                z1.set_range(low, high)
        assert z1.range == (-4.0, 4.0)


class TestMetricLabel:
    def test_it_says_number_unit_and_which_way_is_better(self, look: Appearance, qtbot: QtBot) -> None:
        psnr = MetricLabel("PSNR", "dB", "up", decimals=1)
        shown(qtbot, psnr)
        assert psnr.text == "PSNR – dB ↑ better"
        psnr.set_value(15.62)
        assert psnr.text == "PSNR 15.6 dB ↑ better"
        assert psnr.accessibleName() == "PSNR 15.6 dB, higher is better"

    def test_the_best_is_tinted_and_moves_no_digit(self, look: Appearance, qtbot: QtBot) -> None:
        mse = MetricLabel("MSE", "", "down", comparable=True)
        mse.set_value(0.0193)
        shown(qtbot, mse)
        width = mse.sizeHint().width()
        assert mse.grab().toImage().pixelColor(3, 12).name().upper() == LIGHT.panel
        mse.set_best(True)
        assert mse.grab().toImage().pixelColor(3, 12).name().upper() == LIGHT.tint
        # A weight of 700 is a little wider than one of 600: the room for the diamond was there before.
        assert mse.sizeHint().width() - width <= 4
        assert mse.accessibleName() == "MSE 0.0193, lower is better, the best"
