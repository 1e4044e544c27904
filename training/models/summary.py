"""A model as a table for people: each layer with what it puts out and how many parameters it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training.models.autoencoder import Autoencoder


@dataclass(frozen=True, slots=True)
class Layer:
    """One row: a module that has no others inside it."""

    name: str
    """As in the state dict: ``encoder.stage1.conv1``."""
    kind: str
    """Class of the module: ``Conv2d``."""
    output_shape: tuple[int, ...]
    """Of one image, without the batch: (C, H, W) or (units,)."""
    parameters: int
    """Weights and biases."""


def summary(model: Autoencoder) -> tuple[Layer, ...]:
    """The layers of ``model`` in the order in which an image goes through them.

    One empty image goes through the model, on the device where it is: build it on the meta device to count a large
    one in no time. Not for a model that is being trained in another thread.
    """
    layers: list[Layer] = []
    names = {module: name for name, module in model.named_modules()}

    def note(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        parameters = sum(parameter.numel() for parameter in module.parameters())
        layers.append(Layer(names[module], type(module).__name__, tuple(output.shape[1:]), parameters))

    hooks = [module.register_forward_hook(note) for module in names if not any(True for _ in module.children())]
    was_training = model.training
    try:
        with torch.inference_mode():
            model.eval()(torch.zeros(1, *model.image_shape, device=next(model.parameters()).device))
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    return tuple(layers)
