"""The optimizer of a recipe: which one, and how large its steps are at every moment of a run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.part import Part, unit

if TYPE_CHECKING:
    import torch
    from torch import nn


class Optimizer(Part):
    """``[optimizer]``."""

    kind: Literal["adam", "adamw"] = "adam"
    """``adamw`` takes the weight decay apart from the gradient (Loshchilov & Hutter 2019)."""
    learning_rate: float = Field(1e-3, title="Learning rate", gt=0, le=10)
    """Adam's step size (Kingma & Ba 2015)."""
    weight_decay: float = Field(0.0, title="Weight decay", ge=0, le=1)
    """L2 penalty: Adam adds it to the gradient, AdamW takes it off the weights."""
    decay: Literal["none", "cosine"] = Field("none", title="Rate decay")
    """``cosine``: the learning rate falls to zero over the whole run, as half a wave of a cosine
    (Loshchilov & Hutter 2017)."""
    warmup: float = Field(0.0, title="Warm-up", ge=0, le=100_000, json_schema_extra=unit("epochs"))
    """Epochs in which the learning rate grows evenly from almost nothing to its value."""
    clip: float = Field(0.0, title="Gradient limit", ge=0)
    """Largest norm of all gradients together; longer ones are shortened to it. 0: no limit."""

    def build(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer itself; one fused kernel updates all parameters."""
        import torch

        kinds: dict[str, type[torch.optim.Adam]] = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
        return kinds[self.kind](parameters, lr=self.learning_rate, weight_decay=self.weight_decay, fused=True)

    @property
    def constant(self) -> bool:
        """Whether every step has the same learning rate."""
        return self.decay == "none" and self.warmup == 0

    def rate(self, step: int, *, steps_per_epoch: int, epochs: int) -> float:
        """Learning rate of step ``step`` (from 0) of a run of so many epochs; it depends on nothing else.

        rate · min(1, (step + 1) / w), with w the steps of the warm-up; under ``cosine`` also times
        ½ · (1 + cos(π · t)), where t grows from 0 at the end of the warm-up to 1 at the end of the run.
        """
        warmup = self.warmup * steps_per_epoch
        rate = self.learning_rate * min(1.0, (step + 1) / warmup) if warmup else self.learning_rate
        left = epochs * steps_per_epoch - warmup
        if self.decay == "none" or left <= 0:
            return rate
        t = min(max(step - warmup, 0.0) / left, 1.0)
        return rate * 0.5 * (1 + math.cos(math.pi * t))
