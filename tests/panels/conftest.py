"""Sessions over told runs and over real ones, and panels that are kept up to date as the window does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from aeexplorer.theme import Appearance
    from aeexplorer.widgets.panel import Panel
    from training.control import Control
    from training.events import Event
    from training.recipe import Recipe


IMAGES = 30
EPOCHS = 4
STEPS = 5
LOSSES = (500.0, 200.0, 170.0, 160.0, 150.0)
PSNRS = (5.0, 10.0, 12.0, 13.0, 13.5)

PATIENCE = 60_000
"""Milliseconds that training may take here."""


def told_pixels() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(30, 1, 12, 12): image k is a bright square whose place depends on k."""
    images = np.zeros((IMAGES, 1, 12, 12), np.uint8)
    for k in range(IMAGES):
        images[k, 0, k % 6 : k % 6 + 6, k // 6 : k // 6 + 6] = 255
    return images


def told_codes(size: int, epoch: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    """(30, size): image k lies at (k, epoch, 0 …)."""
    found = np.zeros((IMAGES, size), np.float32)
    found[:, 0] = np.arange(IMAGES)
    if size > 1:
        found[:, 1] = epoch
    return found


class Told:
    """Makes the events of a whole run of ``EPOCHS`` epochs; its weights are the recipe's untrained ones."""

    def __init__(self) -> None:
        self.hold_after: int | None = None
        """Epoch at whose end the run waits until it is stopped."""
        self.losses, self.psnrs = LOSSES, PSNRS
        self.pixels = told_pixels()

    def __call__(self, recipe: Recipe, folder: Path | None, control: Control, _told: Any) -> Iterator[Event]:
        import torch

        from training.build import build_model
        from training.data.images import ImageSet
        from training.devices import DeviceReport
        from training.events import EpochEnded, LatentsEncoded, Progress, RunFinished, RunStarted, SnapshotTaken
        from training.snapshot import Snapshot

        images = ImageSet.from_array(self.pixels, np.arange(IMAGES) % 3, classes=("ash", "elm", "oak"))
        model = build_model(recipe, images.shape)
        yield RunStarted(
            recipe=recipe,
            images=images,
            split=images.split(0.2, recipe.seed),
            device=DeviceReport("cpu", "a processor", "no GPU found", "32-true", torch.get_num_threads()),
            parameters=1,
            latent_shape=model.latent_shape,
            steps_per_epoch=STEPS,
            epochs=EPOCHS,
            step=0,
            effective_beta=None,
            folder=folder,
        )
        for epoch in range(EPOCHS + 1):
            step = epoch * STEPS
            if epoch:
                for k in range(STEPS):
                    at = epoch - 1 + (k + 1) / STEPS
                    loss = 1000 / (1 + 5 * at)
                    yield Progress(step - STEPS + k + 1, at, self._metrics(recipe, loss), 1000.0, 1.0)
            held_out = self._metrics(recipe, LOSSES[epoch]) | {"psnr": PSNRS[epoch], "ssim": 0.1 * epoch, "mse": 0.01}
            yield EpochEnded(epoch, step, {}, held_out, 0.1)
            yield SnapshotTaken(step, epoch, Snapshot(model, step=step, epoch=epoch))
            size = int(np.prod(model.latent_shape))
            yield LatentsEncoded(step, epoch, np.arange(IMAGES), told_codes(size, epoch))
            while self.hold_after == epoch and not control.ending:
                control.wait(0.01)
            if control.ending:
                break
        yield RunFinished(step, epoch, control.ending or "completed")

    @staticmethod
    def _metrics(recipe: Recipe, loss: float) -> dict[str, float]:
        if recipe.bottleneck.kind == "gaussian":
            return {"loss": loss, "reconstruction": loss - 6, "kl": 6.0}
        return {"loss": loss}


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def explored(look: Appearance, tmp_path: Path, told: Told) -> Iterator[Session]:
    """A session in which nothing is trained yet; its runs say what ``told`` says."""
    from aeexplorer.session.session import Session

    session = Session(runs_folder=tmp_path, make_events=told)
    session.document.override("model.widths=[4]")
    yield session
    assert session.close()


@pytest.fixture
def train(qtbot: QtBot, explored: Session) -> Callable[..., Run]:
    """Train the draft, changed by assignments if any, to its end."""

    def train(*assignments: str) -> Run:
        explored.document.override(*assignments)
        run = explored.document.train()
        assert run is not None
        qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
        return run

    return train


@pytest.fixture
def recipe() -> Recipe:
    """What ``session`` begins with: it is learned in no time. A file of tests may put another in its place."""
    from training.recipe import Recipe

    return Recipe.load("mnist-ae-2d").override(
        "data.source=digits", "model.widths=[16]", "schedule.epochs=1", "device.accelerator=cpu"
    )


@pytest.fixture
def session(look: Appearance, tmp_path: Path, recipe: Recipe) -> Iterator[Session]:
    """A session in which nothing is trained yet; its runs are real ones."""
    from aeexplorer.session.session import Session

    session = Session(runs_folder=tmp_path / "runs")
    session.document.set_recipe(recipe)
    yield session
    assert session.close(PATIENCE)


@pytest.fixture
def trained(session: Session, qtbot: QtBot) -> Callable[..., Run]:
    """Train the draft of ``session``, changed by assignments if any, from the start to its end."""

    def trained(*assignments: str) -> Run:
        session.document.override(*assignments)
        run = session.document.train_anew()
        assert run is not None
        qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
        assert run.problem is None
        return run

    return trained


@pytest.fixture
def two(session: Session, trained: Callable[..., Run]) -> tuple[Run, Run]:
    """An AE and a VAE, compared as A and B."""
    runs = trained(), trained("bottleneck.kind=gaussian")
    for place, run in enumerate(runs):
        session.comparing.set_member(place, run)
    return runs


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., None]:
    """Show a panel at a size, and refresh it from a timer as the window does."""
    from PySide6.QtCore import QTimer

    def show(panel: Panel, width: int = 368, height: int = 320) -> None:
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        qtbot.waitExposed(panel)
        timer = QTimer(panel)
        timer.timeout.connect(panel.refresh_if_dirty)
        timer.start(10)

    return show
