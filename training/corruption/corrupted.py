"""What every corruption is, and what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from training.models.backbone import ImageShape
from training.part import Part

if TYPE_CHECKING:
    from torch import Tensor


class Corrupted(NamedTuple):
    """Corrupted ``pixels`` (n, C, H, W), and where they were replaced: ``hidden`` (n, 1, H, W) bool, if anywhere.

    Pixels that are not hidden are the image's own, so that they can be pasted back over a restored image. A
    corruption that leaves no pixel as it was hides none and gives None.
    """

    pixels: Tensor
    hidden: Tensor | None


class CorruptionPart(Part):
    """``[corruption]``: a corruption of one kind."""

    corrupts: ClassVar[bool] = True
    """Whether it changes anything."""

    def check(self, image_shape: ImageShape) -> None:
        """See whether images of shape (C, H, W) can be corrupted, as most kinds can; a run asks before its first step.

        Raises:
            InputError: they cannot.
        """

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """Corrupt pixels ``x`` (n, C, H, W) in [0, 1], on their device.

        What is drawn depends on the seed, the purpose (such as ``"evaluate"``) and each image's number in its data
        set (``indices``, (n,) int64) only, so it is the same in every batch.
        """
        raise NotImplementedError
