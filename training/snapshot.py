"""Frozen weights that others may use while training goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.broken_weights import BROKEN, REMEDY, are_finite
from training.data.images import refuse_beyond_unit, to_unit
from training.errors import InputError
from training.frozen import few_calls, frozen_copy
from training.models.autoencoder import Autoencoder

ArrayOrTensor = TypeVar("ArrayOrTensor", NDArray[Any], Tensor)


class Snapshot:
    """A copy of a model on the CPU that never changes. Safe to use from any one thread at a time.

    Every method takes NumPy arrays or tensors and answers in kind.
    """

    def __init__(self, model: Autoencoder, *, step: int, epoch: float) -> None:
        self.step = step
        self.epoch = epoch
        self._model = frozen_copy(model)
        self._decode = few_calls(self._model)

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """Shape of one code: ``(2,)``, ``(64, 3, 3)``, …"""
        return self._model.latent_shape

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Shape of one image: (C, H, W)."""
        return self._model.image_shape

    @property
    def model(self) -> Autoencoder:
        """The frozen model itself, for what asks for gradients of codes; not to be written to."""
        return self._model

    def encode(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Codes (N, *latent_shape) of pixels (N, C, H, W), uint8 or float in [0, 1]: the posterior means.

        Raises:
            InputError: another shape or kind of number, values outside [0, 1].
        """
        return _in_kind(x, self.image_shape, lambda t: self._model.encode(_unit(t)).mean)

    def decode(self, z: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of codes (N, *latent_shape).

        Raises:
            InputError: another shape, or codes that are not finite numbers, be it for weights that are not.
        """
        return _in_kind(z, self.latent_shape, lambda t: self._decode(self._finite(t)))

    def reconstruct(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of the decoded posterior means of ``x``."""
        return _in_kind(x, self.image_shape, lambda t: self._decode(self._model.encode(_unit(t)).mean))

    def restore(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """As ``reconstruct``, of corrupted pixels: noise may have taken them out of [0, 1]."""
        return _in_kind(x, self.image_shape, lambda t: self._decode(self._model.encode(t.float()).mean))

    def _finite(self, codes: Tensor) -> Tensor:
        codes = codes.float()
        if np.isfinite(codes.numpy()).all():
            return codes
        if not are_finite(self._model):
            raise InputError(f"{BROKEN} {REMEDY}")
        raise InputError("Codes have to be finite numbers; some of these are not (in float32). Leave those out.")

    def state_dict(self) -> dict[str, Tensor]:
        """The weights by name; not to be written to."""
        return self._model.state_dict()


def _in_kind(given: ArrayOrTensor, shape: tuple[int, ...], compute: Callable[[Tensor], Tensor]) -> ArrayOrTensor:
    """Apply ``compute`` to (N, *shape) numbers and answer as an array to an array, a tensor to a tensor."""
    try:
        tensor = given if isinstance(given, Tensor) else torch.from_numpy(np.ascontiguousarray(given))
    except (TypeError, ValueError) as error:
        raise InputError(f"Expected an array of numbers of shape (N, {_listed(shape)}): {error}") from error
    if tuple(tensor.shape[1:]) != shape:
        raise InputError(f"Expected an array of shape (N, {_listed(shape)}), not {tuple(tensor.shape)}.")
    if tensor.layout != torch.strided or tensor.is_meta:
        raise InputError("Expected a dense tensor that holds numbers; this one is sparse, or has none. Fill it first.")
    if tensor.is_complex():
        raise InputError("Expected real numbers, not complex ones.")
    with torch.inference_mode():
        answer = compute(tensor.cpu()).contiguous()
    return answer if isinstance(given, Tensor) else answer.numpy()


def _listed(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape))


def _unit(pixels: Tensor) -> Tensor:
    if pixels.dtype != torch.uint8:
        if not pixels.is_floating_point():
            raise InputError(f"Pixels have to be uint8 or float in [0, 1]; these are {pixels.dtype}.")
        pixels = pixels.float()
        if pixels.numel():
            low, high = pixels.aminmax()
            refuse_beyond_unit(float(low), float(high))
    return to_unit(pixels)
