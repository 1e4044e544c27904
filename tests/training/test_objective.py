"""The objective is what its formulas say, with reduction and β stated, and never without a number."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from training.build import build_model
from training.models.autoencoder import Autoencoder, Posterior
from training.objectives import Objective
from training.objectives.kl import kl_to_standard_normal
from training.recipe import Recipe

SHAPE = (1, 6, 5)


def model(*assignments: str) -> Autoencoder:
    return build_model(Recipe().override("model.widths=[16]", *assignments), SHAPE)


def images(n: int = 9) -> Tensor:
    return torch.rand(n, *SHAPE, generator=torch.Generator().manual_seed(2))


def test_bce_is_the_negative_log_likelihood_of_bernoulli_pixels() -> None:
    network, x = model(), images().round()
    out = network(x)
    expected = -Independent(Bernoulli(logits=out.raw), 3).log_prob(x)  # type: ignore[no-untyped-call]
    terms = Objective(reconstruction="bce").terms(network, out, x)
    assert set(terms) == {"loss"}
    torch.testing.assert_close(terms["loss"], expected)
    mean = Objective(reconstruction="bce", reduction="mean").terms(network, out, x)["loss"]
    torch.testing.assert_close(mean, expected / math.prod(SHAPE))


@pytest.mark.parametrize("output", ["sigmoid", "identity"])
def test_mse_compares_pixels_not_raw_outputs(output: str) -> None:
    network, x = model(f"model.output={output}"), images()
    out = network(x)
    pixels = out.raw.sigmoid() if output == "sigmoid" else out.raw
    terms = Objective(reconstruction="mse").terms(network, out, x)
    torch.testing.assert_close(terms["loss"], ((pixels - x) ** 2).sum((1, 2, 3)))


@pytest.mark.parametrize("shape", [(2,), (16, 3, 3)])
def test_kl_is_the_closed_form_between_gaussians(shape: tuple[int, ...]) -> None:
    random = torch.Generator().manual_seed(5)
    mean, logvar = torch.randn(2, 7, *shape, generator=random, dtype=torch.float64)
    posterior = Normal(mean, (0.5 * logvar).exp())
    expected = kl_divergence(posterior, Normal(torch.zeros_like(mean), 1.0)).flatten(1).sum(1)
    torch.testing.assert_close(kl_to_standard_normal(Posterior(mean, logvar)), expected)


def test_kl_of_the_prior_itself_is_zero_and_never_negative() -> None:
    zero = torch.zeros(3, 4)
    assert torch.equal(kl_to_standard_normal(Posterior(zero, zero)), torch.zeros(3))
    assert (kl_to_standard_normal(Posterior(torch.randn(50, 4) * 1e-2, torch.randn(50, 4) * 1e-2)) >= 0).all()


def test_a_plain_code_has_no_kl() -> None:
    with pytest.raises(ValueError, match="no KL"):
        kl_to_standard_normal(Posterior(torch.zeros(3, 4), None))


@pytest.mark.parametrize("beta", [0.0, 1.0, 4.0])
def test_the_elbo_is_reconstruction_plus_beta_times_kl(beta: float) -> None:
    network, x = model("bottleneck.kind=gaussian"), images()
    out = network(x, torch.randn(len(x), 2, generator=torch.Generator().manual_seed(0)))
    terms = Objective(beta=beta).terms(network, out, x)
    assert set(terms) == {"loss", "reconstruction", "kl"}
    assert all(term.shape == (len(x),) for term in terms.values())
    torch.testing.assert_close(terms["loss"], terms["reconstruction"] + beta * terms["kl"])


def test_effective_beta_counts_pixels_where_the_reconstruction_is_a_mean() -> None:
    assert Objective(beta=2.0).effective_beta((3, 4, 5)) == 2.0
    assert Objective(beta=2.0, reduction="mean").effective_beta((3, 4, 5)) == 120.0


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_effective_beta_gives_the_same_gradient_direction_with_a_sum(reduction: str) -> None:
    """A loss with mean and β pulls like one with sum and the effective β, scaled."""
    network, x = model("bottleneck.kind=gaussian"), images()
    noise = torch.randn(len(x), 2, generator=torch.Generator().manual_seed(0))
    stated = Objective.model_validate({"beta": 0.3, "reduction": reduction})
    equivalent = Objective(beta=stated.effective_beta(SHAPE), reduction="sum")
    gradients = []
    for objective in (stated, equivalent):
        loss = objective.terms(network, network(x, noise), x)["loss"].mean()
        gradient = torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(network.parameters()))])
        gradients.append(gradient / gradient.norm())
    torch.testing.assert_close(gradients[0], gradients[1], rtol=1e-4, atol=1e-5)


def test_certain_and_wrong_logits_stay_finite() -> None:
    network = model()
    raw = torch.tensor([-1e4, 1e4]).repeat(15).view(1, *SHAPE).requires_grad_()
    loss = Objective().reconstruction_term(network, raw, (raw < 0).float())
    (gradient,) = torch.autograd.grad(loss.sum(), raw)
    assert loss.isfinite().all()
    torch.testing.assert_close(gradient, raw.detach().sign())


def test_terms_of_an_image_do_not_depend_on_its_batch() -> None:
    network, x = model("bottleneck.kind=gaussian"), images()
    noise = torch.randn(len(x), 2, generator=torch.Generator().manual_seed(0))
    whole = Objective().terms(network, network(x, noise), x)["loss"]
    parts = [
        Objective().terms(network, network(x[i : i + 1], noise[i : i + 1]), x[i : i + 1])["loss"] for i in range(9)
    ]
    torch.testing.assert_close(torch.cat(parts), whole)
