"""The selected image, its reconstruction, their difference, and how good that is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from aeexplorer.panels.selected_image import SelectedImagePanel
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


def test_before_training_the_panel_says_what_it_is_for(explored: Session, show: Show, qtbot: QtBot) -> None:
    panel = SelectedImagePanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: "reconstruction" in panel.empty.sentence)
    assert not panel.empty.button.isVisible()


def test_the_button_selects_a_held_out_image(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    run = train()
    panel = SelectedImagePanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: panel.empty.button.text() == "Show a held-out image")
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    index = explored.selection.image
    assert index is not None
    assert run.held_out[list(run.indices).index(index)]
    qtbot.waitUntil(lambda: panel.header_widget().text().startswith(f"held-out no. {index}, a"))


def test_the_same_image_is_shown_as_another_run_rebuilds_it(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    train()
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    other = train("bottleneck.kind=gaussian", "seed=3")
    assert other.snapshot is not None
    x = other.pixels(7)
    rebuilt = to_qimage(other.snapshot.reconstruct(x[None])[0])
    qtbot.waitUntil(lambda: panel.reconstruction.image == rebuilt)
    assert panel.image == 7 and panel.original.image == to_qimage(x)


def test_original_reconstruction_error_and_metrics(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    from skimage.metrics import structural_similarity

    run = train()
    assert run.snapshot is not None
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    x = run.pixels(7)
    y = run.snapshot.reconstruct(x[None])[0]
    assert panel.original.image == to_qimage(x)
    assert panel.reconstruction.image == to_qimage(y)
    assert panel.error.image == error_to_qimage(np.abs(x - y))
    mse = float(np.square(x - y).mean())
    assert panel.mse.value == pytest.approx(mse, rel=1e-5)
    assert panel.psnr.value == pytest.approx(-10 * np.log10(mse), rel=1e-5)
    similarity = structural_similarity(
        x[0].astype(np.float64),
        y[0].astype(np.float64),
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=1,
    )
    assert panel.ssim.value == pytest.approx(similarity, abs=1e-6)
    assert "elm" in panel.header_widget().text()


def test_tiles_and_numbers_fit_the_dock(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    train()
    panel = SelectedImagePanel(explored)
    show(panel, 368, 222)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    labels = (panel.psnr, panel.ssim, panel.mse)
    qtbot.waitUntil(lambda: panel.original.image_rect().width() >= 96)
    assert len({label.y() for label in labels}) == 1
    assert panel.mse.geometry().right() < 368 - 15
    assert panel.psnr.geometry().right() < panel.ssim.x() < panel.ssim.geometry().right() < panel.mse.x()
    assert [label.text[-1] for label in labels] == ["↑", "↑", "↓"]
    panel.resize(600, 222)
    assert all("better" in label.text for label in labels)
    panel.resize(270, 222)
    assert not panel.mse.isVisible()
    assert panel.psnr.toolTip() == panel.mse.text


def test_an_index_of_another_run_shows_nothing(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    train()
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 4000
    qtbot.waitUntil(lambda: not panel.dirty)
    assert panel.image is None
    assert panel.empty.isVisible()


def test_a_corrupted_input_stands_between_original_and_reconstruction(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    import torch

    run = train("corruption.kind=erase", "corruption.value=0.25")
    assert run.snapshot is not None
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    x = torch.from_numpy(run.pixels(7))[None]
    given = run.recipe.corruption.apply(x, seed=run.recipe.seed, purpose="evaluate", indices=torch.tensor([7])).pixels
    assert not torch.equal(given, x)
    restored = run.snapshot.reconstruct(given)
    assert panel.original.image == to_qimage(x[0])
    assert panel.corrupted.image == to_qimage(given[0])
    assert panel.reconstruction.image == to_qimage(restored[0])
    assert panel.mse.value == pytest.approx(float((x - restored).square().mean()), rel=1e-5)
    views = (panel.original, panel.corrupted, panel.reconstruction, panel.error)
    assert all(a.geometry().right() < b.x() for a, b in pairwise(views))
    assert f"{-10 * np.log10(float((x - given).square().mean())):.1f} dB" in panel.corrupted.toolTip()


def test_without_corruption_there_are_three_tiles(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    train()
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    assert not panel.corrupted.isVisible()


def test_noise_beyond_black_and_white_is_restored_too(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    train("corruption.kind=gaussian", "corruption.clip=false")
    panel = SelectedImagePanel(explored)
    show(panel)
    explored.selection.image = 7
    qtbot.waitUntil(lambda: panel.mse.value is not None)
    assert not panel.problem.isVisible()
    assert panel.corrupted.isVisible() and panel.reconstruction.caption == "Restored"
