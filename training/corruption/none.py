"""No corruption: the model sees the images as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from training.corruption.corrupted import Corrupted, CorruptionPart

if TYPE_CHECKING:
    from torch import Tensor


class Uncorrupted(CorruptionPart):
    """``[corruption] kind = "none"``."""

    corrupts: ClassVar[bool] = False

    kind: Literal["none"] = "none"

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:  # noqa: ARG002
        """``x`` itself."""
        return Corrupted(x, None)
