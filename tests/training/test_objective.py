"""The objective is what its formulas say, with reduction and β stated, and never without a number."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from training import fit
from training.build import build_model
from training.errors import InputError
from training.events import EpochEnded
from training.models.autoencoder import Autoencoder, Posterior
from training.objectives import Objective
from training.objectives.kl import kl_per_number, kl_to_standard_normal, with_free_bits
from training.objectives.reconstruction import log_cosh
from training.recipe import Recipe

SHAPE = (1, 6, 5)


def model(*assignments: str) -> Autoencoder:
    return build_model(Recipe().override("objective.reconstruction=mse", "model.widths=[16]", *assignments), SHAPE)


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


@pytest.mark.parametrize("output", ["sigmoid", "tanh", "identity"])
def test_mse_compares_pixels_not_raw_outputs(output: str) -> None:
    network, x = model(f"model.output={output}"), images()
    out = network(x)
    pixels = {"sigmoid": out.raw.sigmoid(), "tanh": (out.raw.tanh() + 1) / 2, "identity": out.raw}[output]
    terms = Objective(reconstruction="mse").terms(network, out, x)
    torch.testing.assert_close(terms["loss"], ((pixels - x) ** 2).sum((1, 2, 3)))


def test_l1_and_log_cosh_are_what_numpy_says() -> None:
    network, x = model("model.output=identity"), images()
    out = network(x)
    error = (out.raw - x).detach().double().numpy()
    for name, formula in (("l1", np.abs(error)), ("log-cosh", np.log(np.cosh(error)))):
        objective = Objective.model_validate({"reconstruction": name})
        loss = objective.terms(network, out, x)["loss"]
        np.testing.assert_allclose(loss.detach().numpy(), formula.sum((1, 2, 3)), rtol=1e-5)


def test_log_cosh_keeps_its_digits_near_zero_and_does_not_overflow() -> None:
    error = torch.tensor([0.0, 1e-4, -1e-3, 0.5, 0.999, -1.0, 1.001, 3.0, -200.0, 1e6], requires_grad=True)
    exact = error.detach().double()
    # log cosh e = |e| + log((1 + exp(−2|e|)) / 2); near 0 its series e² / 2 − e⁴ / 12.
    expected = exact.abs() + torch.log1p(torch.exp(-2 * exact.abs())) - math.log(2)
    expected[:3] = exact[:3].square() / 2 - exact[:3] ** 4 / 12
    value = log_cosh(error)
    torch.testing.assert_close(value.double(), expected, rtol=1e-6, atol=0)
    (slope,) = torch.autograd.grad(value.sum(), error)
    torch.testing.assert_close(slope.double(), exact.tanh(), rtol=1e-6, atol=0)


@pytest.mark.parametrize("output", ["identity", "tanh"])
def test_cross_entropy_needs_a_sigmoid(output: str) -> None:
    with pytest.raises(InputError, match=f"needs pixels that a sigmoid keeps.*“{output}”.*Choose"):
        model("objective.reconstruction=bce", f"model.output={output}")


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


def test_beta_warms_up_in_a_straight_line() -> None:
    objective = Objective(beta=2.0, kl_warmup=4.0)
    assert [objective.beta_at(epoch) for epoch in (0, 1, 2.5, 4, 9, math.inf)] == [0, 0.5, 1.25, 2, 2, 2]
    assert Objective(beta=2.0).beta_at(0) == 2
    network, x = model("bottleneck.kind=gaussian"), images()
    out = network(x)
    cold, warm = (objective.terms(network, out, x, epoch=epoch) for epoch in (1, 4))
    torch.testing.assert_close(cold["loss"], cold["reconstruction"] + 0.5 * cold["kl"])
    torch.testing.assert_close(warm["loss"], warm["reconstruction"] + 2 * warm["kl"])
    assert objective.effective_beta(SHAPE) == 2


def test_free_bits_press_on_no_number_that_costs_less() -> None:
    """Kingma et al. 2016, equation 15: the sum over j of max(λ, mean over the batch of KLⱼ)."""
    random = torch.Generator().manual_seed(3)
    mean = (torch.randn(50, 4, generator=random) * torch.tensor([0.1, 0.5, 1.0, 3.0])).requires_grad_()
    posterior = Posterior(mean, torch.zeros(50, 4))
    per_number = kl_divergence(Normal(mean, 1.0), Normal(0.0, 1.0)).detach()
    loss = with_free_bits(kl_per_number(posterior), 0.25)
    expected = per_number.mean(0).clamp(min=0.25)
    assert (per_number.mean(0) < 0.25).tolist() == [True, True, False, False]
    torch.testing.assert_close(loss.mean(), expected.sum())
    (gradient,) = torch.autograd.grad(loss.mean(), mean)
    torch.testing.assert_close(gradient, torch.where(expected > 0.25, mean.detach() / 50, 0))
    torch.testing.assert_close(with_free_bits(kl_per_number(posterior), 0.0), per_number.sum(1))


def test_free_bits_leave_the_reported_kl_as_it_is() -> None:
    network, x = model("bottleneck.kind=gaussian"), images()
    out = network(x)
    terms = Objective(free_bits=100.0).terms(network, out, x)
    torch.testing.assert_close(terms["kl"], kl_to_standard_normal(out.posterior))
    torch.testing.assert_close(terms["loss"], terms["reconstruction"] + 2 * 100)


def test_the_parameter_norm_is_a_part_of_the_loss_that_autograd_knows() -> None:
    network, x = model("model.batch_norm=true"), images()
    with torch.no_grad():
        # A norm has no slope at 0, and biases may start there: it counts as flat.
        next(iter(network.parameters())).zero_()
    objective = Objective(reconstruction="mse", parameter_norm=0.3)
    penalty = objective.penalty(network)
    assert penalty is not None
    expected = 0.3 * sum(math.sqrt(sum(v * v for v in p.flatten().tolist())) for p in network.parameters())
    assert penalty.item() == pytest.approx(expected, rel=1e-5)
    for parameter, slope in zip(
        network.parameters(), torch.autograd.grad(penalty, list(network.parameters())), strict=True
    ):
        norm = parameter.detach().norm()
        torch.testing.assert_close(slope, 0.3 * parameter.detach() / norm if norm > 0 else torch.zeros_like(parameter))

    out = network(x)
    terms = objective.terms(network, out, x)
    assert tuple(terms) == objective.term_names(has_kl=False) == ("loss", "reconstruction", "penalty")
    torch.testing.assert_close(terms["loss"], terms["reconstruction"] + penalty)
    assert Objective().penalty(network) is None


@pytest.mark.parametrize("weight", [0.0, 0.1])
@pytest.mark.parametrize("bottleneck", ["plain", "gaussian", "power"])
def test_a_run_keeps_the_terms_that_the_objective_names(weight: float, bottleneck: str) -> None:
    recipe = Recipe().override(f"objective.parameter_norm={weight}", f"bottleneck.kind={bottleneck}")
    network, x = build_model(recipe, SHAPE), images()
    terms = recipe.objective.terms(network, network(x), x)
    assert tuple(terms) == recipe.objective.term_names(has_kl=recipe.bottleneck.has_kl)
    assert all(term.shape == (len(x),) for term in terms.values())


def test_training_minimises_the_parameter_norm_too_and_says_so() -> None:
    x = np.random.default_rng(0).random((80, 6, 5), np.float32)
    recipe = Recipe().override("model.widths=[16]", "schedule.epochs=8", "schedule.batch_size=16")
    penalties = {}
    for weight in (1e-9, 20.0):
        ended = [e for e in fit(recipe.override(f"objective.parameter_norm={weight}"), x) if isinstance(e, EpochEnded)]
        for found in (ended[-1].training, ended[-1].held_out):
            assert found["loss"] == pytest.approx(found["reconstruction"] + found["penalty"], rel=1e-5)
        penalties[weight] = ended[-1].held_out["penalty"] / weight
    assert penalties[20.0] < 0.9 * penalties[1e-9]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_pixels_that_are_not_hidden_weigh_what_is_asked(reduction: str) -> None:
    network, x = model(), images()
    out = network(x)
    hidden = torch.rand(len(x), 1, *SHAPE[1:], generator=torch.Generator().manual_seed(3)) < 0.4
    objective = Objective.model_validate({"reconstruction": "mse", "reduction": reduction, "visible_weight": 0.25})
    found = objective.terms(network, out, x, hidden=hidden)["loss"]
    for k in range(len(x)):
        errors = (network.pixels(out.raw[k]) - x[k]).square()
        expected = errors[hidden[k]].sum() + errors[~hidden[k]].sum() / 4
        torch.testing.assert_close(found[k], expected / (x[k].numel() if reduction == "mean" else 1))
    whole = objective.terms(network, out, x)["loss"]
    torch.testing.assert_close(
        whole,
        Objective.model_validate({**dict(objective), "visible_weight": 1.0}).terms(network, out, x, hidden=hidden)[
            "loss"
        ],
    )


def test_a_run_that_is_told_so_learns_the_hole_and_nothing_else() -> None:
    x = np.random.default_rng(0).random((80, 6, 5), np.float32)
    x[:, 3:] = x[:, 3:].round()
    recipe = Recipe().override(
        "model.widths=[32]", "objective.reconstruction=mse", "schedule.epochs=1", "schedule.batch_size=16",
        "corruption.kind=erase",
    )  # fmt: skip
    losses = {}
    for weight in (0.0, 0.5, 1.0):
        events = fit(recipe.override(f"objective.visible_weight={weight}"), x)
        (ended,) = [event for event in events if isinstance(event, EpochEnded) and event.epoch == 0]
        losses[weight] = ended.held_out["loss"]
        assert ended.held_out["mse_pasted"] * 30 == pytest.approx(losses[0.0], rel=1e-4), "no pixel but hidden ones"
    assert 0 < losses[0.0] < 0.5 * losses[1.0]
    assert losses[0.5] == pytest.approx((losses[0.0] + losses[1.0]) / 2, rel=1e-4)


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
