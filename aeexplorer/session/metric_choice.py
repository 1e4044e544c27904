"""Which of a run's metrics are plotted: those that were chosen, in a fixed order, as many as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

ORDER = (
    "loss",
    "reconstruction",
    "kl",
    "psnr",
    "psnr_noisy",
    "psnr_between",
    "ssim",
    "mse",
    "mse_pasted",
    "active_units",
    "penalty",
)


def plottable(said: Collection[str]) -> list[str]:
    """Those of the metrics that a run has said that have a plot, in the order of the plots."""
    alone = "kl" not in said and "penalty" not in said
    # Without another term the reconstruction is the loss.
    return [metric for metric in ORDER if metric in said and not (alone and metric == "reconstruction")]


class MetricChoice:
    """The first ones, until somebody chooses."""

    def __init__(self) -> None:
        self._chosen: list[str] | None = None

    def forget(self) -> None:
        """Plot the first ones again."""
        self._chosen = None

    def shown(self, available: Sequence[str], room: int) -> list[str]:
        """What is plotted of the ``available`` ones where ``room`` plots fit."""
        chosen = self._chosen if self._chosen is not None else available
        return [metric for metric in chosen if metric in available][:room]

    def toggle(self, metric: str, available: Sequence[str], room: int) -> None:
        """Plot a metric, in place of the last one if there is no room; or plot it no more unless it is the only one."""
        shown = self.shown(available, room)
        if metric in shown:
            self._chosen = [other for other in shown if other != metric] or shown
        else:
            self._chosen = sorted([*shown[: room - 1], metric], key=ORDER.index)
