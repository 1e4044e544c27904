"""How the pictures of compared models suffer as the noise on their codes grows, point by point (report F)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from types import EllipsisType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.compare_question import Question, Side, spread, that_can, with_strength
from aeexplorer.session.long_question import Pace

if TYPE_CHECKING:
    from torch import Tensor

    from aeexplorer.session.spreads import Spreads
    from training.compare.comparison import Metric
    from training.compare.robustness import Mean
    from training.compare.robustness import Point as RobustnessPoint

Figures = dict["Metric", NDArray[np.float64]]


def curving(
    question: Question, strengths: Sequence[float], spreads: Spreads
) -> Iterator[RobustnessPoint | EllipsisType]:
    """Points of every model at the first strength, then at the next; in between ``...``, every few milliseconds.

    They are those of ``training.compare.robustness``, which takes all images at once. Members that cannot be asked
    are left out.
    """
    from training.compare.robustness import Point

    curves = [_Curve(side, question, spreads) for side, refused in that_can(question, spreads) if not refused]
    for strength in strengths:
        for curve in curves:
            yield from curve.work(strength)
            yield Point(curve.side.letter, strength, *curve.figures())


class _Curve:
    """One model's, a strength at a time."""

    def __init__(self, side: Side, question: Question, spreads: Spreads) -> None:
        self.side = side
        self._question, self._spreads = question, spreads
        self._pace = Pace()
        self._free: list[Tensor] = []
        """Pictures without noise on the code, image by image."""
        self._against: list[Figures] = []
        self._stable: list[Figures] = []

    def work(self, strength: float) -> Iterator[EllipsisType]:
        """Measure all images with noise of that strength, some at a time."""
        self._against, self._stable = [], []
        done, n = 0, len(self._question.indices)
        while done < n:
            began = time.perf_counter()
            rows = slice(done, min(done + self._pace.size, n))
            self._measure(rows, strength)
            done = rows.stop
            self._pace.follow(time.perf_counter() - began)
            yield ...

    def figures(self) -> tuple[Mean, Mean, Mean, Mean]:
        """PSNR and SSIM against the originals, and against the pictures without noise."""
        return (
            _mean(self._against, "psnr"),
            _mean(self._against, "ssim"),
            _mean(self._stable, "psnr"),
            _mean(self._stable, "ssim"),
        )

    def _measure(self, rows: slice, strength: float) -> None:
        import torch

        from training.compare.comparison import scored

        indices = torch.from_numpy(self._question.indices[rows])
        pixels = self._question.images.batch(indices)
        if len(self._free) < rows.stop:
            self._free += self._pictures(pixels, indices, 0.0)
        noisy, clean = self._pictures(pixels, indices, strength), torch.stack(self._free[rows])
        figures = scored(torch.cat([noisy, noisy]), torch.cat([pixels, clean]))
        self._against.append({metric: values[: len(indices)] for metric, values in figures.items()})
        self._stable.append({metric: values[len(indices) :] for metric, values in figures.items()})

    def _pictures(self, pixels: Tensor, indices: Tensor, strength: float) -> Tensor:
        from training.compare.conditions import pictures

        asked = with_strength(self._question.conditions, strength)
        return pictures(self.side.snapshot, pixels, indices, asked, spread(self.side, asked, self._spreads))[0]


def _mean(figures: list[Figures], metric: Metric) -> Mean:
    from training.compare.robustness import Mean

    values = np.concatenate([some[metric] for some in figures])
    return Mean(float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0)
