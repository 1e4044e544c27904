"""Comparison: two to four models on one batch of images, metric by metric and image by image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import metrics
from training.compare.conditions import Conditions, pictures
from training.snapshot import Snapshot

Floats = NDArray[np.float64]
Metric = Literal["mse", "psnr", "ssim"]

BETTER: dict[Metric, Literal["lower", "higher"]] = {"mse": "lower", "psnr": "higher", "ssim": "higher"}
"""The metrics, and which of their values are good."""
CAP = 100.0
"""PSNR in dB that equal images are said to have: so that differences and means exist."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One compared model.

    Attributes:
        pictures: (n, C, H, W) in [0, 1].
        codes: (n, *latent_shape) before noise was put on them.
        moved: (n, *latent_shape) that were decoded: an arrow on the map goes from one to the other.
        scores: (n,) by metric, against the originals.
    """

    pictures: Tensor
    codes: Tensor
    moved: Tensor
    scores: dict[Metric, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Models under the same conditions.

    Attributes:
        originals: (n, C, H, W) in [0, 1], what pictures are compared with.
        fed: (n, C, H, W), what every model was given.
        sides: the models by name, in the order in which they were given.
    """

    originals: Tensor
    fed: Tensor
    sides: dict[str, Side]

    def values(self, metric: Metric) -> dict[str, Floats]:
        """The metric of every image (n,) by model, as ``paired`` takes it."""
        return {name: side.scores[metric] for name, side in self.sides.items()}

    def winners(self, metric: Metric) -> NDArray[np.int64]:
        """Who has the best value on each image (n,), by its place among the sides; −1 where several have."""
        return winners(list(self.values(metric).values()), BETTER[metric])

    def difference(self, one: str, other: str) -> Tensor:
        """Pictures of one less those of another (n, C, H, W), in [−1, 1]."""
        return self.sides[one].pictures - self.sides[other].pictures


def compare(
    models: Mapping[str, Snapshot],
    pixels: Tensor,
    indices: Tensor,
    conditions: Conditions | None = None,
    *,
    spreads: Mapping[str, Tensor] | None = None,
) -> Comparison:
    """Feed every model the same images and the same noise.

    Args:
        models: snapshots by name.
        pixels: (n, C, H, W) float32 in [0, 1].
        indices: (n,) int64, the images' numbers in their data set: they decide the noise.
        conditions: the noise; none if left out.
        spreads: of each model's codes, where noise is measured in it (see ``training.latent.noise.spread_of``).

    Raises:
        InputError: models for images of another shape, or a number that a code does not have.
    """
    conditions = conditions or Conditions()
    sides = {}
    for name, snapshot in models.items():
        made, codes, moved = pictures(snapshot, pixels, indices, conditions, (spreads or {}).get(name))
        sides[name] = Side(made, codes, moved, scored(made, pixels))
    return Comparison(pixels, conditions.fed(pixels, indices), sides)


def scored(made: Tensor, originals: Tensor) -> dict[Metric, Floats]:
    """MSE, PSNR (at most ``CAP`` dB) and SSIM of each picture (n,)."""
    return {
        "mse": _array(metrics.mse(made, originals)),
        "psnr": _array(metrics.psnr(made, originals).clamp(max=CAP)),
        "ssim": _array(metrics.ssim(made, originals)),
    }


def winners(values: list[Floats], better: Literal["lower", "higher"]) -> NDArray[np.int64]:
    """Which of several values (n,) is best on each image; −1 where the best is shared, or a value is no number."""
    table = np.stack(values) if better == "higher" else -np.stack(values)
    shared = (table == table.max(0)).sum(0) != 1
    return np.where(shared | np.isnan(table).any(0), -1, table.argmax(0))


def difference_histogram(
    one: NDArray[Any], other: NDArray[Any], bins: int = 31
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts (bins,) and edges (bins + 1,) of ``one`` − ``other`` (n,), such as PSNRs, from −most to +most.

    With an odd number of bins, the middle one is about 0.
    """
    differences = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    differences = differences[np.isfinite(differences)]
    most = float(np.abs(differences).max(initial=0)) or 1.0
    counts, edges = np.histogram(differences, bins, (-most, most))
    return counts.astype(np.int64), edges


def _array(values: Tensor) -> Floats:
    array: Floats = values.detach().to(torch.float64).cpu().numpy()
    return array
