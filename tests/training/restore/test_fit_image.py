"""An image of another size or mode is fitted to a model's, and what was done is said."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from training.errors import InputError
from training.restore.fit_image import How, fit, offer


def test_an_image_that_fits_stays_as_it_is() -> None:
    image = torch.rand(1, 28, 28)
    fitted, said = fit(image, (1, 28, 28))
    assert torch.equal(fitted, image)
    assert said == ""
    assert offer(image, (1, 28, 28)) == ""


def test_resizing_is_offered_and_said() -> None:
    image = torch.zeros(3, 40, 30, dtype=torch.uint8)
    assert offer(image, (1, 28, 28)) == (
        "The image is 30 × 40 pixels, RGB, but the model was trained on 28 × 28 pixels, grey. Resize it?"
    )
    _, said = fit(image, (1, 28, 28), "squeeze")
    assert said == "The image was 30 × 40 pixels, RGB; it is squeezed to 28 × 28 pixels, grey."


def test_a_smaller_size_is_that_of_pillow() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (56, 84), np.uint8)
    expected = np.asarray(Image.fromarray(pixels).resize((28, 28), Image.Resampling.BILINEAR)) / 255
    fitted, _ = fit(torch.from_numpy(pixels)[None], (1, 28, 28), "squeeze")
    assert np.allclose(fitted[0].numpy(), expected, atol=1.5 / 255)


def test_colour_becomes_grey_as_in_pillow() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    expected = np.asarray(Image.fromarray(pixels).convert("L")) / 255
    fitted, said = fit(torch.from_numpy(pixels).permute(2, 0, 1), (1, 9, 8))
    assert np.allclose(fitted[0].numpy(), expected, atol=1 / 255)
    assert "converted" in said


def test_grey_becomes_colour_and_transparent_becomes_black() -> None:
    grey = torch.rand(1, 5, 5)
    assert torch.equal(fit(grey, (3, 5, 5))[0], grey.expand(3, 5, 5))
    clear = torch.cat((torch.ones(3, 5, 5), torch.zeros(1, 5, 5)))
    assert not fit(clear, (3, 5, 5))[0].any()


@pytest.mark.parametrize(("how", "seen"), [("crop", 1.0), ("pad", 0.5), ("squeeze", 0.5)])
def test_a_wide_image_is_cropped_padded_or_squeezed(how: How, seen: float) -> None:
    # White on the middle half of its width.
    image = torch.zeros(1, 20, 40)
    image[:, :, 10:30] = 1
    fitted, _ = fit(image, (1, 20, 20), how)
    assert fitted.shape == (1, 20, 20)
    assert float(fitted[0, 10].mean()) == pytest.approx(seen, abs=0.01)
    rows = int((fitted[0].sum(1) > 0.01).sum())
    assert rows == pytest.approx(10 if how == "pad" else 20, abs=2)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (torch.zeros(5, 5), "has to be (C, H, W)"),
        (torch.zeros(1, 0, 5), "no empty side"),
        (torch.full((1, 5, 5), torch.nan), "no numbers"),
        (torch.zeros(7, 5, 5), "7 channels cannot become one of 1"),
    ],
)
def test_what_is_no_image_is_answered(image: torch.Tensor, sentence: str) -> None:
    with pytest.raises(InputError) as said:
        fit(image, (1, 28, 28))
    assert sentence in str(said.value)
