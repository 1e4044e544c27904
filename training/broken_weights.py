"""Weights that are not finite any more: how to tell, and what a user can do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

BROKEN = "The weights are not finite (NaN or infinite): the training diverged, or the checkpoint is damaged."
REMEDY = "Choose an earlier epoch, or train again with a smaller learning rate."


def are_finite(model: nn.Module) -> bool:
    """Whether every number of the model's state is finite."""
    return all(bool(tensor.isfinite().all()) for tensor in model.state_dict().values())
