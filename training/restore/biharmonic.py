"""Biharmonic inpainting: a smooth surface through the rim of the hole. It knows nothing of the data: a yardstick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from training.restore.way import Needs, Proposal, Way

if TYPE_CHECKING:
    from torch import Tensor

    from training.restore.problem import Problem


class Biharmonic(Way):
    """Restoring ``kind = "biharmonic"`` (Damelin & Hoang 2018), as scikit-image has it."""

    title: ClassVar[str] = "Biharmonic"
    description: ClassVar[str] = "Smooth filling, no network."
    needs: ClassVar[frozenset[Needs]] = frozenset()

    kind: Literal["biharmonic"] = "biharmonic"

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """The filled images, in a single step; an image without a known hole, or without a rim, stays as it is."""
        import torch

        partly = problem.hidden.flatten(1).any(1) & ~problem.hidden.flatten(1).all(1)
        filled = problem.damaged.clone()
        for row in partly.nonzero().squeeze(1).tolist():
            filled[row] = _filled(problem.damaged[row], problem.hidden[row, 0])
        remark = ""
        if not bool(partly.any()):
            remark = "A smooth filling needs hidden pixels and visible ones around them, so the image stays as it is."
        yield Proposal(torch.as_tensor(filled), filled, settled=True, remark=remark)


def _filled(image: Tensor, hole: Tensor) -> Tensor:
    """One image (C, H, W) with the ``hole`` (H, W) filled."""
    import warnings

    import torch
    from skimage.restoration import inpaint_biharmonic

    with warnings.catch_warnings():
        # A hole that leaves too few pixels gives numbers that are not finite; these are not taken.
        warnings.simplefilter("ignore")
        filled = inpaint_biharmonic(image.permute(1, 2, 0).double().numpy(), hole.numpy(), channel_axis=-1)
    return torch.from_numpy(filled).permute(2, 0, 1).to(image.dtype)
