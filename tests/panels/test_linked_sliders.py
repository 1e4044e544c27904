"""A slider of the code view moves every compared run: each along its own number, by as much of its own spread."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from sklearn.decomposition import PCA

from aeexplorer.panels.code_view import CodeViewPanel
from aeexplorer.panels.compare_images import CompareImagesPanel
from aeexplorer.session.comparing import Compared, Comparing
from aeexplorer.session.number_moves import NumberMoves, lengths
from aeexplorer.session.run import Run
from aeexplorer.session.session import Session
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

LEFT = Qt.MouseButton.LeftButton
Train = Callable[..., Run]


class Linked:
    """The code view beside the compared images."""

    def __init__(self, session: Session, qtbot: QtBot, show: Callable[..., None]) -> None:
        self.session, self._qtbot = session, qtbot
        self.panel, self.images = CodeViewPanel(session), CompareImagesPanel(session)
        show(self.panel, 368, 760)
        show(self.images, 760, 560)

    @property
    def comparing(self) -> Comparing:
        return self.session.comparing

    def select(self) -> None:
        """Press the one button there is: an image is selected."""
        panel = self.panel
        self._qtbot.waitUntil(lambda: panel.empty.isVisible() and bool(panel.empty.button.text()))
        self._qtbot.mouseClick(panel.empty.button, LEFT)
        self._qtbot.waitUntil(lambda: panel.code_page.isVisible() and bool(panel.code_page.sliders.sliders))
        self._qtbot.waitUntil(self._knows_the_newest_codes, timeout=10_000)
        self.settle()

    def _knows_the_newest_codes(self) -> bool:
        spread, run = self.panel.state.spread, self.panel.state.current.run
        if spread is None or run is None:
            return False
        places = run.codes if spread.axes is None else spread.axes.places(run.codes)
        return places.shape == spread.places.shape and np.allclose(places, spread.places)

    def drag(self, number: int, share: float) -> Compared:
        """Drag a slider; what the comparison shows then."""
        slider = self.panel.code_page.sliders.sliders[number]
        there = QPoint(round(share * slider.width()), slider.height() - 10)
        self._qtbot.mousePress(slider, LEFT, pos=slider.knob_centre().toPoint())
        self._qtbot.mouseMove(slider, there)
        self._qtbot.mouseRelease(slider, LEFT, pos=there)
        return self.settle()

    def settle(self) -> Compared:
        self._qtbot.waitUntil(
            lambda: (
                self.comparing.results is not None
                and not self.comparing.is_busy
                and not self.images.dirty
                and self.panel.state._shown >= self.panel.state._asked
            ),
            timeout=30_000,
        )
        assert self.comparing.results is not None
        return self.comparing.results

    def reset(self) -> Compared:
        self._qtbot.mouseClick(self.panel.code_page.reset, LEFT)
        return self.settle()

    @property
    def models(self) -> list[tuple[str, tuple[str, ...]]]:
        """What the rows of the models are called, and what is said to have been done to them."""
        return [(row.title, row.caption) for row in self.images.rows.rows if row.mark is not None]

    def run(self, letter: str) -> Run:
        return next(member.run for member in self.comparing.members if member.letter == letter)

    def shift(self, results: Compared, letter: str) -> NDArray[np.float32]:
        """By how much every code of a run was moved, the same for all images (d,)."""
        side = results.side(letter)
        assert side is not None
        by = side.moved - side.codes
        np.testing.assert_allclose(by, np.broadcast_to(by[0], by.shape), atol=1e-4)
        found: NDArray[np.float32] = by[0]
        return found


@pytest.fixture
def linked(session: Session, qtbot: QtBot, show: Callable[..., None]) -> Linked:
    return Linked(session, qtbot, show)


def test_number_2_of_both_models_is_moved_by_as_much_of_its_own_spread(linked: Linked, trained: Train) -> None:
    trained("model.latent_size=3")
    trained("bottleneck.kind=gaussian")
    linked.select()
    before = linked.settle()
    assert before.moves is None and linked.comparing.moves is None
    state = linked.panel.state
    own = state.code
    results = linked.drag(1, 0.95)
    assert own is not None and state.code is not None
    lead = linked.run("A")
    assert lead is state.current.run
    steps = (state.code - own)[1] / lead.codes[:, 1].std()
    assert abs(steps) > 0.3
    for letter in "AB":
        run, side, quiet = linked.run(letter), results.side(letter), before.side(letter)
        shift = linked.shift(results, letter)
        np.testing.assert_allclose(shift, [0, steps * run.codes[:, 1].std(), 0], rtol=1e-4, atol=1e-6)
        assert side is not None and quiet is not None and run.snapshot is not None
        expected = run.snapshot.decode(side.codes + shift).clip(0, 1)
        np.testing.assert_allclose(side.pictures, expected, atol=1e-5)
        # What a difference to noise-free is taken from is not moved.
        np.testing.assert_allclose(side.clean, quiet.pictures, atol=1e-6)
    # Where the selected image is among those shown, it is the picture of the code view.
    shown = np.flatnonzero(results.indices == state.image)
    if len(shown) and state.decoded is not None:
        assert results.sides[0].pictures[shown[0]] == pytest.approx(state.decoded.clip(0, 1), abs=1e-5)
    assert linked.images.said.text().startswith(f"z₂ {steps:+.1f} σ; same noise for both".replace("-", "−"))
    assert linked.models == [("VAE", ("moved",)), ("AE", ("moved",))]
    assert linked.panel.code_page.linked.text() == (
        "The sliders move VAE and AE together, each by as much of its own spread."
    )
    results = linked.reset()
    assert results.moves is None and all(np.array_equal(side.moved, side.codes) for side in results.sides)
    assert linked.images.said.text() == "same noise for both"


def test_the_same_noise_lies_on_the_moved_codes(linked: Linked, trained: Train) -> None:
    trained("model.latent_size=3")
    trained("bottleneck.kind=gaussian")
    linked.comparing.set_conditions(Conditions(code=CodeNoise(amount=0.5), seed=4))
    linked.select()
    before = linked.settle()
    assert before.conditions.code.amount == 0.5
    after = linked.drag(0, 0.9)
    for letter in "AB":
        quiet, moved = before.side(letter), after.side(letter)
        assert quiet is not None and moved is not None
        by = moved.moved - quiet.moved
        np.testing.assert_allclose(by, np.broadcast_to(by[0], by.shape), atol=1e-4)
        assert abs(by[0, 0]) > 1e-3 and np.abs(by[:, 1:]).max() < 1e-5


def test_a_smaller_code_is_said_not_to_have_the_number(linked: Linked, trained: Train) -> None:
    trained("model.latent_size=2")
    trained("model.latent_size=3")
    linked.select()
    results = linked.drag(2, 0.9)
    assert np.abs(linked.shift(results, "A")).max() > 1e-3
    assert not linked.shift(results, "B").any()
    sentence = "There is no number 3 in the codes of AE (B) (2 numbers): they stay as they are."
    assert linked.comparing.problem == sentence == linked.images.note.text()
    assert linked.panel.code_page.linked.text().endswith(sentence)
    assert linked.models == [("AE (A)", ("moved",)), ("AE (B)", ())]
    # It has the first one.
    linked.reset()
    assert linked.comparing.problem == ""
    results = linked.drag(0, 0.9)
    assert np.abs(linked.shift(results, "B")[0]) > 1e-3
    assert linked.comparing.problem == ""


def test_principal_components_are_linked_by_rank_each_in_its_own_basis(linked: Linked, trained: Train) -> None:
    trained("model.latent_size=24")
    trained("model.latent_size=20", "seed=3")
    linked.select()
    results = linked.drag(1, 0.95)
    assert results.moves is not None and results.moves.along == "components"
    ((number, steps),) = results.moves.by
    assert number == 1
    for letter in "AB":
        codes = linked.run(letter).codes
        # 1,000 codes are looked at, evenly spread.
        some = codes[np.unique(np.linspace(0, len(codes) - 1, min(len(codes), 1000)).round().astype(int))]
        pca = PCA(2, svd_solver="full").fit(some)
        shift = linked.shift(results, letter)
        assert abs(shift @ pca.components_[1]) / np.linalg.norm(shift) == pytest.approx(1, abs=1e-3)
        spread = (codes @ pca.components_[1]).std()
        assert np.linalg.norm(shift) == pytest.approx(abs(steps) * spread, rel=0.02)
    assert "own principal component" in linked.panel.code_page.linked.toolTip()
    state = linked.panel.state
    assert state.code is not None and state.look is not None
    np.testing.assert_allclose(linked.shift(results, "A"), state.code - state.look.code, rtol=1e-2, atol=1e-3)


def test_a_code_of_few_numbers_has_few_principal_components(linked: Linked, trained: Train) -> None:
    trained("model.latent_size=2")
    trained("model.latent_size=20")
    linked.select()
    linked.drag(4, 0.9)
    sentence = "There is no principal component 5 in the codes of AE (B) (2 numbers): they stay as they are."
    assert linked.comparing.problem == sentence


def test_one_run_alone_is_not_said_to_be_linked(linked: Linked, trained: Train) -> None:
    trained()
    linked.select()
    assert not linked.panel.code_page.linked.isVisible()


def test_another_image_ends_the_moves(linked: Linked, trained: Train) -> None:
    trained()
    run = trained("bottleneck.kind=gaussian")
    linked.select()
    assert linked.drag(0, 0.9).moves is not None
    image = linked.session.selection.image
    linked.session.selection.image = int(run.indices[run.indices != image][0])
    assert linked.comparing.moves is None
    assert linked.settle().moves is None


def test_where_codes_do_not_vary_a_step_is_1() -> None:
    rng = np.random.default_rng(0)
    places = (rng.normal(size=(500, 3)) * (4.0, 1e-8, 0.0)).astype(np.float32)
    np.testing.assert_allclose(lengths(places), [places[:, 0].std(), 1, 1], rtol=1e-5)


@pytest.mark.parametrize(
    ("shape", "other", "number", "has"),
    [
        ((3,), (3,), 2, True),
        ((3,), (5,), 2, True),
        ((5,), (3,), 3, False),
        ((5,), (2, 2, 2), 0, False),
        ((1, 2, 2), (1, 2, 2), 3, True),
        ((1, 2, 2), (4,), 0, False),
        ((1, 2, 2), (4, 1, 1), 0, False),
    ],
)
def test_a_number_is_the_same_one_only_in_codes_of_one_shape(
    shape: tuple[int, ...], other: tuple[int, ...], number: int, has: bool
) -> None:
    missing = NumberMoves(shape, None, ((number, 1.0),)).missing(other)
    assert missing == (() if has else (number,))
