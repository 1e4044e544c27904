"""Prior: the Gaussian that the codes of undamaged images are like, and how far a code is from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

import torch
from numpy.typing import NDArray
from torch import Tensor

LARGEST_MATRIX = 1024
"""Numbers of a code up to which their correlations count; beyond, each number counts for itself."""
RIDGE = 1e-2
"""Share of the mean variance that is added to every direction's: few codes say little of the narrow ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """A Gaussian over codes of d numbers.

    Attributes:
        mean: (d,) float32.
        std: (d,) float32, standard deviation of each number.
        whitening: (d, d) float32 that takes (code − mean) to standard normal numbers; None where ``std`` does.
        factor: (d, d) float32 that takes standard normal numbers back; None where ``std`` does.
    """

    mean: Tensor
    std: Tensor
    whitening: Tensor | None = None
    factor: Tensor | None = None

    @classmethod
    def standard(cls, latent_shape: tuple[int, ...]) -> Self:
        """N(0, I): the prior of a VAE."""
        d = math.prod(latent_shape)
        return cls(torch.zeros(d), torch.ones(d))

    @classmethod
    def fit(cls, codes: Tensor | NDArray[Any]) -> Self:
        """The Gaussian of some ``codes`` (m, *latent_shape), those that are not finite left out.

        The covariance gets a ridge, so that it has an inverse even where the codes lie in a plane.
        """
        # Gradients pass through a prior; they cannot through what was made in inference mode.
        with torch.inference_mode(False):
            return cls._fit(torch.as_tensor(codes).detach().to("cpu", torch.float64, copy=True).flatten(1))

    @classmethod
    def _fit(cls, flat: Tensor) -> Self:
        flat = flat[torch.isfinite(flat).all(1)]
        d = flat.shape[1]
        if len(flat) < 2:
            mean = flat[0] if len(flat) else torch.zeros(d, dtype=torch.float64)
            return cls(mean.float(), torch.ones(d))
        mean = flat.mean(0)
        variance = flat.var(0)
        ridge = max(RIDGE * float(variance.mean()), torch.finfo(torch.float32).tiny)
        if d > LARGEST_MATRIX:
            return cls(mean.float(), (variance + ridge).sqrt().float())
        values, vectors = torch.linalg.eigh(torch.cov(flat.T).reshape(d, d))
        lengths = (values.clamp_min(0) + ridge).sqrt()
        whitening, factor = (vectors / lengths) @ vectors.T, (vectors * lengths) @ vectors.T
        return cls(mean.float(), (variance + ridge).sqrt().float(), whitening.float(), factor.float())

    def distance(self, codes: Tensor) -> Tensor:
        """Squared Mahalanobis distance (n,) of codes (n, *latent_shape), divided by d: about 1 for a usual code."""
        centred = codes.flatten(1) - self.mean
        normal = centred / self.std if self.whitening is None else centred @ self.whitening
        return normal.square().mean(1)

    def draw(self, noise: Tensor) -> Tensor:
        """Codes (n, d) of standard normal ``noise`` (n, d)."""
        return self.mean + (noise * self.std if self.factor is None else noise @ self.factor)
