"""Frozen weights that others may use while training goes on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.images import to_unit
from training.errors import InputError
from training.models.autoencoder import Autoencoder

ArrayOrTensor = TypeVar("ArrayOrTensor", NDArray[Any], Tensor)


class Snapshot:
    """A copy of a model on the CPU that never changes. Safe to use from any one thread at a time.

    Every method takes NumPy arrays or tensors and answers in kind.
    """

    def __init__(self, model: Autoencoder, *, step: int, epoch: float) -> None:
        self.step = step
        self.epoch = epoch
        self._model = copy.deepcopy(model).to("cpu").eval().requires_grad_(False)

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """Shape of one code: ``(2,)``, ``(64, 3, 3)``, …"""
        return self._model.latent_shape

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Shape of one image: (C, H, W)."""
        return self._model.image_shape

    def encode(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Codes (N, *latent_shape) of pixels (N, C, H, W), uint8 or float in [0, 1]: the posterior means."""
        return _in_kind(x, self.image_shape, lambda t: self._model.encode(to_unit(t)).mean)

    def decode(self, z: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of codes (N, *latent_shape)."""
        return _in_kind(z, self.latent_shape, self._model.decode)

    def reconstruct(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of the decoded posterior means of ``x``."""
        return self.decode(self.encode(x))

    def state_dict(self) -> dict[str, Tensor]:
        """The weights by name; not to be written to."""
        return self._model.state_dict()


def _in_kind(given: ArrayOrTensor, shape: tuple[int, ...], compute: Callable[[Tensor], Tensor]) -> ArrayOrTensor:
    """Apply ``compute`` to (N, *shape) numbers and answer as an array to an array, a tensor to a tensor."""
    tensor = given if isinstance(given, Tensor) else torch.from_numpy(np.ascontiguousarray(given))
    if tuple(tensor.shape[1:]) != shape:
        raise InputError(f"Expected an array of shape (N, {', '.join(map(str, shape))}), not {tuple(tensor.shape)}.")
    with torch.inference_mode():
        answer = compute(tensor if tensor.dtype == torch.uint8 else tensor.float().cpu())
    return answer if isinstance(given, Tensor) else answer.numpy()
