"""Gaussian noise on every pixel (report D: 0.4 times standard normal noise)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.corruption.corrupted import Corrupted, CorruptionPart

if TYPE_CHECKING:
    from torch import Tensor


class GaussianNoise(CorruptionPart):
    """``[corruption] kind = "gaussian"``."""

    kind: Literal["gaussian"] = "gaussian"
    factor: float = Field(0.4, title="Noise", gt=0, le=10)
    """Standard deviation of the noise; pixels are from 0 to 1."""
    clip: bool = Field(True, title="Clip")
    """Keep the noisy pixels between 0 and 1."""

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """x + factor · N(0, 1), clipped to [0, 1] or not; no pixel stays, so none counts as hidden."""
        from training.seeds import normal_noise

        noise = normal_noise(seed, f"corruption {purpose}", indices, tuple(x.shape[1:]))
        noisy = x + self.factor * noise
        return Corrupted(noisy.clamp(0, 1) if self.clip else noisy, None)
