"""The table of many restored images as CSV: a line for every way."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.restore.measure import Key, Scores
    from training.restore.table import Table

PLACES: dict[str, dict[str, Key]] = {
    "hole": {"psnr": "hole_psnr", "mse": "hole_mse", "ssim": "hole_ssim"},
    "whole": {"psnr": "psnr", "mse": "mse", "ssim": "ssim"},
}


def as_csv(table: Table) -> str:
    """Pooled over all images, mean and standard deviation over them of PSNR (dB), MSE and SSIM; empty where unknown.

    There is no pooled SSIM: it is a mean already. Not for the GUI thread.
    """
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\n")
    heads = [
        f"{place}_{metric}_{figure}"
        for place, metrics in PLACES.items()
        for metric in metrics
        for figure in ("pooled", "mean", "std")
        if (metric, figure) != ("ssim", "pooled")
    ]
    lines.writerow(["way", "images", *heads, "ms_per_image"])
    for row in table.rows:
        cells = [value for place in PLACES for value in _figures(row.scores, place)]
        cells.append(1000 * row.seconds / max(table.images, 1) if row.name != "corrupted" else math.nan)
        lines.writerow([row.name, table.images, *("" if math.isnan(value) else f"{value:.6g}" for value in cells)])
    return buffer.getvalue()


def _figures(scores: Scores, place: str) -> list[float]:
    from training.restore.measure import SMALLEST_ERROR

    # All images are of one size, so over their whole the pooled error is the mean one.
    error = scores.pooled_mse() if place == "hole" else scores.mean("mse")
    decibels = math.nan if math.isnan(error) else -10 * math.log10(max(error, SMALLEST_ERROR))
    pooled = {"psnr": [decibels], "mse": [error], "ssim": []}
    return [
        value
        for metric, key in PLACES[place].items()
        for value in (*pooled[metric], scores.mean(key), scores.spread(key))
    ]
