"""Salt and pepper: single pixels that are black or white, as from a broken sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.corruption.corrupted import Corrupted, CorruptionPart

if TYPE_CHECKING:
    from torch import Tensor


class SaltPepper(CorruptionPart):
    """``[corruption] kind = "salt-pepper"``."""

    kind: Literal["salt-pepper"] = "salt-pepper"
    share: float = Field(0.1, title="Pixels hit", gt=0, le=1)
    """Share of the pixels that are replaced: half of these by black, half by white, in all channels alike."""

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """Every pixel by itself is black with probability share / 2, and white with the same."""
        from training.seeds import uniform_noise

        draw = uniform_noise(seed, f"salt-pepper {purpose}", indices, (1, *x.shape[2:]))
        hidden = draw < self.share
        salt = (draw < self.share / 2).to(x.dtype)
        return Corrupted(salt.where(hidden, x), hidden)
