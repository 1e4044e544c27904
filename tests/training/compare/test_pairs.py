"""Paired tests are scipy's, corrected for their number, and said in words that fit them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from training.compare.pairs import in_words, paired

RANDOM = np.random.default_rng(0)
BASE = RANDOM.normal(25, 3, 80)


def test_the_tests_are_scipys() -> None:
    a, b = BASE, BASE - 0.2 + RANDOM.normal(0, 0.5, 80)
    (pair,) = paired({"A": a, "B": b})
    assert pair.wilcoxon == pytest.approx(stats.wilcoxon(a, b).pvalue)
    assert pair.t == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert pair.adjusted == pair.wilcoxon
    assert pair.mean == pytest.approx((a - b).mean())
    interval = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert pair.interval == pytest.approx((interval.low, interval.high))
    assert (pair.first_wins, pair.second_wins) == (int((a > b).sum()), int((b > a).sum()))
    assert pair.verdict == "first"
    assert f"A is better on {pair.first_wins} of 80 images" in in_words(pair, "dB")
    assert ("p < 0.001" in in_words(pair)) == (pair.adjusted < 0.001)
    assert "So A does better, and hardly by chance" in in_words(pair, "dB")


def test_lower_may_be_better() -> None:
    (pair,) = paired({"A": BASE, "B": BASE - 1}, "lower")
    assert (pair.verdict, pair.first_wins, pair.second_wins) == ("second", 0, 80)
    assert "So B does better" in in_words(pair)


def test_chance_equality_and_too_few() -> None:
    (chance,) = paired({"A": BASE, "B": BASE + RANDOM.normal(0, 1, 80)})
    assert chance.verdict == "undecided" and "may well be chance" in in_words(chance)
    (equal,) = paired({"A": BASE, "B": BASE})
    assert (equal.verdict, equal.wilcoxon, equal.t) == ("equal", 1, 1)
    assert in_words(equal) == "A and B are equal on all 80 images."
    (few,) = paired({"A": BASE[:5], "B": BASE[:5] - 1})
    assert few.verdict == "too few" and "at least 6 have to differ" in in_words(few)
    (single,) = paired({"A": BASE[:1], "B": BASE[:1] - 1})
    assert single.verdict == "too few" and "interval" not in in_words(single)
    (six,) = paired({"A": BASE[:6], "B": BASE[:6] - 1})
    assert six.verdict == "first"


def test_images_without_a_number_are_left_out() -> None:
    a, b = BASE.copy(), BASE - 0.5
    a[3], b[7] = np.inf, np.nan
    (pair,) = paired({"A": a, "B": b})
    assert pair.images == 78 and np.isfinite(pair.mean)


def test_more_pairs_ask_for_stronger_evidence() -> None:
    runs = {name: BASE + RANDOM.normal(0.1 * i, 0.7, 80) for i, name in enumerate("ABCD")}
    pairs = paired(runs)
    assert [(pair.first, pair.second) for pair in pairs] == [
        ("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("C", "D"),
    ]  # fmt: skip
    raw = sorted(pair.wilcoxon for pair in pairs)
    expected = np.minimum(np.maximum.accumulate(np.array(raw) * np.arange(6, 0, -1)), 1)
    np.testing.assert_allclose(sorted(pair.adjusted for pair in pairs), expected)
    assert all((pair.verdict == "undecided") == (pair.adjusted >= 0.05) for pair in pairs)
