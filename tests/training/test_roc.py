"""The curve, and the area under it, are scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from training.roc import roc


@pytest.mark.parametrize("digits", [1, 12], ids=["many ties", "hardly any"])
def test_the_curve_is_scikit_learns(digits: int) -> None:
    random = np.random.default_rng(0)
    strange = random.random(300) < 0.2
    values = np.round(random.normal(size=300) + strange, digits)
    curve = roc(values, strange)
    false, true, threshold = roc_curve(strange, values, drop_intermediate=False)
    np.testing.assert_allclose(curve.false_positive, false)
    np.testing.assert_allclose(curve.true_positive, true)
    np.testing.assert_allclose(curve.threshold, threshold)
    assert curve.area == pytest.approx(roc_auc_score(strange, values))


def test_perfect_useless_and_reversed_scores() -> None:
    strange = np.array([False, False, True, True])
    assert roc(np.array([0, 1, 2, 3]), strange).area == 1
    assert roc(np.ones(4), strange).area == 0.5
    assert roc(np.array([3, 2, 1, 0]), strange).area == 0


def test_a_curve_needs_both_kinds_and_finite_scores() -> None:
    with pytest.raises(ValueError, match="strange and ordinary"):
        roc(np.ones(3), np.zeros(3, bool))
    with pytest.raises(ValueError, match="finite"):
        roc(np.array([1, np.nan]), np.array([True, False]))
