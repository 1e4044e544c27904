"""Images in the order of a metric: either end first, what is no number last."""

from __future__ import annotations

import numpy as np

from training.ranking import ranked


def test_the_worst_and_the_best_come_first() -> None:
    psnr = np.array([20.0, 31.0, np.nan, 18.0, 31.0, np.inf])
    assert ranked(psnr, "higher").tolist() == [3, 0, 1, 4, 5, 2]
    assert ranked(psnr, "higher", "best").tolist() == [5, 1, 4, 0, 3, 2]
    assert ranked(psnr, "lower").tolist() == [5, 1, 4, 0, 3, 2]
    assert ranked(psnr, "lower", "best").tolist() == [3, 0, 1, 4, 5, 2]


def test_only_some_images() -> None:
    among = np.array([True, False, True, True, False])
    assert ranked(np.array([1, 5, 3, 2, 9]), "lower", among=among).tolist() == [2, 3, 0]
    assert ranked(np.zeros(0), "lower").tolist() == []
