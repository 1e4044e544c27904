"""Failures are looked through with keys and mouse; each is selected on the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aeexplorer.panels.failures import FailuresPanel
from aeexplorer.session.failures import Failures
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.noise_note import NoiseNote
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.measured_images import MeasuredImages
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


class Shown:
    """The panel over runs that have ended, measured."""

    def __init__(self, session: Session, show: Show, qtbot: QtBot) -> None:
        self.session, self._qtbot = session, qtbot
        self.panel = FailuresPanel(session)
        show(self.panel, 400, 240)
        header = self.panel.header_widget()
        qtbot.addWidget(header)
        header.resize(500, 40)
        header.show()
        self.settle()

    def settle(self) -> None:
        failures = self.panel.failures
        self._qtbot.waitUntil(
            lambda: failures.measured is not None and not failures.is_busy and not failures.pictures.is_busy
        )
        self._qtbot.waitUntil(lambda: not self.panel.dirty)

    @property
    def measured(self) -> MeasuredImages:
        assert self.panel.failures.measured is not None
        return self.panel.failures.measured

    def press(self, *keys: Qt.Key) -> list[int | None]:
        """What is selected after each key."""
        selected = []
        for key in keys:
            QTest.keyClick(self.panel.browser, key)
            selected.append(self.session.selection.image)
        return selected


@pytest.fixture
def shown(explored: Session, train: Train, show: Show, qtbot: QtBot) -> Shown:
    train()
    return Shown(explored, show, qtbot)


def test_before_training_the_panel_says_what_it_is_for(explored: Session, show: Show, qtbot: QtBot) -> None:
    panel = FailuresPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: "look through" in panel.empty.sentence and panel.empty.isVisible())


def test_no_images_are_promised_of_a_run_that_has_none(
    explored: Session, train: Train, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    explored.document.new_run()
    panel = FailuresPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: not panel.dirty)
    assert "look through" in panel.empty.sentence
    monkeypatch.setattr(Failures, "rows", lambda _: np.empty(0, np.int64))
    train()
    qtbot.waitUntil(lambda: panel.empty.sentence.startswith("There is no image that all of these runs hold out."))


def test_keys_go_through_the_failures_and_select_each_on_the_map(shown: Shown) -> None:
    rows, order = shown.measured.rows, np.argsort(-shown.measured.values[0]["mse"], kind="stable")
    right, left = Qt.Key.Key_Right, Qt.Key.Key_Left
    selected = shown.press(right, right, right, left, Qt.Key.Key_End, right, Qt.Key.Key_Home, left)
    assert selected == [int(rows[order[k]]) for k in (0, 1, 2, 1, 5, 5, 0, 0)]
    assert shown.panel.said.text() == "1 of 6"
    assert shown.panel.browser.accessibleDescription().startswith("1 of 6: no. ")


def test_the_other_end_and_another_metric_come_first(shown: Shown) -> None:
    panel, rows, values = shown.panel, shown.measured.rows, shown.measured.values[0]
    QTest.keyClick(panel.first, Qt.Key.Key_Down)
    shown.settle()
    assert shown.press(Qt.Key.Key_Home) == [int(rows[np.argmin(values["mse"])])]
    QTest.keyClick(panel.by, Qt.Key.Key_Down)
    QTest.keyClick(panel.by, Qt.Key.Key_Down)
    assert panel.by.value == "ssim"
    assert shown.press(Qt.Key.Key_Home) == [int(rows[np.argmax(values["ssim"])])]
    QTest.keyClick(panel.first, Qt.Key.Key_Up)
    assert shown.press(Qt.Key.Key_Home) == [int(rows[np.argmin(values["ssim"])])]


def test_a_click_selects_and_the_selected_image_is_framed(shown: Shown) -> None:
    panel = shown.panel
    third = panel.browser.column_rect(2).center().toPoint()
    QTest.mouseClick(panel.browser, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, third)
    index = int(shown.measured.rows[panel.failures.order[2]])
    assert shown.session.selection.image == index
    assert [panel._column(k).selected for k in range(4)] == [False, False, True, False]
    # What is selected elsewhere is framed, too.
    shown.session.selection.image = int(shown.measured.rows[panel.failures.order[0]])
    assert panel._column(0).selected and not panel._column(2).selected


def test_the_image_under_the_mouse_is_pointed_at_on_all_maps(shown: Shown) -> None:
    browser, comparing = shown.panel.browser, shown.session.comparing
    QTest.mouseMove(browser, browser.column_rect(1).center().toPoint())
    assert comparing.cursor == int(shown.measured.rows[shown.panel.failures.order[1]])
    QTest.mouseMove(browser, QPoint(2, 20))
    assert comparing.cursor is None


def test_pictures_are_the_original_the_reconstruction_and_the_error(shown: Shown, qtbot: QtBot) -> None:
    panel = shown.panel
    run = panel.failures.runs[0]
    assert run.snapshot is not None
    x = run.pixels(int(shown.measured.rows[panel.failures.order[0]]))
    y = run.snapshot.reconstruct(x[None])[0].clip(0, 1)
    column = panel._column(0)
    assert column.pictures == (to_qimage(x), to_qimage(y), error_to_qimage(np.abs(x - y)))
    assert column.caption == f"{np.square(x - y).mean():.4f}"
    assert "PSNR" in column.name and "SSIM" in column.name


def test_the_wheel_rolls_by_images_that_do_not_fit(shown: Shown, qtbot: QtBot) -> None:
    browser = shown.panel.browser
    shown.panel.resize(300, 240)
    shown.settle()
    seen = len(browser.visible_places)
    assert browser.visible_places.start == 0 and seen < 6
    middle = QPointF(browser.rect().center())
    turn = QWheelEvent(
        middle,
        browser.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    for _ in range(6):
        QApplication.sendEvent(browser, turn)
    assert browser.visible_places == range(6 - seen, 6)
    shown.settle()
    assert shown.panel.failures.pictures.at(int(shown.panel.failures.order[5])) is not None
    shown.press(Qt.Key.Key_Home)
    assert browser.visible_places.start == 0


def test_two_models_are_shown_side_by_side_by_their_difference(shown: Shown, train: Train) -> None:
    panel = shown.panel
    assert not panel.of.isVisible()
    train("model.latent_size=3")
    shown.settle()
    assert panel.of.isVisible()
    for _ in range(2):
        QTest.keyClick(panel.of, Qt.Key.Key_Down)
    assert panel.of.value == "AB"
    panel.resize(600, 400)
    shown.settle()
    assert panel.of.text() == "A − B  AE − AE"
    assert panel.browser.rows == 5 == len(panel._column(0).pictures)
    first, second = (values["mse"] for values in shown.measured.values)
    place = int(np.argmax(first - second))
    assert panel.failures.order[0] == place
    assert panel._column(0).caption == f"+{(first - second)[place]:.4f}".replace("+-", "−")
    panel.resize(400, 160)
    shown.settle()
    assert panel.browser.rows == 3
    x = panel.failures.pictures.at(place)
    assert x is not None
    assert panel._column(0).pictures[1:] == tuple(error_to_qimage(np.abs(x.original - y)) for y in x.pictures)


def test_whose_images_are_shown_is_said_by_letter_and_kind(shown: Shown, train: Train) -> None:
    panel = shown.panel
    train("bottleneck.kind=gaussian")
    shown.settle()
    assert [action.text() for action in panel.of.menu().actions()] == ["A  VAE", "B  AE", "A − B  VAE − AE"]
    names = {member.letter: member.name for member in shown.session.comparing.members}
    assert panel.of.toolTip() == f"A  {names['A']}\nB  {names['B']}"
    for _ in range(2):
        QTest.keyClick(panel.of, Qt.Key.Key_Down)
    header = panel.header_widget()
    texts = {}
    for width in (500, 300):
        header.resize(width, 36)
        QApplication.processEvents()
        texts[width] = [choice.text() for choice in (panel.of, panel.by, panel.first, panel.scope)]
    assert texts[500] == ["A − B  VAE − AE", "MSE", "worst first", "held out"]
    # In the least room of the window, the kinds alone say it.
    assert texts[300] == ["VAE − AE", "MSE", "worst", "held out"]
    # Of three, two are of one kind.
    train("bottleneck.kind=plain")
    shown.session.comparing.add()
    shown.settle()
    assert panel.of.text() == "A − B"


def test_while_the_comparison_has_noise_the_figures_are_said_to_be_without_it(shown: Shown, qtbot: QtBot) -> None:
    comparing, note = shown.session.comparing, shown.panel.note
    assert not note.isVisible()
    noisy = (Conditions(code=CodeNoise(amount=0.1)), Conditions(input_noise=0.4), Conditions(sampling=True))
    for conditions in noisy:
        comparing.set_conditions(conditions)
        assert note.isVisible() and note.text() == "Without the comparison's noise."
        # Another seed or way alone is no noise.
        comparing.set_conditions(Conditions(seed=3, code=CodeNoise(way="blend")))
        assert not note.isVisible()
    # Made while there is noise, it is no window of its own, and seen in its panel's.
    comparing.set_conditions(noisy[0])
    late = NoiseNote(comparing)
    assert not late.isVisible()
    layout = shown.panel.browser.parentWidget().layout()
    assert layout is not None
    layout.addWidget(late)
    qtbot.waitUntil(late.isVisible)


@pytest.mark.parametrize("width", [260, 300, 377, 600])
def test_how_many_images_there_are_is_seen_at_every_width(shown: Shown, train: Train, width: int) -> None:
    panel = shown.panel
    train("bottleneck.kind=gaussian")
    shown.settle()
    for _ in range(2):
        QTest.keyClick(panel.of, Qt.Key.Key_Down)
    panel.resize(width, 190)
    shown.settle()
    assert panel.failures.of == "AB" and panel.said.text() == "6 images"
    assert panel.said.isVisible() and panel.said.width() >= panel.said.sizeHint().width()
    assert panel.rect().contains(panel.said.geometry())
    shown.session.comparing.set_conditions(Conditions(input_noise=0.4))
    QApplication.processEvents()
    assert panel.note.isVisible() and panel.said.width() >= panel.said.sizeHint().width()


def test_a_vae_is_sorted_by_its_loss_and_the_parts_of_it_with_their_units(shown: Shown, train: Train) -> None:
    panel = shown.panel
    assert [action.text() for action in panel.by.menu().actions()] == ["MSE", "PSNR, dB", "SSIM", "Loss, nats"]
    assert panel.browser.caption_name == "MSE"
    train("bottleneck.kind=gaussian")
    shown.settle()
    assert panel.failures.of == "A"
    texts = [action.text() for action in panel.by.menu().actions()]
    assert texts == ["MSE", "PSNR, dB", "SSIM", "Loss, nats", "Reconstruction, nats", "KL divergence, nats"]
    heads = []
    for metric in ("psnr", "ssim", "loss", "reconstruction", "kl"):
        QTest.keyClick(panel.by, Qt.Key.Key_Down)
        shown.settle()
        assert panel.failures.metric == metric
        heads.append(panel.browser.caption_name)
        values = shown.measured.values[0][metric]  # type: ignore[index]
        worst = np.argmin(values) if metric in ("psnr", "ssim") else np.argmax(values)
        # Each is still chosen by the keyboard, and selected on the map.
        assert shown.press(Qt.Key.Key_Home) == [int(shown.measured.rows[worst])]
        assert panel._column(0).selected
    assert heads == ["PSNR, dB", "SSIM", "Loss, nats", "Reconstruction, nats", "KL, nats"]
    assert panel._column(0).caption == value_text(float(values.max()))
    assert "Reconstruction" in panel._column(0).name and "KL divergence" in panel._column(0).name


def test_all_on_the_map_are_more_than_those_held_out(shown: Shown) -> None:
    assert shown.panel.said.text() == "6 images"
    QTest.keyClick(shown.panel.scope, Qt.Key.Key_Down)
    shown.settle()
    assert shown.panel.said.text() == "30 images"


def test_a_hidden_panel_measures_nothing(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    panel = FailuresPanel(explored)
    show(panel)
    panel.hide()
    train()
    qtbot.wait(30)
    assert panel.failures.measured is None
    panel.show()
    qtbot.waitUntil(lambda: panel.failures.measured is not None)
