"""Anomalies: the threshold is dragged, classes are pressed, images are looked through and selected on the map."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from sklearn.metrics import roc_auc_score

from aeexplorer.panels.anomaly import WIDE, AnomalyPanel
from aeexplorer.theme import font
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage
from training.area_interval import area_interval
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.judged import Judged
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class Shown:
    """The panel over a run that has ended, measured."""

    def __init__(self, session: Session, run: Run, show: Show, qtbot: QtBot) -> None:
        self.session, self.run, self._qtbot = session, run, qtbot
        self.panel = AnomalyPanel(session)
        show(self.panel, 400, 240)
        self.settle()

    def settle(self) -> None:
        view = self.panel.view
        self._qtbot.waitUntil(lambda: view.judged is not None and not view.is_busy and not view.pictures.is_busy)
        self._qtbot.waitUntil(lambda: not self.panel.dirty)

    @property
    def judged(self) -> Judged:
        assert self.panel.view.judged is not None
        return self.panel.view.judged

    def images(self) -> None:
        QTest.mouseClick(self.panel.shows.segment("images"), LEFT)
        self.settle()


@pytest.fixture
def shown(explored: Session, train: Train, show: Show, qtbot: QtBot) -> Shown:
    return Shown(explored, train(), show, qtbot)


def drag(widget: QWidget, *places: QPointF) -> None:
    points = [place.toPoint() for place in places]
    QTest.mousePress(widget, LEFT, NONE, points[0])
    for point in points[1:]:
        QTest.mouseMove(widget, point)
    QTest.mouseRelease(widget, LEFT, NONE, points[-1])


def test_before_training_the_panel_says_what_it_is_for(explored: Session, show: Show, qtbot: QtBot) -> None:
    panel = AnomalyPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: "appears here" in panel.empty.sentence and panel.empty.isVisible())


def test_the_area_is_scikit_learns_and_words_tell_the_rates(shown: Shown) -> None:
    view, judged = shown.panel.view, shown.judged
    labels = judged.candidates.labels
    assert labels is not None
    area = roc_auc_score(labels == 0, judged.scores)
    assert shown.panel.curves.roc.words[0] == f"Area {area:.3f}"
    assert " to " in shown.panel.curves.roc.words[1]
    rates = view.rates
    assert rates is not None
    assert f"find {rates.found} of 2 strange images" in shown.panel.curves.words.text()
    assert f"wrongly call {rates.alarms} of 4 others" in shown.panel.curves.words.text()


def test_the_interval_of_the_area_is_that_of_the_classes_that_count_as_strange(shown: Shown) -> None:
    judged, view = shown.judged, shown.panel.view
    labels = judged.candidates.labels
    assert labels is not None
    for strange in ({0}, {0, 1}):
        view.strange = frozenset(strange)
        if view.is_busy:
            assert view.area is not None and np.isnan(view.area[1]), "those of other classes say nothing of these"
        shown.settle()
        truth = np.isin(labels, list(strange))
        low, high = area_interval(judged.scores, truth)
        assert view.area == pytest.approx((roc_auc_score(truth, judged.scores), low, high))
        assert shown.panel.curves.roc.words[1] == f"{low:.3f} to {high:.3f}"


def test_a_double_click_on_either_plot_finds_the_best_threshold_again(shown: Shown) -> None:
    view = shown.panel.view
    best = view.threshold
    for plot in (shown.panel.curves.roc, shown.panel.curves.histogram):
        view.threshold = best / 3
        QTest.mouseDClick(plot, LEFT, NONE, plot.plot_rect().center().toPoint())
        QTest.mouseRelease(plot, LEFT, NONE, plot.plot_rect().center().toPoint())
        assert view.threshold == best
        # The button is up: moving the mouse moves no threshold.
        QTest.mouseMove(plot, plot.plot_rect().topLeft().toPoint())
        assert view.threshold == best


def test_the_threshold_is_dragged_on_the_histogram(shown: Shown) -> None:
    panel, scores = shown.panel, np.sort(shown.judged.scores)
    rect = panel.curves.histogram.plot_rect()
    beyond = QPointF(rect.right() + 5, rect.center().y())
    drag(panel.curves.histogram, rect.center(), beyond)
    assert panel.view.threshold >= scores[-2]
    middle = float(scores[2:4].mean())
    drag(panel.curves.histogram, beyond, QPointF(panel.curves.histogram.x_of(middle), rect.center().y()))
    assert panel.view.threshold == pytest.approx(middle, abs=1.5 * scores[-1] / rect.width())
    drag(panel.curves.histogram, rect.center(), QPointF(rect.left(), rect.center().y()))
    assert panel.view.threshold < scores[0]
    assert "find 2 of 2 strange images (100 %) and wrongly call 4 of 4 others (100 %)" in panel.curves.words.text()
    # Without a button pressed the mouse moves nothing.
    QTest.mouseMove(panel.curves.histogram, rect.center().toPoint())
    assert panel.view.threshold < scores[0]


def test_the_threshold_is_dragged_on_the_curve_and_both_follow(shown: Shown) -> None:
    panel, curve = shown.panel, shown.panel.view.curve
    assert curve is not None
    for point in (2, 4, 5):
        drag(
            panel.curves.roc,
            panel.curves.roc.place_of(0.5, 0.5),
            panel.curves.roc.place_of(curve.false_positive[point], curve.true_positive[point]),
        )
        assert panel.view.threshold == curve.threshold[point]
        assert panel.curves.histogram.threshold == curve.threshold[point]
        rates = panel.view.rates
        assert rates is not None
        assert (rates.false_positive, rates.true_positive) == (curve.false_positive[point], curve.true_positive[point])
    drag(panel.curves.roc, panel.curves.roc.place_of(0.5, 0.5), panel.curves.roc.place_of(0, 0))
    assert "find 0 of 2 strange images (0 %)" in panel.curves.words.text()


def test_keys_move_the_threshold_and_return_finds_the_best(shown: Shown) -> None:
    panel, curve = shown.panel, shown.panel.view.curve
    assert curve is not None
    best = panel.view.threshold
    panel.curves.histogram.setFocus()
    QTest.keyClick(panel.curves.histogram, Qt.Key.Key_Home)
    assert panel.view.threshold == 0
    QTest.keyClick(panel.curves.histogram, Qt.Key.Key_Right)
    step = panel.view.threshold
    QTest.keyClick(panel.curves.histogram, Qt.Key.Key_PageUp)
    assert panel.view.threshold == pytest.approx(11 * step)
    QTest.keyClick(panel.curves.roc, Qt.Key.Key_Home)
    assert panel.view.threshold > curve.threshold[1]
    QTest.keyClick(panel.curves.roc, Qt.Key.Key_Right)
    assert panel.view.threshold == curve.threshold[1]
    QTest.keyClick(panel.curves.roc, Qt.Key.Key_End)
    assert panel.view.threshold == curve.threshold[-1]
    QTest.keyClick(panel.curves.roc, Qt.Key.Key_Return)
    assert panel.view.threshold == best


def test_pressing_a_class_counts_it_as_the_anomaly(shown: Shown, qtbot: QtBot) -> None:
    panel = shown.panel
    panel.resize(600, 400)
    shown.settle()
    rows = panel.curves.histogram.shown
    assert [(row.name, row.strange) for row in rows] == [("ash", True), ("elm", False), ("oak", False)]
    assert [len(row.errors) for row in rows] == [2, 2, 2]
    name = panel.curves.histogram.name_rect(2).center().toPoint()
    QTest.mouseClick(panel.curves.histogram, LEFT, NONE, name)
    shown.settle()
    assert panel.view.strange == {0, 2}
    assert [row.name for row in panel.curves.histogram.shown] == ["ash", "oak", "elm"]
    assert panel.classes.accessibleName() == "Anomaly: ash, oak"
    panel.classes.menu_of_classes.actions()[0].trigger()
    shown.settle()
    assert panel.view.strange == {2}
    assert panel.classes.text() == "Anomaly: oak"


def test_where_there_is_little_room_ordinary_classes_share_a_row(shown: Shown) -> None:
    panel = shown.panel
    panel.resize(400, 136)
    shown.settle()
    assert len(panel.curves.histogram.shown) <= 3
    panel.curves.histogram.resize(300, 60)
    assert [row.name for row in panel.curves.histogram.shown] == ["ash", "Others"]
    assert len(panel.curves.histogram.shown[1].errors) == 4


def test_images_are_looked_through_with_keys_and_selected_on_the_map(shown: Shown) -> None:
    panel, scores, rows = shown.panel, shown.judged.scores, shown.judged.candidates.rows
    shown.images()
    order = np.argsort(-scores, kind="stable")
    browser = panel.images.browser
    assert browser.count == 6
    selected = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(browser, key)
        selected.append(shown.session.selection.image)
    assert selected == [int(rows[order[k]]) for k in (0, 1, 5, 4, 0)]
    assert browser.accessibleDescription().startswith("1 of 6: ")
    second = browser.column_rect(1).center().toPoint()
    QTest.mouseClick(browser, LEFT, NONE, second)
    assert shown.session.selection.image == int(rows[order[1]])
    assert panel.images.column(1).selected and not panel.images.column(0).selected


def test_until_newer_scores_are_shown_images_are_told_by_those_that_are(shown: Shown) -> None:
    shown.images()
    browser, before = shown.panel.images, shown.judged
    columns = [browser.column(at).caption for at in range(len(before.scores))]
    # As of a run on other images, which may be fewer: the panel is refreshed a moment later.
    shown.panel.view.judged = dataclasses.replace(before, scores=before.scores[:3] + 1)
    assert [browser.column(at).caption for at in range(len(before.scores))] == columns
    shown.panel.view.judged = before


def test_each_image_stands_over_its_reconstruction_and_its_residual_map(shown: Shown) -> None:
    panel, run = shown.panel, shown.run
    shown.images()
    assert run.snapshot is not None
    place = int(panel.view.order("largest")[0])
    x = run.pixels(int(shown.judged.candidates.rows[place]))
    y = run.snapshot.reconstruct(x[None])[0].clip(0, 1)
    column = panel.images.column(0)
    assert column.pictures == (to_qimage(x), to_qimage(y), error_to_qimage(np.abs(x - y)))
    assert "held-out no." in column.name


def test_other_images_are_chosen_by_what_the_threshold_makes_of_them(shown: Shown) -> None:
    panel = shown.panel
    QTest.keyClick(panel.curves.roc, Qt.Key.Key_Home)
    shown.images()
    QTest.keyClick(panel.images.kind, Qt.Key.Key_Down)
    assert panel.images.kind.value == "smallest"
    assert np.array_equal(panel.images.order, np.argsort(shown.judged.scores, kind="stable"))
    QTest.keyClick(panel.images.kind, Qt.Key.Key_Down)
    # Above the largest error nothing is found.
    assert panel.images.kind.value == "missed" and panel.images.browser.count == 2
    QTest.keyClick(panel.images.kind, Qt.Key.Key_Down)
    assert panel.images.kind.value == "alarms" and panel.images.browser.count == 0
    assert panel.images.said.text() == "There are none."
    QTest.keyClick(panel.images.browser, Qt.Key.Key_Right)
    assert shown.session.selection.image is None


def test_an_image_that_was_left_out_is_held_on_the_map_by_its_code(
    explored: Session, train: Train, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.data.images import ImageSet

    run = train()
    assert run.start_event is not None
    shown = Shown(explored, run, show, qtbot)
    learned = run.start_event.images
    pixels = np.concatenate((learned.pixels.numpy(), learned.pixels.numpy()[:4, :, ::-1]))
    whole = ImageSet.from_array(pixels.copy(), [*range(3)] * 10 + [3] * 4, classes=("ash", "elm", "oak", "yew"))
    shown.panel.view.images.add(whole)
    shown.panel.view.strange = frozenset((3,))
    shown.settle()
    shown.panel.resize(WIDE, 240)
    shown.settle()
    labels = shown.judged.candidates.labels
    assert labels is not None
    at = int(np.flatnonzero(labels[shown.panel.images.order] == 3)[0])
    qtbot.waitUntil(lambda: shown.panel.view.pictures.at(int(shown.panel.images.order[at])) is not None)
    shown.panel.images.browser.setFocus()
    QTest.keyClick(shown.panel.images.browser, Qt.Key.Key_Home)
    for _ in range(at):
        QTest.keyClick(shown.panel.images.browser, Qt.Key.Key_Right)
    row = shown.judged.candidates.other_rows[shown.panel.images.order[at] - len(shown.judged.candidates.rows)]
    assert run.snapshot is not None and explored.selection.cursor is not None
    expected = run.snapshot.encode(whole.pixels.numpy()[[row]])[0]
    np.testing.assert_allclose(explored.selection.cursor, expected, rtol=1e-5)
    assert explored.selection.held and explored.selection.image is None
    assert "never learned" in shown.panel.images.column(at).name


def test_wide_panels_show_curves_and_images_side_by_side(shown: Shown) -> None:
    panel = shown.panel
    assert panel.curves.histogram.isVisible() and not panel.images.browser.isVisible()
    panel.resize(WIDE, 300)
    assert panel.curves.histogram.isVisible() and panel.images.browser.isVisible() and not panel.shows.isVisible()
    panel.resize(400, 300)
    assert not panel.images.browser.isVisible()
    assert panel.rect().contains(panel.curves.words.mapTo(panel, QPoint(0, panel.curves.words.height() - 1)))


def test_any_of_the_compared_models_is_looked_at(shown: Shown, train: Train, qtbot: QtBot) -> None:
    assert not shown.panel.model.isVisibleTo(shown.panel.header_widget())
    second = train("model.latent_size=3")
    shown.settle()
    assert shown.panel.view.run is second
    QTest.keyClick(shown.panel.model, Qt.Key.Key_Down)
    shown.settle()
    assert shown.panel.view.run is shown.run
    assert shown.judged.snapshot is shown.run.snapshot


def test_in_a_small_square_the_area_leaves_the_name_beside_it_free(shown: Shown) -> None:
    roc = shown.panel.curves.roc
    shown.panel.resize(320, 150)
    shown.settle()
    width = QFontMetricsF(font(13, 600)).horizontalAdvance(roc.words[0])
    assert width > roc.plot_rect().width() - 12
    assert roc.left_of_words(width) >= roc.plot_rect().left()
    assert roc.left_of_words(width) + width <= roc.width()
    # Of a large one it stands in the corner.
    shown.panel.resize(800, 400)
    shown.settle()
    assert roc.left_of_words(width) + width == pytest.approx(roc.plot_rect().right() - 6)


def test_while_the_comparison_has_noise_the_figures_are_said_to_be_without_it(shown: Shown) -> None:
    comparing, note = shown.session.comparing, shown.panel.note
    assert not note.isVisible()
    noisy = (Conditions(code=CodeNoise(amount=0.1)), Conditions(input_noise=0.4), Conditions(sampling=True))
    for conditions in noisy:
        comparing.set_conditions(conditions)
        assert note.isVisible() and note.text() == "Without the comparison's noise."
        # Another seed or way alone is no noise.
        comparing.set_conditions(Conditions(seed=3, code=CodeNoise(way="blend")))
        assert not note.isVisible()


def test_images_without_classes_have_errors_but_no_curve(
    explored: Session, train: Train, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    run = train()
    assert run.start_event is not None
    bare = replace(run.start_event.images, labels=None, classes=())
    run.start_event = replace(run.start_event, images=bare)
    shown = Shown(explored, run, show, qtbot)
    assert "have no classes" in shown.panel.curves.words.text()
    assert not shown.panel.classes.isEnabled()
    before = shown.panel.curves.histogram.threshold
    drag(shown.panel.curves.histogram, shown.panel.curves.histogram.plot_rect().center(), QPointF(200, 50))
    assert before is None and shown.panel.curves.histogram.threshold is None
    shown.images()
    assert shown.panel.images.browser.count == 6 and shown.panel.images.column(0).colour is None
