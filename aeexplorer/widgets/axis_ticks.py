"""Where an axis puts its ticks, and how it writes numbers."""

from __future__ import annotations

import math

from aeexplorer.widgets.figures import MINUS, figure


def linear_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Round numbers from ``low`` to ``high``, ``most`` at most; whole ones if ``whole``."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    # An interval shorter than ``most`` steps may still hold ``most`` multiples of one.
    step = _round_step((high - low) / (most + 1), whole=whole)
    while (ticks := _multiples(low, high, step)) and len(ticks) > most:
        step = _round_step(step * 1.01, whole=whole)
    return ticks


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Numbers 1, 2, 5 × 10ⁿ from ``low`` > 0 to ``high``; fewer mantissas where those would crowd."""
    if not (0 < low < high < math.inf):
        return []
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for mantissas in ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**n for n in decades for m in mantissas if low <= m * 10.0**n <= high]
        if len(ticks) <= most:
            return ticks if len(ticks) > 1 else linear_ticks(low, high, most)
    return ticks[:: math.ceil(len(ticks) / most)]


def labelled_ticks(
    low: float, high: float, most: int, *, log: bool = False, whole: bool = False
) -> list[tuple[float, str]]:
    """Ticks of a linear or a ``log`` axis, each with its text."""
    ticks = log_ticks(low, high, most) if log else linear_ticks(low, high, most, whole=whole)
    return [(tick, tick_text(tick, [tick] if log else ticks)) for tick in ticks]


def tick_text(value: float, ticks: list[float]) -> str:
    """``value`` with as many decimals as tell the ``ticks`` apart."""
    for decimals in range(7):
        if all(abs(round(t, decimals) - t) <= 1e-6 * max(abs(t), 1e-12) for t in ticks):
            break
    else:
        return f"{value:.1e}".replace("-", MINUS)
    return figure(value, decimals)


def value_text(value: float) -> str:
    """A measured value with the digits that a reader can use: 141.3, 15.0, 6.45, 0.0421."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 10:
        return figure(value, 1 if size < 9999.95 else 0)
    if size >= 1 or size == 0:
        return figure(value, 2)
    if size < 1e-5:
        return f"{value:.1e}".replace("-", MINUS)
    return figure(value, 2 - math.floor(math.log10(size)) if size < 0.1 else 3)


def _round_step(least: float, *, whole: bool) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    for mantissa in (1, 2, 2.5, 5, 10):
        step = mantissa * power
        if step >= least * (1 - 1e-9) and not (whole and step != round(step)):
            return step
    return max(1.0, math.ceil(least))


def _multiples(low: float, high: float, step: float) -> list[float]:
    slack = 1e-9 * step
    first, last = math.ceil((low - slack) / step), math.floor((high + slack) / step)
    return [n * step for n in range(first, last + 1)]
