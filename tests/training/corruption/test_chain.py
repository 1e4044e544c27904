"""A chain does its parts in order, each with draws of its own."""

from __future__ import annotations

import pytest
import torch

from training import InputError, Recipe
from training.corruption.blur import Blur
from training.corruption.chain import Chain
from training.corruption.erase import Erase
from training.corruption.mask import Mask
from training.corruption.salt_pepper import SaltPepper


@pytest.fixture
def x() -> torch.Tensor:
    return torch.rand(6, 1, 16, 16, generator=torch.Generator().manual_seed(0))


def test_parts_are_done_in_order(x: torch.Tensor) -> None:
    indices = torch.arange(6)
    erase, blur = Erase(), Blur(sigma=2)
    chain = Chain(parts=(erase, blur)).apply(x, seed=7, purpose="test", indices=indices)
    first = erase.apply(x, seed=7, purpose="test, part 1", indices=indices)
    expected = blur.apply(first.pixels, seed=7, purpose="test, part 2", indices=indices).pixels
    assert torch.equal(chain.pixels, expected)
    assert chain.hidden is None, "a blur leaves no pixel as it was"
    other = Chain(parts=(blur, erase)).apply(x, seed=7, purpose="test", indices=indices)
    assert not torch.equal(chain.pixels, other.pixels)


def test_hidden_is_what_any_part_hides(x: torch.Tensor) -> None:
    indices = torch.arange(6)
    chain = Chain(parts=(Mask(rectangles=(0, 0, 4, 4)), SaltPepper())).apply(x, seed=7, purpose="test", indices=indices)
    assert chain.hidden is not None
    assert bool(chain.hidden[:, :, :4, :4].all())
    assert 0 < float(chain.hidden[:, :, 4:, 4:].float().mean()) < 0.3
    shown = ~chain.hidden
    assert torch.equal(chain.pixels[shown], x[shown])


def test_equal_parts_draw_differently(x: torch.Tensor) -> None:
    one = Chain(parts=(SaltPepper(),)).apply(x, seed=7, purpose="test", indices=torch.arange(6))
    two = Chain(parts=(SaltPepper(), SaltPepper())).apply(x, seed=7, purpose="test", indices=torch.arange(6))
    assert one.hidden is not None
    assert two.hidden is not None
    assert int(two.hidden.sum()) > int(one.hidden.sum())


def test_a_chain_goes_through_toml_and_back() -> None:
    recipe = Recipe().override('corruption.parts=[{kind="stripes", angle=45}, {kind="blur"}]', "corruption.kind=chain")
    assert isinstance(recipe.corruption, Chain)
    assert Recipe.from_toml(recipe.to_toml()) == recipe


def test_a_mask_beyond_the_images_is_said_before_the_run() -> None:
    with pytest.raises(InputError, match="leaves the"):
        Chain(parts=(Erase(), Mask(rectangles=(0, 0, 99, 4)))).check((1, 16, 16))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ("[]", "at least one part"),
        ('[{kind="erase", foo=1}]', "unknown key “corruption.parts.0.erase.foo”"),
        ('[{kind="chain"}]', "“chain” is no kind of “corruption.parts.0”"),
    ],
)
def test_what_is_no_chain_is_answered(parts: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Recipe().override("corruption.kind=chain").override(f"corruption.parts={parts}")
