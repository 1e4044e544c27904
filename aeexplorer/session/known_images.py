"""What a run knows of its images besides the weights: a prior of their codes, and their principal subspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.restore.prior import Prior
    from training.restore.subspace import Subspace


class KnownImages:
    """Computed when first asked for, in the thread that answers, and kept for as long as the images stay the same."""

    def __init__(self) -> None:
        self._codes: NDArray[np.float32] | None = None
        self._prior: Prior | None = None
        self._images: ImageSet | None = None
        self._training: Tensor | None = None
        self._subspace: Subspace | None = None

    def prior(self, codes: NDArray[np.float32]) -> Prior | None:
        """The Gaussian of codes (n, d); None where there are too few to tell."""
        from training.restore.prior import Prior

        if codes is not self._codes:
            finite = codes[np.isfinite(codes).all(1)]
            self._prior = Prior.fit(finite) if len(finite) > 1 else None
            self._codes = codes
        return self._prior

    def subspace(self, images: ImageSet, training: Tensor) -> Subspace:
        """The principal axes of the images with the numbers ``training``."""
        from training.restore.subspace import MOST_IMAGES, Subspace

        if self._subspace is None or images is not self._images or not self._is_of(training):
            every = max(1, -(-len(training) // MOST_IMAGES))
            self._subspace = Subspace.fit(images.pixels[training[::every]])
            self._images, self._training = images, training
        return self._subspace

    def _is_of(self, training: Tensor) -> bool:
        # Another run may have other images held out of the same set.
        return self._training is not None and self._training.equal(training)
