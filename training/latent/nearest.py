"""The nearest real image of a sample: is it memorised, an image like others, or nonsense?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Verdict = Literal["memorised", "plausible", "unlike"]

MEMORISED, UNLIKE = 1.0, 99.0
"""Percentiles of real images' distances below and above which a sample is called a copy, or unlike any image."""
_BLOCK = 2**24
"""Numbers of a matrix of distances that are computed at a time."""
_CANDIDATES = 4
"""So many nearest ones by float32 matrix products are measured again, without cancellation."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """For each of m samples, the nearest of n known ones.

    Attributes:
        row: (m,) int64, which of the known ones it is.
        distance: (m,) float64, root of the mean squared difference of the numbers: for pixels, in [0, 1].
    """

    row: NDArray[np.int64]
    distance: NDArray[np.float64]


def nearest(samples: Tensor, known: Tensor, *, itself: Tensor | None = None) -> Nearest:
    """The nearest of ``known`` (n, ...) for each of ``samples`` (m, ...), images or codes, n ≥ 1.

    With ``itself`` (m,) int64, each sample is that row of the known ones, and its nearest is another; n ≥ 2 then.
    ‖x − y‖² = ‖x‖² + ‖y‖² − 2·x·y as matrix products finds candidates, which are then measured exactly.
    """
    x, y = samples.flatten(1).float(), known.flatten(1).float()
    level = y.mean(0)
    x, y = x - level, y - level
    lengths = y.square().sum(1)
    most = min(_CANDIDATES + (itself is not None), len(y))
    rows, distances = [], []
    first = 0
    for part in torch.split(x, max(_BLOCK // len(y), 1)):
        squares = lengths - 2 * (part @ y.T)
        if itself is not None:
            squares[torch.arange(len(part)), itself[first : first + len(part)]] = torch.inf
        found = squares.topk(most, largest=False).indices
        exact = (part[:, None].double() - y[found].double()).square().mean(2)
        if itself is not None:
            exact[found == itself[first : first + len(part), None]] = torch.inf
        best = exact.argmin(1, keepdim=True)
        rows.append(found.gather(1, best).squeeze(1))
        distances.append(exact.gather(1, best).squeeze(1).sqrt())
        first += len(part)
    if not rows:
        return Nearest(np.empty(0, np.int64), np.empty(0))
    return Nearest(torch.cat(rows).numpy(), torch.cat(distances).numpy())


def real_distances(known: Tensor, *, most: int = 1000, seed: int = 0) -> NDArray[np.float64]:
    """Rising distances (min(n, most),) of known images (n, ...) to the nearest other one; of some, drawn by the seed.

    What distances are usual among real images, to judge those of samples by. n ≥ 2.
    """
    from training.seeds import generator

    rows = torch.randperm(len(known), generator=generator(seed, "real distances"))[:most]
    return np.sort(nearest(known[rows], known, itself=rows).distance)


def percentiles(distances: NDArray[Any], real: NDArray[Any]) -> NDArray[np.float64]:
    """Share in percent (m,) of the rising ``real`` distances that are smaller than each of ``distances`` (m,).

    Ties count half, so that a real image among real images is at 50 on average.
    """
    below = np.searchsorted(real, distances, "left") + np.searchsorted(real, distances, "right")
    return np.asarray(50.0 * below / len(real))


def verdicts(percentile: NDArray[Any]) -> list[Verdict]:
    """A word for each percentile: nearer to a real image than real ones are to each other, as near, or farther."""
    return ["memorised" if value < MEMORISED else "unlike" if value > UNLIKE else "plausible" for value in percentile]
