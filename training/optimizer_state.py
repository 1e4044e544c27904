"""What Adam remembers of each parameter, as a checkpoint's tensors and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

PREFIX = "optimizer."
KEYS = ("step", "exp_avg", "exp_avg_sq")
"""Of each parameter: the number of its steps, and the running means of its gradient and of the square of that."""


class ForeignStateError(Exception):
    """What a checkpoint holds is no state of an optimizer of these parameters; says what is amiss."""


def to_tensors(state: Mapping[Any, Mapping[str, Any]]) -> dict[str, Tensor]:
    """Optimizer state by name: ``optimizer.<parameter's index>.<key>``."""
    return {
        f"{PREFIX}{index}.{key}": torch.as_tensor(value)
        for index, values in state.items()
        for key, value in values.items()
    }


def from_tensors(tensors: Mapping[str, Tensor], parameters: Sequence[Tensor]) -> dict[int, dict[str, Tensor]]:
    """The inverse of ``to_tensors``, from all tensors of a checkpoint; empty where it keeps no state.

    Fused kernels read memory by the parameters' sizes and check nothing, so everything is checked here.

    Raises:
        ForeignStateError: a name, a shape or a value that Adam cannot have left.
    """
    found = {name: tensor for name, tensor in tensors.items() if name.startswith(PREFIX)}
    if not found:
        return {}
    state: dict[int, dict[str, Tensor]] = {}
    for index, parameter in enumerate(parameters):
        state[index] = {}
        for key in KEYS:
            name = f"{PREFIX}{index}.{key}"
            if name not in found:
                raise ForeignStateError(f"it lacks “{name}”")
            state[index][key] = tensor = found.pop(name)
            shape = torch.Size() if key == "step" else parameter.shape
            if tensor.shape != shape:
                raise ForeignStateError(f"“{name}” is of shape {tuple(tensor.shape)} and has to be {tuple(shape)}")
            if not _possible(key, tensor):
                raise ForeignStateError(f"“{name}” holds numbers that no training leaves")
            if key != "step":
                # Fused kernels go through memory in the parameter's order, which is not that of the file.
                state[index][key] = torch.empty_like(parameter, dtype=tensor.dtype, device="cpu").copy_(tensor)
    if found:
        raise ForeignStateError(f"it has “{min(found)}”, which belongs to no parameter of the model")
    return state


def _possible(key: str, values: Tensor) -> bool:
    if not values.is_floating_point():
        return False
    if key == "exp_avg_sq":
        # The square of a large gradient may be infinite while the weights are sound.
        return bool((values >= 0).all())
    return bool(values.isfinite().all()) and (key != "step" or float(values) >= 0)
