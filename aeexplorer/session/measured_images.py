"""Measured images: how well one or two runs rebuild each of many images, by every metric."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.long_question import Pace
from aeexplorer.session.rebuilt import Rebuilt

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.recipe import Recipe
    from training.snapshot import Snapshot

Metric = Literal["mse", "psnr", "ssim"]
METRICS: tuple[Metric, ...] = ("mse", "psnr", "ssim")
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A run as it was: weights, and the recipe that says how images are corrupted when they are evaluated."""

    letter: str
    snapshot: Snapshot
    recipe: Recipe

    def rebuild(self, x: Tensor, rows: Tensor) -> Tensor:
        """Pictures in [0, 1] of images x (n, C, H, W) with numbers ``rows``, as evaluation has them."""
        given = self.recipe.corruption.apply(x, seed=self.recipe.seed, purpose="evaluate", indices=rows).pixels
        return self.snapshot.restore(given).clamp(0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredImages:
    """Images ``rows`` (n,) of a set, and every metric of each: a column (n,) for each of one or two judges."""

    images: ImageSet
    rows: Numbers
    judges: tuple[Judge, ...]
    values: tuple[dict[Metric, Floats], ...]

    def shown(self, metric: Metric) -> Floats:
        """(n,) of the one judge, or the first less the second; NaN where both are infinite."""
        first = self.values[0][metric]
        if len(self.values) == 1:
            return first
        with np.errstate(invalid="ignore"):
            return first - self.values[1][metric]

    def order(self, metric: Metric, first: Literal["worst", "best"]) -> Numbers:
        """Places of the images, the worst or the best first; of two judges, those where the first is so beside the
        second."""
        from training.ranking import ranked

        return ranked(self.shown(metric), "lower" if metric == "mse" else "higher", first)

    def rebuild(self, places: Numbers) -> list[Rebuilt]:
        """What the judges make of some images. Not for the GUI thread."""
        x, rows = _images(self.images, self.rows[places])
        pictures = [judge.rebuild(x, rows).numpy() for judge in self.judges]
        return [Rebuilt(x[k].numpy(), tuple(some[k] for some in pictures), ()) for k in range(len(places))]


def measure(images: ImageSet, rows: Numbers, judges: tuple[Judge, ...]) -> Iterator[float | MeasuredImages]:
    """Measure a few images at a time: yields the share that is done, from 0 to 1, and at last what came of it.

    For the thread that answers questions.
    """
    from training import metrics

    values: tuple[dict[Metric, Floats], ...] = tuple({name: np.empty(len(rows)) for name in METRICS} for _ in judges)
    paces = [Pace() for _ in judges]
    done = [0] * len(judges)
    while min(done) < len(rows):
        # In turns, so that a slice is one network's work.
        k = done.index(min(done))
        part = slice(done[k], done[k] + paces[k].size)
        began = time.perf_counter()
        x, numbers = _images(images, rows[part])
        picture = judges[k].rebuild(x, numbers)
        for name in METRICS:
            values[k][name][part] = getattr(metrics, name)(picture, x).numpy()
        done[k] += len(x)
        paces[k].follow(time.perf_counter() - began)
        yield sum(done) / (len(rows) * len(judges))
    yield MeasuredImages(images, rows, judges, values)


def _images(images: ImageSet, rows: Numbers) -> tuple[Tensor, Tensor]:
    import torch

    numbers = torch.from_numpy(rows)
    return images.batch(numbers), numbers
