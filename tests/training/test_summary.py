"""A model as a table: every layer once, in order, with shapes and parameters that add up."""

from __future__ import annotations

import pytest
import torch

from training.build import build_model
from training.models.summary import Layer, summary
from training.recipe import Recipe


def test_report_bs_layers_are_as_the_report_lists_them() -> None:
    recipe = Recipe().override("objective.reconstruction=mse", "model.kind=wafer-conv")
    rows = summary(build_model(recipe, (3, 26, 26)))
    weighted = [(row.kind, row.output_shape, row.parameters) for row in rows if row.parameters]
    assert weighted == [
        ("Conv2d", (16, 13, 13), 448),
        ("Conv2d", (32, 7, 7), 4640),
        ("Conv2d", (64, 3, 3), 51264),
        ("ConvTranspose2d", (32, 7, 7), 51232),
        ("ConvTranspose2d", (16, 14, 14), 4624),
        ("ConvTranspose2d", (3, 26, 26), 435),
    ]
    assert sum(row.parameters for row in rows) == 112_643


@pytest.mark.parametrize("kind", ["dense", "linear", "convolutional", "feature-maps"])
@pytest.mark.parametrize("bottleneck", ["plain", "gaussian", "power"])
def test_the_parameters_add_up_on_any_device(kind: str, bottleneck: str) -> None:
    recipe = Recipe().override("objective.reconstruction=mse", f"model.kind={kind}", f"bottleneck.kind={bottleneck}")
    model = build_model(recipe, (1, 12, 12))
    rows = summary(model)
    assert sum(row.parameters for row in rows) == sum(parameter.numel() for parameter in model.parameters())
    assert rows[-1].output_shape in {(1, 12, 12), (144,)}
    with torch.device("meta"):
        assert summary(build_model(recipe, (1, 12, 12))) == rows


def test_the_model_is_left_as_it_was() -> None:
    recipe = Recipe().override("model.batch_norm=true", "model.widths=[4]")
    model = build_model(recipe, (1, 4, 4)).train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    assert summary(model)[1] == Layer("encoder.1", "Linear", (4,), 16 * 4 + 4)
    assert model.training
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert not any(module._forward_hooks for module in model.modules())
