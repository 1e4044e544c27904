"""Measure: how near restored images are to the originals, on the whole and inside the hole only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal, Self

import torch
from torch import Tensor

from training import metrics
from training.restore.gaussian_filter import filtered

CAP = 100.0
"""PSNR in dB that images without any error are said to have, and the most that any has: so that means exist."""
SMALLEST_ERROR = 10 ** (-CAP / 10)

Key = Literal["mse", "psnr", "ssim", "hole_mse", "hole_psnr", "hole_ssim"]
BETTER: dict[Key, Literal["lower", "higher"]] = {
    "mse": "lower",
    "psnr": "higher",
    "ssim": "higher",
    "hole_mse": "lower",
    "hole_psnr": "higher",
    "hole_ssim": "higher",
}
"""The metrics, and which of their values are good."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Metrics of n restored images, each image for itself.

    Attributes:
        values: (n,) float64 by metric. Inside a hole that hides nothing there is nothing to measure: NaN.
        errors: (n,) float64, sums of squared errors inside the holes, over all channels.
        numbers: (n,) float64, how many numbers (pixels times channels) are hidden.
    """

    values: dict[Key, Tensor]
    errors: Tensor
    numbers: Tensor

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """The scores of several batches as those of one; at least one batch."""
        some = list(parts)
        values: dict[Key, Tensor] = {key: torch.cat([part.values[key] for part in some]) for key in BETTER}
        return cls(values, torch.cat([part.errors for part in some]), torch.cat([part.numbers for part in some]))

    def mean(self, key: Key) -> float:
        """Mean over images, those without a hole left out of what is measured inside it; NaN if none is left."""
        found = self._finite(key)
        return fmean(found) if found else math.nan

    def spread(self, key: Key) -> float:
        """Standard deviation over the same images (divisor n − 1); 0 for a single one, NaN for none."""
        found = self._finite(key)
        return stdev(found) if len(found) > 1 else 0.0 if found else math.nan

    def pooled_mse(self) -> float:
        """Mean squared error over the hidden numbers of all images together; NaN if nothing is hidden."""
        hidden = float(self.numbers.sum())
        return float(self.errors.sum()) / hidden if hidden else math.nan

    def pooled_psnr(self) -> float:
        """PSNR in dB of ``pooled_mse``: large holes count as much as they are large."""
        return _decibels(self.pooled_mse())

    @property
    def note(self) -> str:
        """What has to be said of the holes; empty if nothing."""
        without, n = int((self.numbers == 0).sum()), len(self.numbers)
        if not without:
            return ""
        if without == n:
            return "Nothing is hidden, so there is nothing to measure inside a hole."
        return f"{without:,} of {n:,} images have no hole; they are left out of what is measured inside it."

    def _finite(self, key: Key) -> list[float]:
        values = self.values[key]
        return [float(value) for value in values[~values.isnan()].tolist()]


def measure(restored: Tensor, original: Tensor, hidden: Tensor | None) -> Scores:
    """Compare restored with original images, (n, C, H, W) in [0, 1], whose hole is ``hidden`` (n, 1, H, W) bool.

    MSE and PSNR inside the hole are over its numbers only. SSIM inside the hole is the mean, over its pixels, of the
    map that scikit-image's ``structural_similarity`` (``full=True``, Gaussian weights) gives; that of the whole image
    is ``training.metrics.ssim``. PSNR is at most ``CAP``, which is also what an image without any error gets.
    """
    x, y = restored.double(), original.double()
    n = len(x)
    hole = torch.zeros_like(x[:, :1], dtype=torch.bool) if hidden is None else hidden
    inside = hole.expand_as(x).flatten(1).double()
    squares = (x - y).square().flatten(1)
    errors, numbers = (squares * inside).sum(1), inside.sum(1)
    mse, hole_mse = squares.mean(1), errors / numbers
    similarity = (ssim_map(x, y).flatten(1) * inside).sum(1) / numbers
    values: dict[Key, Tensor] = {
        "mse": mse,
        "psnr": _psnr(mse),
        "ssim": metrics.ssim(restored.float(), original.float()).double() if n else mse,
        "hole_mse": hole_mse,
        "hole_psnr": _psnr(hole_mse),
        "hole_ssim": similarity,
    }
    return Scores(values, errors, numbers)


def ssim_map(x: Tensor, y: Tensor) -> Tensor:
    """Structural similarity at every pixel (n, C, H, W), float64 (Wang et al. 2004); images are mirrored at their ends.

    S = (2·μx·μy + C1)(2·σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2)), of Gaussian windows of σ = 1.5 and 11 pixels.
    """
    c1, c2 = 0.01**2, 0.03**2
    x, y = x.double(), y.double()
    means = [filtered(part, metrics.SSIM_SIGMA, truncate=3.5) for part in (x, y, x * x, y * y, x * y)]
    mx, my, mxx, myy, mxy = means
    top = (2 * mx * my + c1) * (2 * (mxy - mx * my) + c2)
    return top / ((mx.square() + my.square() + c1) * (mxx - mx.square() + myy - my.square() + c2))


def winners(values: Mapping[str, float], better: Literal["lower", "higher"]) -> frozenset[str]:
    """The names of the best values, several where they are equal; none where all are, or none is a number."""
    there = {name: value for name, value in values.items() if not math.isnan(value)}
    if not there:
        return frozenset()
    best = min(there.values()) if better == "lower" else max(there.values())
    first = frozenset(name for name, value in there.items() if value == best)
    return frozenset() if len(there) > 1 and len(first) == len(there) else first


def _psnr(mse: Tensor) -> Tensor:
    return -10 * torch.log10(mse.clamp_min(SMALLEST_ERROR))


def _decibels(mse: float) -> float:
    return -10 * math.log10(max(mse, SMALLEST_ERROR)) if not math.isnan(mse) else math.nan
