"""The form of a part: its own keys, those that count, and what cannot be used said below its field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.theme import Appearance
from aeexplorer.widgets.part_form import PartForm
from aeexplorer.widgets.recipe_editors import ChoiceEditor, NumberEditor, SwitchEditor
from training.latent.samplers import SAMPLERS
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.uniform_grid import UniformGrid


def typed(qtbot: QtBot, form: PartForm, key: str, text: str) -> None:
    editor = form.rows[key].editor
    assert isinstance(editor, NumberEditor)
    edit = editor.field.edit
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_every_sampler_has_a_form_of_its_own_keys(qtbot: QtBot, look: Appearance) -> None:
    form = PartForm("sampler", NoisyCodes())
    qtbot.addWidget(form)
    for member in SAMPLERS.values():
        part = member()
        form.set_part(part)
        assert list(form.rows) == [name for name in member.model_fields if name != "kind"]
        assert {name: row.value for name, row in form.rows.items()} == part.model_dump(exclude={"kind"})
        assert all(row.editor.focusProxy().accessibleName() for row in form.rows.values())


def test_what_is_typed_makes_another_part(qtbot: QtBot, look: Appearance) -> None:
    form = PartForm("sampler", NoisyCodes())
    qtbot.addWidget(form)
    form.show()
    with qtbot.waitSignal(form.edited) as edited:
        typed(qtbot, form, "noise", "0.75")
    assert edited.args == [NoisyCodes(noise=0.75)]
    growing = form.rows["growing"].editor
    assert isinstance(growing, SwitchEditor)
    with qtbot.waitSignal(form.edited) as edited:
        growing.box.click()
    assert edited.args == [NoisyCodes(noise=0.75, growing=True)]


def test_what_cannot_be_is_said_and_the_part_stays(qtbot: QtBot, look: Appearance) -> None:
    form = PartForm("sampler", NoisyCodes())
    qtbot.addWidget(form)
    form.show()
    with qtbot.assertNotEmitted(form.edited):
        typed(qtbot, form, "noise", "-1")
    assert form.rows["noise"].editor.problem == "Type a number from 0 to 1\N{NARROW NO-BREAK SPACE}000."
    assert form.has_problems and form.part == NoisyCodes()
    typed(qtbot, form, "noise", "2")
    assert not form.has_problems and form.part == NoisyCodes(noise=2)


def test_a_rectangle_is_asked_for_where_it_counts_and_has_to_have_an_area(qtbot: QtBot, look: Appearance) -> None:
    form = PartForm("sampler", UniformGrid())
    qtbot.addWidget(form)
    form.show()
    over = form.rows["over"].editor
    assert isinstance(over, ChoiceEditor)
    assert not form.rows["left"].isHidden()
    over.control.set_value("codes")
    over.control.changed.emit("codes")
    assert form.part == UniformGrid(over="codes") and form.rows["left"].isHidden()
    over.control.set_value("square")
    over.control.changed.emit("square")
    typed(qtbot, form, "left", "7")
    assert form.rows["left"].editor.problem.startswith("The rectangle has no area: left has to be less than right")
    assert form.has_problems and form.part == UniformGrid()
    # A field that does not count cannot be in the way.
    over.control.changed.emit("codes")
    assert not form.has_problems


def test_tab_goes_through_the_keys_of_another_part_before_what_stands_below(qtbot: QtBot, look: Appearance) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    above, form, below = QLineEdit(), PartForm("sampler", NoisyCodes()), QLineEdit()
    for widget in (above, form, below):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    form.set_part(UniformGrid())
    shown = [row.entry for row in form.rows.values() if row.isVisible()]
    assert len(shown) > 2
    above.setFocus()
    for expected in (*shown, below, above):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
