"""Bottlenecks: what each makes of the encoder's features, and what noise does to its codes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.bottlenecks.heads import power_normalised
from training.build import build_model
from training.evaluate import evaluate
from training.metrics import psnr
from training.models.autoencoder import Autoencoder, Posterior
from training.recipe import Recipe
from training.seeds import normal_noise

SHAPE = (1, 8, 8)
MAPS = ("model.kind=feature-maps", "model.channels=[6]", "model.code_maps=3")


def recipe(*assignments: str) -> Recipe:
    return Recipe().override("objective.reconstruction=mse", "model.widths=[16]", "model.latent_size=5", *assignments)


def build(*assignments: str) -> Autoencoder:
    return build_model(recipe(*assignments), SHAPE)


def images(n: int = 6) -> Tensor:
    return torch.rand(n, *SHAPE, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("shape", [(7,), (16, 3, 2)])
def test_power_normalisation_divides_by_the_root_of_the_mean_square(shape: tuple[int, ...]) -> None:
    code = 3 * torch.randn(5, *shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = torch.stack([one / one.square().mean().sqrt() for one in code])
    torch.testing.assert_close(power_normalised(code), expected)
    torch.testing.assert_close(power_normalised(code).square().flatten(1).mean(1), torch.ones(5, dtype=code.dtype))
    torch.testing.assert_close(power_normalised(100 * code), expected)


def test_a_code_of_zeros_stays_one_and_has_a_gradient() -> None:
    code = torch.zeros(2, 4, requires_grad=True)
    normalised = power_normalised(code)
    (gradient,) = torch.autograd.grad(normalised.sum(), code)
    assert torch.equal(normalised, torch.zeros(2, 4)) and gradient.isfinite().all()


@pytest.mark.parametrize("assignments", [(), MAPS])
def test_power_normalised_codes_are_those_of_the_ae_rescaled(assignments: tuple[str, ...]) -> None:
    plain, power = build(*assignments), build(*assignments, "bottleneck.kind=power", "bottleneck.noise_std=0.15")
    x = images()
    with torch.no_grad():
        code = plain.encode(x).mean
        posterior = power.encode(x)
        torch.testing.assert_close(posterior.mean, power_normalised(code))
        noise = torch.randn(code.shape, generator=torch.Generator().manual_seed(2))
        out = power(x, noise)
    torch.testing.assert_close(out.z, posterior.mean + 0.15 * noise)
    assert posterior.draws and posterior.logvar is None
    # What is decoded is the code as it is: none is normalised a second time.
    assert torch.equal(power.decoder(out.z), out.raw)


def test_noise_of_no_size_is_no_noise() -> None:
    silent = recipe("bottleneck.kind=power", "bottleneck.noise_std=0")
    posterior = build_model(silent, SHAPE).encode(images())
    assert not silent.bottleneck.draws and not posterior.draws
    assert torch.equal(posterior.draw(torch.ones_like(posterior.mean)), posterior.mean)


def test_bottlenecks_say_what_they_do() -> None:
    said = {
        kind: (part.draws, part.has_kl, build_model(recipe(f"bottleneck.kind={kind}"), SHAPE).encode(images()).draws)
        for kind in ("plain", "gaussian", "power")
        for part in [recipe(f"bottleneck.kind={kind}").bottleneck]
    }
    assert said == {"plain": (False, False, False), "gaussian": (True, True, True), "power": (True, False, True)}


def test_posteriors_of_points_draw_themselves() -> None:
    code = torch.randn(3, 2, generator=torch.Generator().manual_seed(0))
    assert torch.equal(Posterior(code).draw(torch.ones(3, 2)), code)


@pytest.mark.parametrize("assignments", [(), MAPS])
def test_an_activated_code_has_no_negative_numbers_but_in_a_vae(assignments: tuple[str, ...]) -> None:
    activated = (*assignments, "model.code_activation=true")
    x = images()
    assert build(*activated).encode(x).mean.min() == 0
    assert build(*activated, "bottleneck.kind=power").encode(x).mean.min() == 0
    assert build(*activated, "bottleneck.kind=gaussian").encode(x).mean.min() < 0


def test_evaluation_compares_noisy_pictures_with_images_and_with_noise_free_ones() -> None:
    noisy = recipe("bottleneck.kind=power", "bottleneck.noise_std=0.5")
    model, x, indices = build_model(noisy, SHAPE).eval(), images(9), torch.arange(9)
    found = evaluate(model, noisy.objective, x, indices, seed=3)
    with torch.no_grad():
        clean = model(x)
        drawn = model.decode(clean.z + 0.5 * normal_noise(3, "evaluate", indices, (5,)))
        picture = model.pixels(clean.raw)
    assert found["psnr"] == pytest.approx(psnr(picture, x).mean().item(), rel=1e-5)
    assert found["psnr_noisy"] == pytest.approx(psnr(drawn, x).mean().item(), rel=1e-5)
    assert found["psnr_between"] == pytest.approx(psnr(drawn, picture).mean().item(), rel=1e-5)
    assert found["loss"] == pytest.approx((drawn - x).square().flatten(1).sum(1).mean().item(), rel=1e-5)
    assert "psnr_noisy" not in evaluate(build(), noisy.objective, x, indices, seed=3)
