"""Robustness: how the quality of pictures falls as noise grows, model by model (report F)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from training.compare.comparison import scored
from training.compare.conditions import Conditions, pictures
from training.snapshot import Snapshot

_CHUNK = 256
"""Images at a time."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean and standard deviation (divisor n − 1; 0 for one image) over images."""

    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class Point:
    """A model's pictures at one strength of noise.

    Attributes:
        model: its name.
        strength: of the noise.
        psnr: against the originals, in dB.
        ssim: against the originals.
        psnr_free: against the model's own pictures without this noise; 100 dB where they are equal.
        ssim_free: against these.
    """

    model: str
    strength: float
    psnr: Mean
    ssim: Mean
    psnr_free: Mean
    ssim_free: Mean


def robustness(
    models: Mapping[str, Snapshot],
    pixels: Tensor,
    indices: Tensor,
    strengths: Sequence[float],
    conditions: Conditions | None = None,
    *,
    on: Literal["code", "input"] = "code",
    spreads: Mapping[str, Tensor] | None = None,
) -> Iterator[Point]:
    """Points as they are computed: every model at the first strength, then every model at the next.

    Args:
        models: snapshots by name.
        pixels: (n, C, H, W) float32 in [0, 1], n ≥ 1.
        indices: (n,) int64, the images' numbers, which decide the noise: the same for all models and strengths.
        strengths: of the noise on the code (its ``amount``) or on the input.
        conditions: how the noise is put on, and what other noise there is.
        on: which noise grows.
        spreads: of each model's codes, where noise is measured in it.

    Raises:
        InputError: models for images of another shape, or a number that a code does not have.
    """
    conditions = conditions or Conditions()
    free = {name: _made(models[name], pixels, indices, _with(conditions, on, 0), spreads, name) for name in models}
    for strength in strengths:
        at = _with(conditions, on, strength)
        for name, snapshot in models.items():
            made = _made(snapshot, pixels, indices, at, spreads, name)
            against, stable = scored(made, pixels), scored(made, free[name])
            yield Point(
                name,
                float(strength),
                _mean(against["psnr"]),
                _mean(against["ssim"]),
                _mean(stable["psnr"]),
                _mean(stable["ssim"]),
            )


def _with(conditions: Conditions, on: Literal["code", "input"], strength: float) -> Conditions:
    """The conditions with another strength of one noise."""
    table = conditions.model_dump()
    if on == "input":
        table["input_noise"] = strength
    else:
        table["code"]["amount"] = strength
    return Conditions.model_validate(table)


def _made(
    snapshot: Snapshot,
    pixels: Tensor,
    indices: Tensor,
    conditions: Conditions,
    spreads: Mapping[str, Tensor] | None,
    name: str,
) -> Tensor:
    chunks = zip(torch.split(pixels, _CHUNK), torch.split(indices, _CHUNK), strict=True)
    return torch.cat([pictures(snapshot, x, index, conditions, (spreads or {}).get(name))[0] for x, index in chunks])


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Mean:
    return Mean(float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0)
