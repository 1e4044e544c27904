"""A threshold's rates are scikit-learn's confusion matrix, and lie on the curve."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_score

from training.roc import roc
from training.threshold import best_threshold, rates


def test_rates_are_those_of_the_confusion_matrix_and_of_the_curve() -> None:
    random = np.random.default_rng(0)
    strange = random.random(200) < 0.3
    scores = np.round(random.normal(size=200) + strange, 1)
    curve = roc(scores, strange)
    for false, true, threshold in zip(curve.false_positive, curve.true_positive, curve.threshold, strict=True):
        found = rates(scores, strange, threshold)
        called = scores >= threshold
        expected = confusion_matrix(strange, called).ravel().tolist()
        assert [found.passed, found.alarms, found.missed, found.found] == expected
        assert found.true_positive == pytest.approx(true) and found.false_positive == pytest.approx(false)
        if called.any():
            assert found.precision == pytest.approx(precision_score(strange, called))
        else:
            assert math.isnan(found.precision)
    best = rates(scores, strange, best_threshold(curve))
    assert best.true_positive - best.false_positive == pytest.approx((curve.true_positive - curve.false_positive).max())


def test_perfect_and_reversed_scores() -> None:
    strange = np.array([False, False, True, True])
    assert best_threshold(roc(np.array([0, 1, 2, 3]), strange)) == 2
    assert best_threshold(roc(np.array([3, 2, 1, 0]), strange)) == math.inf
    assert math.isnan(rates(np.ones(2), np.zeros(2, bool), 0.5).true_positive)
