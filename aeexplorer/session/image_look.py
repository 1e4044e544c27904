"""What the weights make of one image: corrupted as in evaluation, reconstructed and measured."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.recipe import Recipe
    from training.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """One image through the model: pixels (C, H, W) of the original and its reconstruction, and how far they differ.

    ``corrupted`` is what the model was given, with its own PSNR; None where that is the original.
    """

    original: NDArray[np.float32]
    reconstruction: NDArray[np.float32]
    psnr: float
    ssim: float
    mse: float
    corrupted: NDArray[np.float32] | None = None
    corrupted_psnr: float = math.nan

    @property
    def error(self) -> NDArray[np.float32]:
        """Absolute error (H, W), averaged over the channels."""
        error: NDArray[np.float32] = np.abs(self.original - self.reconstruction).mean(0)
        return error


def look_at(snapshot: Snapshot, original: NDArray[np.float32], recipe: Recipe, index: int) -> Looked:
    """Corrupt image ``index`` (C, H, W) of the recipe's as its evaluation does, reconstruct it and measure.

    Not for the GUI thread: it needs torch.
    """
    import torch

    from training.metrics import mse, psnr, ssim

    x = torch.from_numpy(original[None])
    given = x
    if recipe.corruption.corrupts:
        indices = torch.tensor([index])
        given = recipe.corruption.apply(x, seed=recipe.seed, purpose="evaluate", indices=indices).pixels
    y = snapshot.reconstruct(x) if given is x else snapshot.restore(given)
    looked = Looked(original, y[0].numpy(), float(psnr(x, y)), float(ssim(x, y)), float(mse(x, y)))
    if given is x:
        return looked
    return replace(looked, corrupted=given[0].numpy(), corrupted_psnr=float(psnr(x, given)))
