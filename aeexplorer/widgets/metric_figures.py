"""Metrics as tables and captions have them: a short name, which way is better, the unit, and so many decimals."""

from __future__ import annotations

from collections.abc import Mapping

from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.figures import figure

NAMES: Mapping[str, str] = {"mse": "MSE", "psnr": "PSNR", "ssim": "SSIM", "kl": "KL"}
ARROWS: Mapping[str, str] = {"mse": "↓", "psnr": "↑", "ssim": "↑"}
UNITS: Mapping[str, str] = {"psnr": "dB"}
OF_ONE: Mapping[str, int] = {"mse": 4, "psnr": 1, "ssim": 3}
"""Decimals of one image's figure; those of others go by their size."""
OF_MANY: Mapping[str, int] = {**OF_ONE, "ssim": 2}
"""Decimals of a mean over images."""


def of_one(metric: str, value: float) -> str:
    """The figure of one image, without its unit."""
    decimals = OF_ONE.get(metric)
    return value_text(value) if decimals is None else figure(value, decimals)


def of_many(metric: str, value: float) -> str:
    """The mean over images, or its spread, without its unit."""
    return figure(value, OF_MANY[metric])


def in_short(value: float) -> str:
    """With three digits, for where there is little room: 6.45, 14.1, 141."""
    size = abs(value)
    return figure(value, 2 if size < 9.995 else 1 if size < 99.95 else 0)


def with_unit(metric: str, text: str) -> str:
    """A figure with its unit, if it has one."""
    return f"{text} {UNITS[metric]}" if metric in UNITS else text
