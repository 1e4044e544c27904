"""A mixture of Gaussians, fitted to real images' codes, as a sampler: several clouds where one would be too coarse."""

from __future__ import annotations

import math
import warnings
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from training.errors import InputError
from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler, finite
from training.part import unit

FULL = 64
"""Numbers of a code up to which each component has correlations; beyond, the codes are too few to tell them."""


class MixtureOfGaussians(Sampler):
    """``kind = "mixture"``: scikit-learn's ``GaussianMixture``, fitted by expectation maximisation."""

    title: ClassVar[str] = "Gaussian mixture"
    description: ClassVar[str] = "Several Gaussians, fitted together to the codes of real images."

    kind: Literal["mixture"] = "mixture"
    components: int = Field(10, title="Components", ge=1, le=200)
    """How many Gaussians."""
    codes: int = Field(2000, title="Fitted to", ge=2, le=100_000, json_schema_extra=unit("codes"))
    """How many codes of real images it is fitted to."""

    @property
    def wants(self) -> int:
        """``codes``."""
        return self.codes

    def fitted(self, known: Floats) -> Draw:
        """Fit to the ``known`` codes, always from the same beginnings. This imports scikit-learn.

        Raises:
            InputError: fewer codes than components.
        """
        shape = known.shape[1:]
        d = math.prod(shape)
        flat = finite(known).astype(np.float64).reshape(-1, d)
        if len(flat) < max(self.components, 2):
            raise InputError(
                f"A mixture of {self.components} Gaussians needs at least {max(self.components, 2)} codes, and there "
                f"are {len(flat)}. Choose fewer components, or more codes."
            )
        weights, means, factors = _mixture(flat, self.components)
        ends = np.cumsum(weights)

        def draw(random: Randomness, _starts: Floats | None) -> Floats:
            # The last end may round to just below 1.
            which = np.minimum(np.searchsorted(ends, random.uniform((1,))[:, 0], side="right"), len(ends) - 1)
            noise = random.normal((d,)).astype(np.float64)
            codes = np.empty_like(noise)
            for component in np.unique(which):
                rows = which == component
                factor = factors[component]
                spread = noise[rows] @ factor.T if factor.ndim == 2 else noise[rows] * factor
                codes[rows] = means[component] + spread
            return codes.astype(np.float32).reshape(-1, *shape)

        return draw


def _mixture(
    codes: NDArray[np.float64], components: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Weights (k,), means (k, d) and factors of a mixture fitted to codes (n, d).

    A factor is lower triangular, (k, d, d), with factor · factorᵀ = covariance; or the standard deviations (k, d).
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    full = codes.shape[1] <= FULL
    # What is added to every variance has to be small beside the codes' own, whatever their units.
    ridge = 1e-6 * float(codes.var(0).mean()) + 1e-12
    model = GaussianMixture(
        components, covariance_type="full" if full else "diag", random_state=0, reg_covar=ridge, max_iter=200
    )
    with warnings.catch_warnings():
        # Codes that coincide, or a fit that could be a little better, are no reason to stop.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(codes)
    factors = np.linalg.cholesky(model.covariances_) if full else np.sqrt(model.covariances_)
    return model.weights_, model.means_, factors
