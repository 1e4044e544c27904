"""One seed gives every purpose, layer and image random numbers of its own, and always the same ones."""

from __future__ import annotations

import pytest
import torch
from scipy.stats import kstest
from torch import nn

from training.seeds import derive, generator, initialise, normal_noise, uniform_noise


def test_every_purpose_has_its_own_numbers_and_keeps_them() -> None:
    first = torch.rand(5, generator=generator(7, "split"))
    assert torch.equal(first, torch.rand(5, generator=generator(7, "split")))
    assert not torch.equal(first, torch.rand(5, generator=generator(7, "order 0")))
    assert not torch.equal(first, torch.rand(5, generator=generator(8, "split")))


def test_derived_seeds_are_what_they_always_were() -> None:
    """Were this to change, no recipe would give the run that it gave before."""
    assert derive(7, "split") == 5448990378517420283
    assert all(0 <= derive(seed, "x") < 2**63 for seed in (0, 1, 2**63 - 1))


def test_layers_of_the_same_name_and_shape_start_equal_whatever_else_the_model_has() -> None:
    small = nn.ModuleDict({"a": nn.Linear(5, 4), "b": nn.Linear(4, 3)})
    large = nn.ModuleDict({"first": nn.Linear(9, 9), "b": nn.Linear(4, 3), "a": nn.Linear(5, 4)})
    for model in (small, large):
        initialise(model, 7)
    in_small, in_large = small.state_dict(), large.state_dict()
    for name, tensor in in_small.items():
        assert torch.equal(in_large[name], tensor), name
    before = in_small["a.weight"].clone()
    initialise(small, 8)
    assert not torch.equal(small.state_dict()["a.weight"], before)


def test_initialising_leaves_the_global_generator_alone() -> None:
    model = nn.Linear(5, 5)
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    initialise(model, 7)
    assert torch.equal(torch.rand(4), expected)


@pytest.mark.parametrize("shape", [(2,), (7,), (4, 3, 3)])
def test_noise_belongs_to_the_image_not_to_its_place_in_a_batch(shape: tuple[int, ...]) -> None:
    indices = torch.tensor([4, 900, 17, 4])
    noise = normal_noise(7, "training 3", indices, shape)
    assert noise.shape == (4, *shape)
    assert noise.dtype == torch.float32
    assert torch.equal(noise[0], noise[3])
    assert torch.equal(noise[[2, 1]], normal_noise(7, "training 3", indices[[2, 1]], shape))
    assert not torch.equal(noise, normal_noise(7, "training 4", indices, shape))
    assert not torch.equal(noise, normal_noise(8, "training 3", indices, shape))


def test_noise_is_standard_normal_and_independent() -> None:
    noise = normal_noise(1, "any", torch.arange(100_000), (4,)).double()
    assert noise.isfinite().all()
    assert noise.mean(0).abs().max() < 0.02
    assert (noise.var(0) - 1).abs().max() < 0.02
    assert (noise.pow(4).mean(0) - 3).abs().max() < 0.12
    together = torch.cat([noise[:-1], noise[1:]], dim=1).T
    assert (torch.corrcoef(together) - torch.eye(8)).abs().max() < 0.02
    share_beyond_two = (noise.abs() > 2).double().mean().item()
    assert share_beyond_two == pytest.approx(0.0455, abs=0.002)


def test_uniform_noise_belongs_to_the_image_and_is_uniform_and_independent() -> None:
    indices = torch.tensor([4, 900, 17, 4])
    noise = uniform_noise(7, "a", indices, (3, 5))
    assert noise.shape == (4, 3, 5)
    assert torch.equal(noise[[2, 3]], uniform_noise(7, "a", indices[[2, 0]], (3, 5)))
    many = uniform_noise(1, "any", torch.arange(50_000), (4,)).double()
    assert many.min() >= 0
    assert many.max() < 1
    for column in many.T:
        assert kstest(column.numpy(), "uniform").pvalue > 0.001
    together = torch.cat([many[:-1], many[1:], normal_noise(1, "any", torch.arange(1, 50_000), (4,))], dim=1).T
    assert (torch.corrcoef(together) - torch.eye(12)).abs().max() < 0.025


def test_noise_for_no_images_is_empty() -> None:
    assert uniform_noise(1, "any", torch.arange(0), (3,)).shape == (0, 3)
    assert normal_noise(1, "any", torch.arange(0), (3,)).shape == (0, 3)
