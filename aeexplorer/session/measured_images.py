"""Measured images: how well one or two runs rebuild each of many images, by every metric."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.long_question import Pace
from aeexplorer.session.measures import measure as measure_of
from aeexplorer.session.rebuilt import Rebuilt

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.recipe import Recipe
    from training.snapshot import Snapshot

Metric = Literal["mse", "psnr", "ssim", "loss", "reconstruction", "kl"]
METRICS: tuple[Metric, ...] = ("mse", "psnr", "ssim", "loss", "reconstruction", "kl")
OF_PICTURES = METRICS[:3]
"""Those that do not depend on what a run minimises."""
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

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What the images are measured by: the loss, too, and what it is the sum of, if of several parts."""
        terms = self.recipe.objective.term_names(has_kl=self.recipe.bottleneck.has_kl)
        return tuple(metric for metric in METRICS if metric in (*OF_PICTURES, *terms))

    def measure(self, x: Tensor, rows: Tensor) -> dict[Metric, Tensor]:
        """Every metric (n,) of images x (n, C, H, W): their means over the held-out ones are those of the curves."""
        import torch

        from training import metrics
        from training.seeds import normal_noise

        picture = self.rebuild(x, rows)
        found: dict[Metric, Tensor] = {name: getattr(metrics, name)(picture, x) for name in OF_PICTURES}
        model, recipe = self.snapshot.model, self.recipe
        with torch.inference_mode():
            given = recipe.corruption.apply(x, seed=recipe.seed, purpose="evaluate", indices=rows)
            posterior = model.encode(given.pixels.float())
            noise = normal_noise(recipe.seed, "evaluate", rows, model.latent_shape) if posterior.draws else None
            out = model.reconstruct(posterior, noise)
            terms = recipe.objective.terms(model, out, x, epoch=self.snapshot.epoch, hidden=given.hidden)
        return found | {name: terms[name] for name in self.metrics if name in terms}


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredImages:
    """Images ``rows`` (n,) of a set, and every metric of each: a column (n,) for each of one or two judges."""

    images: ImageSet
    rows: Numbers
    judges: tuple[Judge, ...]
    values: tuple[dict[Metric, Floats], ...]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Those of every judge; of two, only those that are the same quantity for both."""
        first, *others = self.judges
        return tuple(
            metric
            for metric in first.metrics
            if all(
                metric in other.metrics and measure_of(metric, other.recipe) == measure_of(metric, first.recipe)
                for other in others
            )
        )

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

        return ranked(self.shown(metric), "higher" if metric in ("psnr", "ssim") else "lower", first)

    def rebuild(self, places: Numbers) -> list[Rebuilt]:
        """What the judges make of some images. Not for the GUI thread."""
        x, rows = _images(self.images, self.rows[places])
        pictures = [judge.rebuild(x, rows).numpy() for judge in self.judges]
        return [Rebuilt(x[k].numpy(), tuple(some[k] for some in pictures), ()) for k in range(len(places))]


def measure(images: ImageSet, rows: Numbers, judges: tuple[Judge, ...]) -> Iterator[float | MeasuredImages]:
    """Measure a few images at a time: yields the share that is done, from 0 to 1, and at last what came of it.

    For the thread that answers questions.
    """
    values: tuple[dict[Metric, Floats], ...] = tuple(
        {name: np.empty(len(rows)) for name in judge.metrics} for judge in judges
    )
    paces = [Pace() for _ in judges]
    done = [0] * len(judges)
    while min(done) < len(rows):
        # In turns, so that a slice is one network's work.
        k = done.index(min(done))
        part = slice(done[k], done[k] + paces[k].size)
        began = time.perf_counter()
        x, numbers = _images(images, rows[part])
        for name, of_images in judges[k].measure(x, numbers).items():
            values[k][name][part] = of_images.numpy()
        done[k] += len(x)
        paces[k].follow(time.perf_counter() - began)
        yield sum(done) / (len(rows) * len(judges))
    yield MeasuredImages(images, rows, judges, values)


def _images(images: ImageSet, rows: Numbers) -> tuple[Tensor, Tensor]:
    import torch

    numbers = torch.from_numpy(rows)
    return images.batch(numbers), numbers
