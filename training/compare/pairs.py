"""Pairs: whether one model is better than another on the same images, or only seems so by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["first", "second", "undecided", "equal", "too few"]

FEWEST = 6
"""Images that differ, below which Wilcoxon's test cannot find anything at 5 %: 2 / 2⁵ is more."""
LEVEL = 0.05
"""A p-value below it counts as a difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models' values of one metric on the same n images.

    Attributes:
        first: name of a model.
        second: name of the other.
        images: n.
        first_wins: on how many images the first is better.
        second_wins: on how many the second is; on the rest they are equal.
        mean: mean of first − second.
        interval: 95 % confidence interval of that mean, by Student's t; NaN for fewer than two images.
        wilcoxon: two-sided p-value of the signed-rank test (Wilcoxon 1945); equal images are left out.
        t: two-sided p-value of the paired t test.
        adjusted: ``wilcoxon`` for the number of pairs that were tested together (Holm 1979).
        verdict: which is better, by ``adjusted``; “undecided”: it may be chance; “equal” on every image.
    """

    first: str
    second: str
    images: int
    first_wins: int
    second_wins: int
    mean: float
    interval: tuple[float, float]
    wilcoxon: float
    t: float
    adjusted: float
    verdict: Verdict


def paired(values: Mapping[str, NDArray[Any]], better: Literal["lower", "higher"] = "higher") -> list[Pair]:
    """Test every two models' ``values`` (n,) of one metric on the same images; images without a number are left out."""
    names = list(combinations(values, 2))
    differences = []
    for first, second in names:
        difference = np.asarray(values[first], np.float64) - np.asarray(values[second], np.float64)
        differences.append(difference[np.isfinite(difference)])
    raw = [_wilcoxon(difference) for difference in differences]
    return [
        _pair(first, second, difference, p, adjusted, better)
        for (first, second), difference, p, adjusted in zip(names, differences, raw, _holm(raw), strict=True)
    ]


def in_words(pair: Pair, unit: str = "") -> str:
    """What a pair says, for people; ``unit`` is that of the metric."""
    if pair.verdict == "equal":
        return f"{pair.first} and {pair.second} are equal on all {pair.images:,} images."
    leads = (pair.first, pair.first_wins) if pair.first_wins >= pair.second_wins else (pair.second, pair.second_wins)
    low, high = pair.interval
    unit = f" {unit}" if unit else ""
    facts = (
        f"{leads[0]} is better on {leads[1]:,} of {pair.images:,} images. "
        f"{pair.first} less {pair.second} is {pair.mean:+.3g}{unit} on average"
    )
    if np.isfinite(low):
        facts += f" (95 % interval {low:+.3g} to {high:+.3g})"
    end = {
        "too few": f"These are too few images to tell more: at least {FEWEST} have to differ.",
        "undecided": f"Such a difference may well be chance (Wilcoxon’s test, {_chance(pair.adjusted)}).",
    }.get(pair.verdict)
    if end is None:
        winner = pair.first if pair.verdict == "first" else pair.second
        end = f"So {winner} does better, and hardly by chance (Wilcoxon’s test, {_chance(pair.adjusted)})."
    return f"{facts}. {end}"


def _chance(p: float) -> str:
    """A p-value as reports write it."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def _pair(
    first: str, second: str, difference: NDArray[Any], p: float, adjusted: float, better: Literal["lower", "higher"]
) -> Pair:
    from scipy import stats

    n = len(difference)
    wins, losses = int((difference > 0).sum()), int((difference < 0).sum())
    mean = float(difference.mean()) if n else float("nan")
    interval = (float("nan"), float("nan"))
    t = float("nan")
    if n > 1:
        error = float(difference.std(ddof=1) / np.sqrt(n))
        reach = float(stats.t.ppf(0.975, n - 1)) * error
        interval = (mean - reach, mean + reach)
        # Without any spread, t is 0 / 0 or infinite.
        t = float(2 * stats.t.sf(abs(mean) / error, n - 1)) if error > 0 else float(mean == 0)
    if better == "lower":
        wins, losses = losses, wins
    verdict: Verdict = "undecided"
    if wins + losses == 0:
        verdict = "equal"
    elif wins + losses < FEWEST:
        verdict = "too few"
    elif adjusted < LEVEL:
        higher = _rank_sum(difference) > 0
        verdict = "first" if higher == (better == "higher") else "second"
    return Pair(first, second, n, wins, losses, mean, interval, p, t, adjusted, verdict)


def _wilcoxon(difference: NDArray[Any]) -> float:
    """Two-sided p-value; 1 where nothing differs."""
    from scipy import stats

    if not difference.any():
        return 1.0
    return float(stats.wilcoxon(difference).pvalue)


def _rank_sum(difference: NDArray[Any]) -> float:
    """Sum of the signed ranks of the differences: positive where the first is mostly larger."""
    from scipy import stats

    there = difference[difference != 0]
    return float((np.sign(there) * stats.rankdata(np.abs(there))).sum())


def _holm(p: list[float]) -> list[float]:
    """p-values of m tests made together (Holm 1979): the k-th smallest times m − k + 1, never falling."""
    adjusted = [0.0] * len(p)
    largest = 0.0
    for k, i in enumerate(np.argsort(p)):
        largest = max(largest, min((len(p) - k) * p[i], 1.0))
        adjusted[i] = largest
    return adjusted
