"""The code view with real runs: what a user selects, drags and reads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from scipy.stats import kstest
from sklearn.decomposition import PCA

from aeexplorer.panels.code_view import GAUSSIAN, SIZE, CodeViewPanel
from aeexplorer.session.run import Run
from aeexplorer.session.session import Session
from aeexplorer.widgets.latent_slider import LatentSlider

LEFT = Qt.MouseButton.LeftButton
Train = Callable[..., Run]


@pytest.fixture
def panel(session: Session, qtbot: QtBot, show: Callable[..., None]) -> CodeViewPanel:
    panel = CodeViewPanel(session)
    show(panel, 368, 760)
    return panel


def select(panel: CodeViewPanel, qtbot: QtBot) -> int:
    """Press the one button there is; the image that is shown then."""
    qtbot.waitUntil(lambda: panel.empty.isVisible() and bool(panel.empty.button.text()))
    qtbot.mouseClick(panel.empty.button, LEFT)
    qtbot.waitUntil(lambda: panel.state.look is not None and bool(panel.code_page.sliders.sliders))
    qtbot.waitUntil(lambda: panel.code_page.isVisible())
    assert panel.state.look is not None
    return panel.state.look.image


def drag(qtbot: QtBot, slider: LatentSlider, share: float) -> None:
    qtbot.mousePress(slider, LEFT, pos=slider.knob_centre().toPoint())
    qtbot.mouseMove(slider, QPoint(round(share * slider.width()), slider.height() - 10))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(round(share * slider.width()), slider.height() - 10))


def settled(panel: CodeViewPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.state._shown >= panel.state._asked)


def wait_for_spread(panel: CodeViewPanel, run: Run, qtbot: QtBot) -> None:
    """Until the newest codes of few numbers are looked through."""
    qtbot.waitUntil(
        lambda: panel.state.spread is not None and np.array_equal(panel.state.spread.places, run.codes), timeout=10_000
    )


def test_a_slider_moves_one_number_and_the_picture_follows(panel: CodeViewPanel, trained: Train, qtbot: QtBot) -> None:
    run = trained()
    image = select(panel, qtbot)
    assert run.snapshot is not None
    own = run.snapshot.encode(run.pixels(image)[None])[0]
    np.testing.assert_allclose(panel.code_page.drawing.code, own, rtol=1e-5)
    before = panel.code_page.decoded.image
    assert before == panel.code_page.reconstruction.image
    assert not panel.code_page.reset.isEnabled()

    slider = panel.code_page.sliders.sliders[1]
    drag(qtbot, slider, 0.9)
    settled(panel, qtbot)
    code = panel.state.code
    assert code is not None and panel.state.is_moved
    assert code[0] == pytest.approx(own[0])
    assert code[1] == pytest.approx(slider.value) and code[1] != pytest.approx(own[1])
    assert panel.state.decoded is not None
    np.testing.assert_allclose(panel.state.decoded, run.snapshot.decode(code[None])[0], atol=1e-5)
    assert panel.code_page.decoded.image != before
    assert panel.code_page.reconstruction.image == before

    qtbot.mouseClick(panel.code_page.reset, LEFT)
    assert panel.code_page.decoded.image == before
    assert slider.value == pytest.approx(float(own[1]))
    assert not panel.code_page.reset.isEnabled()


def test_sliders_go_over_the_range_of_the_codes(panel: CodeViewPanel, trained: Train, qtbot: QtBot) -> None:
    run = trained()
    select(panel, qtbot)
    wait_for_spread(panel, run, qtbot)
    for k, slider in enumerate(panel.code_page.sliders.sliders):
        low, high = slider.range
        values = run.codes[:, k]
        # While one trains, a range stays until codes leave it by a tenth.
        slack = 0.1 * (high - low)
        assert low - slack <= values.min() and values.max() <= high + slack
        assert high - low < 2.1 * np.ptp(values)


def test_more_than_sixteen_numbers_are_moved_along_their_principal_components(
    panel: CodeViewPanel, trained: Train, qtbot: QtBot
) -> None:
    run = trained("model.latent_size=20")
    select(panel, qtbot)
    sliders = panel.code_page.sliders.sliders
    assert len(sliders) == 16
    spread = panel.state.spread
    assert spread is not None and spread.axes is not None
    assert spread.axes.shares.sum() == pytest.approx(PCA(16).fit(run.codes).explained_variance_ratio_.sum(), abs=0.02)
    own = panel.state.code
    drag(qtbot, sliders[2], 0.1)
    moved = panel.state.code
    assert own is not None and moved is not None
    by = moved - own
    # Only along the third axis.
    along = spread.axes.directions @ by
    assert abs(along[2]) > 1e-3
    np.testing.assert_allclose(np.delete(along, 2), 0, atol=1e-4 * abs(along[2]) + 1e-5)
    np.testing.assert_allclose(by, along[2] * spread.axes.directions[2], atol=1e-5)


def test_sixteen_numbers_have_a_slider_each(panel: CodeViewPanel, trained: Train, qtbot: QtBot) -> None:
    trained("model.latent_size=16")
    select(panel, qtbot)
    assert len(panel.code_page.sliders.sliders) == 16
    assert panel.state.spread is not None and panel.state.spread.axes is None


def test_another_image_takes_the_moved_code_back(
    panel: CodeViewPanel, session: Session, trained: Train, qtbot: QtBot
) -> None:
    run = trained()
    image = select(panel, qtbot)
    drag(qtbot, panel.code_page.sliders.sliders[0], 0.9)
    other = int(run.indices[run.indices != image][0])
    session.selection.image = other
    qtbot.waitUntil(lambda: panel.state.look is not None and panel.state.look.image == other)
    assert not panel.state.is_moved
    assert run.snapshot is not None
    np.testing.assert_allclose(panel.state.code, run.snapshot.encode(run.pixels(other)[None])[0], rtol=1e-5)


def test_the_latent_size_is_held_against_pca(
    panel: CodeViewPanel, session: Session, trained: Train, qtbot: QtBot
) -> None:
    small = trained()
    trained("model.latent_size=8")
    qtbot.mouseClick(panel.choice.segment(SIZE), LEFT)
    qtbot.waitUntil(lambda: panel.latent_size.size is not None, timeout=20_000)
    run = session.document.current
    assert run is not None and run.images is not None and run.start_event is not None
    qtbot.waitUntil(lambda: len(panel.size_page.error.curves) == 1 and len(panel.size_page.error.dots) == 2)
    pixels = run.images.pixels.numpy()
    scale = 255.0 if pixels.dtype == np.uint8 else 1.0
    training = pixels[run.start_event.split.training.numpy()].reshape(-1, 64) / scale
    held_out = pixels[run.start_event.split.held_out.numpy()].reshape(-1, 64) / scale
    # The panel looks at 1,000 and 300 images at most, evenly spread.
    training = training[np.linspace(0, len(training) - 1, min(len(training), 1000)).round().astype(int)]
    held_out = held_out[np.linspace(0, len(held_out) - 1, min(len(held_out), 300)).round().astype(int)]
    pca = PCA(8, svd_solver="full").fit(training)
    error = np.square(held_out - pca.inverse_transform(pca.transform(held_out))).mean()
    (curve,) = panel.size_page.error.curves
    assert curve.y[7] == pytest.approx(error, rel=1e-4)
    dots = {dot.x: dot.y for dot in panel.size_page.error.dots}
    assert dots == {2: small.history.latest("mse"), 8: run.history.latest("mse")}
    images, codes = panel.size_page.spectrum.curves
    values = np.linalg.svd(training - training.mean(0), compute_uv=False)
    np.testing.assert_allclose(images.y[:30], values[:30] / values[0], rtol=1e-4)
    assert len(codes.y) == 8
    share = np.cumsum(values**2) / np.sum(values**2)
    enough = int(np.argmax(share >= 0.9)) + 1
    assert panel.size_page.advice.text().startswith(
        f"{enough} numbers hold 90 % of the variance of the images; this model uses 8."
    )


def test_codes_are_held_against_their_gaussian(panel: CodeViewPanel, trained: Train, qtbot: QtBot) -> None:
    run = trained()
    qtbot.mouseClick(panel.choice.segment(GAUSSIAN), LEFT)
    wait_for_spread(panel, run, qtbot)
    shown = panel.gaussian_page.grid.histograms
    assert shown is not None
    for k in range(2):
        values = run.codes[:, k].astype(np.float64)
        expected = kstest(values, "norm", (values.mean(), values.std(ddof=1))).statistic
        assert shown.distance[k] == pytest.approx(expected, abs=1e-6)
        assert f"{expected:.3f}" in panel.gaussian_page.grid.words(k)


def test_nothing_is_measured_while_nobody_looks(session: Session, trained: Train, qtbot: QtBot) -> None:
    panel = CodeViewPanel(session)
    qtbot.addWidget(panel)
    trained()
    session.selection.image = 3
    panel.refresh_if_dirty()
    assert panel.latent_size.size is None
    assert panel.state.look is None and panel.state.spread is None


def test_beside_another_run_it_says_whose_code_it_is(
    panel: CodeViewPanel, session: Session, trained: Train, qtbot: QtBot
) -> None:
    first = trained()
    qtbot.waitUntil(lambda: panel.empty.isVisible() and not panel.dirty)
    assert not panel.whose.isVisible()
    trained("bottleneck.kind=gaussian")
    qtbot.waitUntil(lambda: panel.whose.isVisible() and panel.whose.text().startswith("VAE"))
    session.document.make_current(first)
    qtbot.waitUntil(lambda: panel.whose.text().startswith("AE"))
