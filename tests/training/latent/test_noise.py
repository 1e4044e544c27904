"""Noise is the same tensor for whoever receives it, and is put on codes by closed forms."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.build import build_model
from training.errors import InputError
from training.latent.noise import PRESETS, CodeNoise, code_noise, noisy, noisy_input, spread_of
from training.recipe import Recipe
from training.seeds import normal_noise


def codes(*shape: int) -> Tensor:
    return 3 * torch.randn(6, *shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) + 1


@pytest.mark.parametrize("shape", [(2,), (5,), (16, 8, 8)])
@pytest.mark.parametrize("one_for_all", [False, True])
def test_every_run_and_every_batch_size_receives_the_same_tensor(shape: tuple[int, ...], one_for_all: bool) -> None:
    indices = torch.randperm(300, generator=torch.Generator().manual_seed(1))[:97]
    whole = code_noise(shape, indices, seed=3, one_for_all=one_for_all)
    for size in (1, 2, 7, 64, 96):
        parts = [code_noise(shape, part, seed=3, one_for_all=one_for_all) for part in torch.split(indices, size)]
        assert torch.equal(torch.cat(parts), whole)
    assert torch.equal(code_noise(shape, indices.flip(0), seed=3, one_for_all=one_for_all), whole.flip(0))
    assert not torch.equal(code_noise(shape, indices, seed=4, one_for_all=one_for_all), whole)
    assert (whole == whole[0]).all().item() is one_for_all


def test_runs_of_different_kinds_receive_the_same_tensor() -> None:
    indices = torch.tensor([4, 0, 11])
    models = [
        build_model(Recipe().override("model.widths=[8]", f"bottleneck.kind={kind}"), (1, 8, 8))
        for kind in ("plain", "gaussian", "power")
    ]
    first, *others = [code_noise(model.latent_shape, indices, seed=1) for model in models]
    assert all(torch.equal(first, other) for other in others)


@pytest.mark.parametrize("shape", [(5,), (3, 2, 2)])
def test_adding_blending_and_power_normalising(shape: tuple[int, ...]) -> None:
    z, noise = codes(*shape), torch.randn(6, *shape, dtype=torch.float64)
    torch.testing.assert_close(noisy(z, noise, CodeNoise(amount=0.3)), z + 0.3 * noise)
    for a in PRESETS["blend"]:
        torch.testing.assert_close(noisy(z, noise, CodeNoise(way="blend", amount=a)), z * (1 - a) + a * noise)
    made = noisy(z, noise, CodeNoise(way="power", amount=0.1))
    expected = torch.stack([one / one.square().mean().sqrt() for one in z]) + 0.1 * noise
    torch.testing.assert_close(made, expected)
    assert torch.equal(noisy(z, noise, CodeNoise()), z)


def test_noise_in_spreads() -> None:
    z = codes(2) * torch.tensor([1.0, 10.0])
    spread = spread_of(z)
    torch.testing.assert_close(spread, (z - z.mean(0)).square().mean(0).sqrt())
    noise = torch.ones_like(z)
    made = noisy(z, noise, CodeNoise(amount=0.5, in_spreads=True), spread=spread)
    torch.testing.assert_close(made - z, 0.5 * spread.expand(6, 2))
    with pytest.raises(ValueError, match="needs the codes' spread"):
        noisy(z, noise, CodeNoise(amount=0.5, in_spreads=True))
    power = CodeNoise(way="power", amount=0.5, in_spreads=True)
    torch.testing.assert_close(noisy(z, noise, power), noisy(z, noise, CodeNoise(way="power", amount=0.5)))


@pytest.mark.parametrize("way", ["add", "blend", "power"])
def test_only_the_chosen_numbers_are_moved(way: str) -> None:
    z, noise = codes(3, 2, 2), torch.ones(6, 3, 2, 2, dtype=torch.float64)
    chosen = {"way": way, "amount": 0.5, "numbers": (0, 7)}
    still = noisy(z, noise, CodeNoise.model_validate(chosen | {"amount": 0}))
    moved = (noisy(z, noise, CodeNoise.model_validate(chosen)) - still).flatten(1)
    whole = (noisy(z, noise, CodeNoise.model_validate(chosen | {"numbers": ()})) - still).flatten(1)
    torch.testing.assert_close(moved[:, [0, 7]], whole[:, [0, 7]])
    assert moved.abs().sum(0).nonzero().flatten().tolist() == [0, 7]


def test_a_number_that_a_code_has_not() -> None:
    with pytest.raises(InputError, match="There is no number 13: those of a code are counted from 1 to 12"):
        noisy(codes(3, 2, 2), torch.zeros(6, 3, 2, 2), CodeNoise(numbers=(12,)))


def test_noise_on_the_input() -> None:
    x, indices = torch.rand(4, 1, 5, 5), torch.tensor([9, 2, 9, 30])
    made = noisy_input(x, indices, 0.4, seed=2)
    noise = normal_noise(2, "corruption input noise", indices, (1, 5, 5))
    torch.testing.assert_close(made, (x + 0.4 * noise).clamp(0, 1))
    assert torch.equal(made[1:2], noisy_input(x[1:2], indices[1:2], 0.4, seed=2))
    assert noisy_input(x, indices, 0, seed=2) is x
