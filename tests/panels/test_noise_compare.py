"""The left panel of Compare: what is pressed, dragged and typed there is what the models are fed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QWidget

from aeexplorer.panels.noise_compare import NoiseComparePanel
from aeexplorer.session.compare_settings import LARGEST
from aeexplorer.widgets.compare.strength_slider import StrengthSlider
from training.latent.noise import PRESETS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(explored: Session, train: Train, show: Callable[..., None], qtbot: QtBot) -> NoiseComparePanel:
    """Over one run that has ended."""
    train("model.latent_size=4")
    panel = NoiseComparePanel(explored)
    show(panel, 288, 900)
    qtbot.waitUntil(lambda: len(explored.comparing.members) == 1)
    return panel


def press(button: QWidget) -> None:
    QTest.mouseClick(button, LEFT)


def test_a_drag_and_keys_on_the_slider_set_the_strength(panel: NoiseComparePanel) -> None:
    slider, comparing = panel.code_noise.strength.slider, panel.session.comparing
    start = slider.knob_centre().toPoint()
    QTest.mousePress(slider, LEFT, pos=start)
    QTest.mouseMove(slider, QPointF(slider.width() / 2, start.y()).toPoint())
    QTest.mouseRelease(slider, LEFT, pos=QPointF(slider.width() / 2, start.y()).toPoint())
    assert comparing.conditions.code.amount == pytest.approx(LARGEST["add"] / 2, abs=0.02)
    assert panel.code_noise.amount.text() == f"{comparing.conditions.code.amount:.2f}"
    before = comparing.conditions.code.amount
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert comparing.conditions.code.amount == pytest.approx(before + 0.1)


def test_every_way_offers_the_strengths_of_the_reports_and_keeps_its_own(panel: NoiseComparePanel) -> None:
    noise, comparing = panel.code_noise, panel.session.comparing
    for way, amount in (("add", 0.3), ("blend", 0.8), ("power", 0.15)):
        press(noise.way.segment(way))
        assert comparing.conditions.code.way == way
        press(noise.strength.preset(amount))
        assert amount in PRESETS[way]  # type: ignore[index]
        assert comparing.conditions.code.amount == amount
        assert noise.strength.preset(amount).isChecked()
    assert not noise.unit.isEnabled()
    press(noise.way.segment("add"))
    assert comparing.conditions.code.amount == 0.3
    press(noise.unit.segment(True))
    assert comparing.conditions.code.in_spreads
    assert noise.of.isVisible()


def test_strengths_are_those_that_the_reports_have_tried(panel: NoiseComparePanel, qtbot: QtBot) -> None:
    noise, more, comparing = panel.code_noise, panel.more_noise, panel.session.comparing

    def offered(strength: StrengthSlider) -> list[str]:
        return [button.text() for button in strength.findChildren(QAbstractButton) if not button.isHidden()]

    # Reports B and C go in tenths, G blends, F has codes of power 1; the slider goes well beyond.
    tried = {
        "add": (["0.1", "0.2", "0.3", "0.4", "0.5"], 2.0, "2.00"),
        "blend": (["0.2", "0.5", "0.8"], 1.0, "1.00"),
        "power": (["0.05", "0.1", "0.15"], 0.3, "0.300"),
    }
    for way, (amounts, largest, written) in tried.items():
        press(noise.way.segment(way))
        qtbot.waitUntil(lambda amounts=amounts: offered(noise.strength) == amounts)
        QTest.keyClick(noise.strength.slider, Qt.Key.Key_End)
        assert comparing.conditions.code.amount == largest
        assert noise.amount.text() == written
    press(more.disclosure.button)
    assert offered(more.input) == ["0", "0.2", "0.4", "1"]
    QTest.keyClick(more.input.slider, Qt.Key.Key_End)
    assert comparing.conditions.input_noise == 2.0 and "On the input: 2 " in more.input_label.text()


def test_another_way_begins_at_its_middle_strength_but_without_noise_where_there_was_none(
    panel: NoiseComparePanel,
) -> None:
    noise, comparing = panel.code_noise, panel.session.comparing
    press(noise.way.segment("blend"))
    assert comparing.conditions.code.amount == 0
    press(noise.strength.preset(0.8))
    press(noise.way.segment("power"))
    assert comparing.conditions.code.amount == 0.1 and noise.strength.preset(0.1).isChecked()
    assert not noise.strength.preset(0.05).isChecked()


def test_only_numbers_that_every_compared_model_has_get_noise(panel: NoiseComparePanel, train: Train) -> None:
    comparing, numbers = panel.session.comparing, panel.more_noise.numbers
    train("model.latent_size=3")
    assert {member.run.latent_size for member in comparing.members} == {3, 4}
    press(panel.more_noise.disclosure.button)
    QTest.keyClicks(numbers.edit, "4")
    QTest.keyClick(numbers.edit, Qt.Key.Key_Return)
    assert "from 1 to 3" in numbers.problem.text() and comparing.conditions.code.numbers == ()


def test_next_draws_other_noise_until_the_seed_is_locked(panel: NoiseComparePanel) -> None:
    noise, comparing = panel.code_noise, panel.session.comparing
    before = comparing.conditions.seed
    press(noise.next)
    assert comparing.conditions.seed == before + 1 == noise.seed.value
    press(noise.lock)
    press(noise.next)
    assert comparing.conditions.seed == before + 1 and not noise.seed.isEnabled()
    press(noise.lock)
    press(noise.next)
    assert comparing.conditions.seed == before + 2


def test_numbers_of_the_code_count_from_1_and_wrong_ones_are_explained(panel: NoiseComparePanel) -> None:
    more, comparing = panel.more_noise, panel.session.comparing
    press(more.disclosure.button)
    assert more.numbers.isVisible()
    QTest.keyClicks(more.numbers.edit, "2-3")
    QTest.keyClick(more.numbers.edit, Qt.Key.Key_Return)
    assert comparing.conditions.code.numbers == (1, 2)
    more.numbers.edit.clear()
    QTest.keyClicks(more.numbers.edit, "3,5")
    QTest.keyClick(more.numbers.edit, Qt.Key.Key_Return)
    assert "from 1 to 4" in more.numbers.problem.text()
    assert more.numbers.problem.isVisible()
    assert comparing.conditions.code.numbers == (1, 2)


def test_input_noise_and_the_draws_of_a_vae_have_their_own_controls(panel: NoiseComparePanel) -> None:
    more, comparing = panel.more_noise, panel.session.comparing
    press(more.disclosure.button)
    press(more.input.preset(0.4))
    press(more.same.segment(True))
    assert not more.sampling_seed.isEnabled()
    QTest.mouseClick(more.sampling, LEFT, pos=QPoint(8, more.sampling.height() // 2))
    assert more.sampling_seed.isEnabled()
    more.sampling_seed.edit.selectAll()
    QTest.keyClicks(more.sampling_seed.edit, "12")
    QTest.keyClick(more.sampling_seed.edit, Qt.Key.Key_Return)
    asked = comparing.conditions
    assert (asked.input_noise, asked.code.one_for_all, asked.sampling, asked.sampling_seed) == (0.4, True, True, 12)
    assert asked.seed == 0


def test_the_twin_is_trained_with_one_click_and_others_are_added_and_taken_out(
    panel: NoiseComparePanel, train: Train, qtbot: QtBot
) -> None:
    comparing = panel.session.comparing
    first = comparing.members[0].run
    press(panel.models.twin)
    assert len(comparing.members) == 2
    twin = comparing.members[1].run
    assert twin.recipe.bottleneck.kind != first.recipe.bottleneck.kind
    qtbot.waitUntil(lambda: twin.snapshot is not None and not twin.state.active, timeout=60_000)
    rows = panel.models.rows
    assert [row.isVisible() for row in rows] == [True, True, False, False]
    assert rows[1].choice.value is twin
    assert not rows[0].remove.isVisible()
    train("schedule.batch_size=64")
    before = [member.run for member in comparing.members]
    panel.models.fill_menu()
    (entry,) = panel.models.menu.actions()
    entry.trigger()
    added = comparing.members[2].run
    assert [member.run for member in comparing.members] == [*before, added]
    assert added not in before
    press(rows[0].remove)
    assert [member.run for member in comparing.members] == [before[1], added]
    assert not rows[0].remove.isVisible()


def test_a_run_on_other_images_is_offered_but_says_why_it_cannot_be_compared(
    panel: NoiseComparePanel, train: Train, qtbot: QtBot
) -> None:
    comparing = panel.session.comparing
    press(panel.models.twin)
    twin = comparing.members[1].run
    qtbot.waitUntil(lambda: not twin.state.active, timeout=60_000)
    other = train("data.source=digits")
    choice = panel.models.rows[1].choice
    at = next(k for k in range(choice.count()) if choice._values[k] is other)
    item = choice.model().item(at)  # type: ignore[attr-defined]
    assert not item.isEnabled()
    assert "other images" in item.toolTip()


def test_images_are_chosen_by_number_and_together_on_the_map(panel: NoiseComparePanel) -> None:
    images, comparing = panel.images, panel.session.comparing
    images.number.edit.selectAll()
    QTest.keyClicks(images.number.edit, "4")
    QTest.keyClick(images.number.edit, Qt.Key.Key_Return)
    assert comparing.number == 4
    assert not images.numbers_row.isVisible()
    images.show_what.setFocus()
    QTest.keyClick(images.show_what, Qt.Key.Key_End)
    assert comparing.show == "chosen"
    assert images.numbers_row.isVisible()
    images.numbers.edit.clear()
    QTest.keyClicks(images.numbers.edit, "1-2,9")
    QTest.keyClick(images.numbers.edit, Qt.Key.Key_Return)
    assert comparing.chosen == (0, 1, 8)
    panel.session.selection.images = (5, 6)
    assert comparing.chosen == (5, 6)
    assert images.numbers.edit.text() == "6-7"


def test_generating_a_set_is_asked_for(panel: NoiseComparePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.session.generation.wanted):
        press(panel.generate)


def test_every_control_has_an_accessible_name(panel: NoiseComparePanel) -> None:
    panel.more_noise.disclosure.set_open(True)
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    nameless = [
        widget
        for kind in kinds
        for widget in panel.findChildren(kind)
        if widget.isVisible()
        and widget.focusPolicy()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        if not widget.objectName().startswith("qt_")
    ]
    assert not nameless
