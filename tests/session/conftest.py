"""A run that trains nothing but says everything, so that the session can be tested in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from training.recipe import Recipe

if TYPE_CHECKING:
    from training.control import Control
    from training.events import Event

STEPS_PER_EPOCH = 4
IMAGES = 12


class Script:
    """Says what a run would say: 12 images of 8×8 in three classes, 4 steps an epoch, all codes equal to the step."""

    def __init__(self) -> None:
        self.latent_shape: tuple[int, ...] = (2,)
        self.starts_at: int = 0
        self.closed = 0
        self.started_from: list[Recipe] = []
        self.instead: Callable[[], Iterator[Event]] | None = None
        """Events to say after the first ones, in place of training."""

    def __call__(self, recipe: Recipe, folder: Path | None, control: Control, _progress: Any) -> Iterator[Event]:
        from training.events import EpochEnded, Progress, RunFinished

        self.started_from.append(recipe)
        try:
            step = self.starts_at
            yield self._started(recipe, folder, step)
            if step == 0:
                yield EpochEnded(0, 0, {}, {"loss": 10.0}, 0.0)
            yield from self.look(step)
            if self.instead is not None:
                yield from self.instead()
                return
            while step < recipe.schedule.epochs * STEPS_PER_EPOCH:
                while control.waiting():
                    control.wait(0.01)
                if control.ending:
                    break
                step += 1
                control.take_step()
                yield Progress(step, step / STEPS_PER_EPOCH, {"loss": 10.0 / step}, 1000.0, 1.0)
                yield from self.look(step)
                if step % STEPS_PER_EPOCH == 0:
                    losses = {"loss": 10.0 / step}
                    yield EpochEnded(step // STEPS_PER_EPOCH, step, losses, losses, 0.1)
                    yield from self.look(step)
            yield RunFinished(step, step / STEPS_PER_EPOCH, control.ending or "completed")
        finally:
            self.closed += 1

    def look(self, step: int) -> Iterator[Event]:
        from training.events import LatentsEncoded, SnapshotTaken
        from training.snapshot import Snapshot

        epoch = step / STEPS_PER_EPOCH
        snapshot = Snapshot(self._model(), step=step, epoch=epoch)
        yield SnapshotTaken(step, epoch, snapshot)
        codes = np.full((IMAGES, *self.latent_shape), step, np.float32)
        yield LatentsEncoded(step, epoch, np.arange(IMAGES), codes)

    def _model(self) -> Any:
        from training.build import build_model

        recipe = Recipe.load("mnist-ae-2d").override("model.widths=[4]")
        return build_model(recipe, (1, 8, 8))

    def _started(self, recipe: Recipe, folder: Path | None, step: int) -> Event:
        import torch

        from training.data.images import ImageSet
        from training.devices import DeviceReport
        from training.events import RunStarted

        pixels = np.zeros((IMAGES, 8, 8), np.uint8)
        pixels[:] = np.arange(IMAGES)[:, None, None]
        images = ImageSet.from_array(pixels, np.arange(IMAGES) % 3, classes=("ash", "elm", "oak"))
        split = images.split(0.25, recipe.seed)
        report = DeviceReport("cpu", "a processor", "no GPU found", "32-true", torch.get_num_threads())
        return RunStarted(
            recipe=recipe,
            images=images,
            split=split,
            device=report,
            parameters=1,
            latent_shape=self.latent_shape,
            steps_per_epoch=STEPS_PER_EPOCH,
            epochs=recipe.schedule.epochs,
            step=step,
            effective_beta=None,
            folder=folder,
        )


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def recipe() -> Recipe:
    """The quickest real training: one narrow layer on the small digits."""
    return Recipe.load("mnist-ae-2d").override(
        "title=Small", "data.source=digits", "model.widths=[16]", "schedule.epochs=3", "schedule.batch_size=256"
    )
