"""Spreads: how far the numbers of each compared model's codes vary over its images, which noise can be measured in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor


class Spreads:
    """Computed when first asked for, in the thread that answers, and kept while the codes stay the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[NDArray[np.float32], Tensor]] = {}

    def of(self, letter: str, codes: NDArray[np.float32], latent_shape: tuple[int, ...]) -> Tensor:
        """Standard deviation (*latent_shape) of the codes (n, d) of member ``letter``; 1 where nothing is known."""
        import torch

        from training.latent.noise import spread_of

        before, spread = self._known.get(letter, (None, None))
        if spread is None or codes is not before:
            finite = codes[np.isfinite(codes).all(1)]
            spread = spread_of(torch.from_numpy(finite)) if len(finite) else torch.ones(latent_shape)
            spread = spread.reshape(latent_shape)
            self._known[letter] = codes, spread
        return spread
