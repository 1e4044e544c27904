from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn

from training.build import build_model
from training.fast_linear import FastLinear
from training.frozen import few_calls, frozen_copy
from training.models.autoencoder import Autoencoder
from training.recipe import Recipe

SHAPE = (1, 6, 5)


def built(*assignments: str) -> Autoencoder:
    return build_model(Recipe.load("mnist-ae-2d").override("model.widths=[7,6]", *assignments), SHAPE)


def of_layers(*layers: nn.Module, code: int = 3) -> Autoencoder:
    """An autoencoder with a decoder of these layers."""
    model = built(f"model.latent_size={code}")
    model.decoder = nn.Sequential(*layers)
    return model


@pytest.mark.parametrize(
    "assignments",
    [
        ("model.activation=relu",),
        ("model.activation=tanh",),
        ("model.activation=sigmoid",),
        ("model.activation=gelu",),
        ("model.output=identity", "objective.reconstruction=mse"),
        ("model.kind=linear", "model.latent_size=5", "objective.reconstruction=mse"),
        ("bottleneck.kind=gaussian",),
    ],
)
def test_few_calls_decode_as_the_model_does(assignments: tuple[str, ...]) -> None:
    model = frozen_copy(built(*assignments))
    z = torch.randn(9, *model.latent_shape) * 3
    with torch.inference_mode():
        assert few_calls(model)(z).shape == (9, *SHAPE)
        torch.testing.assert_close(few_calls(model)(z), model.decode(z), rtol=0, atol=1e-6)


def test_layers_that_are_not_known_stay_what_they_are() -> None:
    fast, odd = FastLinear(3, 4), nn.Bilinear(4, 4, 4)
    squared = _Squared(odd)
    model = of_layers(
        nn.Sequential(fast, nn.BatchNorm1d(4), nn.ReLU()),
        squared,
        nn.Unflatten(1, (4, 1, 1)),
        nn.ConvTranspose2d(4, 1, (6, 5)),
        nn.Linear(5, 5),
    )
    model(torch.rand(8, *SHAPE))  # moves the batch norm's statistics
    frozen = frozen_copy(model)
    z = torch.randn(4, 3)
    with torch.inference_mode():
        torch.testing.assert_close(few_calls(frozen)(z), model.eval().decode(z), rtol=0, atol=1e-6)


class _Squared(nn.Module):
    def __init__(self, odd: nn.Bilinear) -> None:
        super().__init__()
        self.odd = odd

    def forward(self, x: Tensor) -> Tensor:
        squared: Tensor = self.odd(x, x)
        return squared


def test_decoding_leaves_the_codes_as_they_were() -> None:
    model = frozen_copy(of_layers(nn.Tanh(), nn.ReLU(), nn.Linear(3, 30), nn.Unflatten(1, SHAPE)))
    z = torch.randn(5, 3)
    before = z.clone()
    with torch.inference_mode():
        few_calls(model)(z)
    assert torch.equal(z, before)


def test_a_frozen_copy_is_what_deepcopy_gives_and_shares_no_weights() -> None:
    model = of_layers(nn.Linear(3, 30), nn.BatchNorm1d(30), nn.Unflatten(1, SHAPE)).train()
    frozen, expected = frozen_copy(model), copy.deepcopy(model).eval()
    assert model.training and not any(module.training for module in frozen.modules())
    assert not any(weights.requires_grad for weights in frozen.parameters())
    assert all(weights.requires_grad for weights in model.parameters())
    x = torch.rand(6, *SHAPE)
    assert torch.equal(frozen(x).raw, expected(x).raw)
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.zero_()
    assert torch.equal(frozen(x).raw, expected(x).raw)
    assert frozen.state_dict().keys() == expected.state_dict().keys()


def test_a_module_in_two_places_is_copied_once() -> None:
    shared = nn.Linear(3, 3)
    frozen = frozen_copy(nn.Sequential(shared, nn.ReLU(), shared))
    assert frozen[0] is frozen[2]
    assert frozen[0] is not shared
