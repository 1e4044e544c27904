"""A drawn mask hides the pixels that it marks, one for one, or says why it cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training import InputError, Recipe, fit
from training.corruption.mask import Mask


def applied(mask: Mask, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pixels, hidden = mask.apply(x, seed=7, purpose="evaluate", indices=torch.arange(len(x)))
    assert hidden is not None
    return pixels, hidden


@pytest.fixture
def drawn() -> np.ndarray:
    return np.random.default_rng(0).random((6, 9)) < 0.3


@pytest.mark.parametrize("name", ["mask.png", "mask.npy"])
def test_a_file_hides_what_it_marks(tmp_path: Path, name: str, drawn: np.ndarray) -> None:
    if name.endswith("png"):
        Image.fromarray(np.where(drawn, 255, 0).astype(np.uint8)).save(tmp_path / name)
    else:
        np.save(tmp_path / name, drawn)
    x = torch.rand(4, 3, 6, 9)
    pixels, hidden = applied(Mask(path=tmp_path / name, value=0.75), x)
    assert (hidden == torch.from_numpy(drawn)).all()
    assert torch.equal(pixels, torch.where(torch.from_numpy(drawn), torch.tensor(0.75), x))


def test_rectangles_are_left_top_width_height() -> None:
    _, hidden = applied(Mask(rectangles=(1, 2, 3, 1, 0, 5, 9, 1)), torch.rand(2, 1, 6, 9))
    expected = np.zeros((6, 9), bool)
    expected[2, 1:4] = True
    expected[5] = True
    np.testing.assert_array_equal(hidden[1, 0].numpy(), expected)


def test_a_mask_that_was_drawn_anew_counts_from_the_next_run_on(tmp_path: Path, drawn: np.ndarray) -> None:
    mask, x = Mask(path=tmp_path / "mask.npy"), torch.rand(1, 1, 6, 9)
    for marked in (drawn, ~drawn):
        np.save(tmp_path / "mask.npy", marked)
        mask.check((1, 6, 9))
        np.testing.assert_array_equal(applied(mask, x)[1][0, 0].numpy(), marked)


def test_masks_that_do_not_fit_are_refused_before_the_first_step(tmp_path: Path, drawn: np.ndarray) -> None:
    np.save(tmp_path / "mask.npy", drawn)
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    np.save(tmp_path / "objects.npy", np.array([{}], object), allow_pickle=True)
    small = Recipe().override("data.source=digits", "corruption.kind=mask")
    for key, message in {
        f"path={tmp_path / 'mask.npy'}": "is 9 × 6 pixels, but the images are 8 × 8",
        f"path={tmp_path / 'torn.png'}": "cannot be read",
        f"path={tmp_path / 'objects.npy'}": "cannot be read",
        f"path={tmp_path / 'missing.png'}": "No such file",
        "rectangles=[4, 4, 5, 2]": "leaves the images, which are 8 × 8",
        "value=0": "hides no pixel",
    }.items():
        with pytest.raises(InputError, match=message):
            next(fit(small.override(f"corruption.{key}")))


def test_rectangles_of_three_numbers_are_refused() -> None:
    for wrong, message in (("[1, 2, 3]", "takes four numbers"), ("[0, 0, 0, 3]", "width and height at least 1")):
        with pytest.raises(InputError, match=message):
            Recipe().override("corruption.kind=mask", f"corruption.rectangles={wrong}")
