"""What compared runs say of themselves while they train: curves over epochs, and the newest figure with its spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aeexplorer.session.history import Curve

if TYPE_CHECKING:
    from aeexplorer.session.run import Run

METRICS = ("loss", "mse", "psnr", "ssim", "kl", "active_units", "speed")
"""In the order in which they are offered."""


class Reached(NamedTuple):
    """The newest ``value`` at ``epoch``, and its standard deviation over the held-out images; None without one."""

    value: float | None
    spread: float | None
    epoch: float


def curve(run: Run, metric: str) -> Curve:
    """Held-out values at the ends of epochs; the speed as it is reported, at whole and fractional ones."""
    return run.history.speed() if metric == "speed" else run.history.held_out(metric)


def said(run: Run, metric: str) -> bool:
    """Whether the run has said anything of ``metric``."""
    return len(curve(run, metric).values) > 0


def reached(run: Run, metric: str) -> Reached:
    """The newest figure of ``metric``."""
    epochs, values = curve(run, metric)
    if not len(values) or not math.isfinite(values[-1]):
        return Reached(None, None, 0.0)
    spreads = run.history.spread(metric)
    at = np.flatnonzero(spreads.epochs == epochs[-1])
    known = len(at) > 0 and math.isfinite(spreads.values[at[-1]])
    return Reached(float(values[-1]), float(spreads.values[at[-1]]) if known else None, float(epochs[-1]))


def last_epoch(run: Run) -> float:
    """Where the axis of epochs ends for this run: those asked for, or more if it has gone further."""
    planned = run.start_event.epochs if run.start_event is not None else run.recipe.schedule.epochs
    return max(float(planned), run.epochs_trained)
