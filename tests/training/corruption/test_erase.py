"""Random erasing draws the rectangles that torchvision draws, and paints over exactly these."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import ks_2samp
from torchvision.transforms import RandomErasing

from training import InputError, Recipe
from training.corruption.erase import Erase

COUNT = 4000


def theirs(size: tuple[int, int], scale: tuple[float, float], ratio: tuple[float, float]) -> np.ndarray:
    """(n, 4) top, left, height, width as torchvision draws them; of height 0 where it gives up."""
    image = torch.zeros(1, *size)
    torch.manual_seed(1)
    found = [RandomErasing.get_params(image, scale, ratio, [1.0]) for _ in range(COUNT)]
    # Whoever gives up gets the whole image back, as a "rectangle" of the image's own pixels.
    return np.array([(i, j, h, w) if (h, w) != size else (0, 0, 0, 0) for i, j, h, w, _ in found])


@pytest.mark.parametrize(
    ("size", "scale", "ratio"),
    [
        ((28, 28), (0.02, 0.33), (0.3, 3.3)),
        ((20, 40), (0.1, 0.2), (0.5, 2.0)),
        # Most attempts are too large here, and several images get no rectangle at all.
        ((16, 16), (0.5, 1.0), (0.1, 10.0)),
    ],
)
def test_rectangles_are_distributed_as_those_of_torchvision(
    size: tuple[int, int], scale: tuple[float, float], ratio: tuple[float, float]
) -> None:
    erase = Erase(scale_min=scale[0], scale_max=scale[1], ratio_min=ratio[0], ratio_max=ratio[1])
    ours = erase.rectangles(size, seed=7, purpose="test", indices=torch.arange(COUNT)).numpy()
    reference = theirs(size, scale, ratio)
    there, there_too = ours[:, 2] > 0, reference[:, 2] > 0
    assert there.mean() == pytest.approx(there_too.mean(), abs=0.035)
    if size == (16, 16):
        assert 0 < (~there_too).sum() < COUNT / 2
    mine, other = ours[there].astype(float), reference[there_too].astype(float)
    questions = {
        "area": lambda r: r[:, 2] * r[:, 3],
        "height : width": lambda r: r[:, 2] / r[:, 3],
        "top": lambda r: r[:, 0],
        "left": lambda r: r[:, 1],
        "bottom": lambda r: r[:, 0] + r[:, 2],
        "right": lambda r: r[:, 1] + r[:, 3],
        "height": lambda r: r[:, 2],
    }
    for name, measure in questions.items():
        assert ks_2samp(measure(mine), measure(other)).pvalue > 0.01, name


def test_only_the_rectangle_is_filled_and_hidden_says_where() -> None:
    x = torch.rand(50, 3, 12, 9)
    indices = torch.arange(50)
    erase = Erase(value=0.25)
    pixels, hidden = erase.apply(x, seed=7, purpose="evaluate", indices=indices)
    assert hidden is not None
    assert hidden.shape == (50, 1, 12, 9)
    everywhere = hidden.expand_as(x)
    assert (pixels[everywhere] == 0.25).all()
    assert torch.equal(pixels[~everywhere], x[~everywhere])
    for shown, (top, left, h, w) in zip(
        hidden[:, 0], erase.rectangles((12, 9), seed=7, purpose="evaluate", indices=indices), strict=True
    ):
        assert shown.sum() == h * w
        assert shown[top : top + h, left : left + w].all()


def test_a_share_of_the_images_stays_whole() -> None:
    x = torch.rand(2000, 1, 10, 10)
    result = Erase(p=0.3).apply(x, seed=7, purpose="a", indices=torch.arange(2000))
    assert result.hidden is not None
    assert result.hidden.flatten(1).any(1).float().mean() == pytest.approx(0.3, abs=0.04)


def test_noise_fills_every_pixel_and_channel_evenly() -> None:
    x = torch.zeros(400, 3, 16, 16)
    pixels, hidden = Erase(fill="noise").apply(x, seed=7, purpose="a", indices=torch.arange(400))
    assert hidden is not None
    values = pixels[hidden.expand_as(x)]
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.var() == pytest.approx(1 / 12, abs=0.005)
    assert not torch.equal(pixels[:, 0], pixels[:, 1])


@pytest.mark.parametrize("change", [("scale_min=0.5", "scale_max=0.4"), ("ratio_min=2", "ratio_max=1")])
def test_a_range_that_is_the_wrong_way_round_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="has to be at most"):
        Recipe().override("corruption.kind=erase", *(f"corruption.{one}" for one in change))
