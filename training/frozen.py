"""Frozen copies of models, and their decoders as few calls: what a snapshot is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor, nn

from training.fast_linear import FastLinear
from training.models.autoencoder import Autoencoder
from training.models.sigmoid import Sigmoid

ModuleT = TypeVar("ModuleT", bound=nn.Module)
Step = Callable[[Tensor], Tensor]


def frozen_copy(module: ModuleT) -> ModuleT:
    """A copy on the CPU, in evaluation mode and without gradients, that shares no weights with ``module``.

    ``copy.deepcopy`` takes milliseconds of Python for the same, in which no other thread gets on.
    """
    return _copied(module, {})


def few_calls(model: Autoencoder) -> Step:
    """``model.decode`` of a frozen model as a chain of few calls into torch: pixels (N, C, H, W) of codes, to 1e-6.

    Every call lets go of Python's lock and has to wait for it again: beside a training thread and a busy window, the
    waiting takes longer than the computing. Layers that are not known here stay what they are.
    """
    steps = [step for layer in _layers(model.decoder) for step in _calls(layer)]
    pixels: Step = torch.sigmoid if model.output == "sigmoid" else model.pixels

    def decode(z: Tensor) -> Tensor:
        for step in steps:
            z = step(z)
        return pixels(z)

    return decode


def _copied(module: ModuleT, done: dict[int, nn.Module]) -> ModuleT:
    if id(module) in done:
        return done[id(module)]  # type: ignore[return-value]
    copy = done[id(module)] = module.__class__.__new__(module.__class__)
    state = dict(module.__dict__)
    state["training"] = False
    state["_parameters"] = {name: _weights(weights) for name, weights in module._parameters.items()}
    state["_buffers"] = {name: _weights(buffer) for name, buffer in module._buffers.items()}
    state["_modules"] = {name: child and _copied(child, done) for name, child in module._modules.items()}
    copy.__dict__ = state
    return copy


def _weights(tensor: Tensor | None) -> Tensor | None:
    if tensor is None:
        return None
    copy = tensor.detach().to("cpu", copy=True)
    return nn.Parameter(copy, requires_grad=False) if isinstance(tensor, nn.Parameter) else copy


def _layers(module: nn.Module) -> list[nn.Module]:
    """The layers of a stack, in order."""
    if type(module) is nn.Sequential:
        return [layer for child in module for layer in _layers(child)]
    return [module]


def _calls(layer: nn.Module) -> list[Step]:
    """What ``layer`` does to a batch, in as few calls as we know."""
    if isinstance(layer, nn.Linear) and type(layer) in (nn.Linear, FastLinear) and layer.bias is not None:
        return [partial(_affine, layer.weight.t(), layer.bias)]
    if type(layer) is nn.ReLU:
        return [torch.relu]
    if type(layer) is nn.Tanh:
        return [torch.tanh]
    if type(layer) is Sigmoid:
        return [torch.sigmoid]
    if type(layer) is nn.Unflatten and layer.dim == 1:
        shape = tuple(layer.unflattened_size)
        return [lambda x: x.reshape(-1, *shape)]
    return [layer]


def _affine(weight: Tensor, bias: Tensor, x: Tensor) -> Tensor:
    """x · weight + bias, as ``nn.Linear`` computes it."""
    return torch.addmm(bias, x, weight) if x.ndim == 2 else x @ weight + bias
