"""The advice on the latent size says what the figures say."""

from __future__ import annotations

import numpy as np

from aeexplorer.session.code_size import CodeSize, Yardstick
from aeexplorer.session.size_advice import size_advice


def size(codes: list[float]) -> CodeSize:
    # 1, 2, 3 components hold 58, 91 and 100 % of the variance.
    return CodeSize(Yardstick(np.array([8.0, 6.0, 3.2]), np.array([0.1, 0.05, 0.02, 0.01])), np.array(codes))


def test_a_small_code_is_held_against_what_the_images_need() -> None:
    held, pca, used = size_advice(size([3.0]), 1, 0.04)
    assert held == "2 numbers hold 90 % of the variance of the images; this model uses 1."
    assert pca == "PCA needs 2 numbers for its error, 0.0400."
    assert "with more numbers it can keep more" in used


def test_a_model_worse_than_pca_is_told_to_train() -> None:
    said = " ".join(size_advice(size([3.0, 2.0]), 2, 0.06))
    assert "PCA with as many numbers has a smaller error, 0.0200 against 0.0600" in said


def test_a_model_better_than_all_of_pca() -> None:
    assert "smaller than that of PCA with any number" in " ".join(size_advice(size([3.0, 2.0]), 2, 0.005))


def test_directions_that_are_not_used_are_named() -> None:
    said = " ".join(size_advice(size([5.0, 4.0, 1e-3, 1e-3, 0, 0]), 6, None))
    assert "2 of its 6 directions hold 99 % of the variance of its codes: 2 numbers may do." in said
    assert "error" not in said


def test_equal_images_need_no_code() -> None:
    nothing = CodeSize(Yardstick(np.zeros(0), np.zeros(1)), np.zeros(0))
    assert size_advice(nothing, 2, 0.0) == ["All images are alike: there is nothing to tell apart."]
