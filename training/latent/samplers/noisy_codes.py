"""Codes of real images plus noise, as a sampler: variations of an image (reports B, C and E)."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler, finite
from training.latent.sampling import plus_noise


class NoisyCodes(Sampler):
    """``kind = "noise"``: code + noise · ε, ε ~ N(0, I)."""

    title: ClassVar[str] = "Code plus noise"
    description: ClassVar[str] = "The codes of images, each plus Gaussian noise."
    starts: ClassVar[bool] = True

    kind: Literal["noise"] = "noise"
    noise: float = Field(0.3, title="Noise σ", ge=0, le=1000)
    """Standard deviation of the noise on every number of the code."""
    measured_in: Literal["units", "spread"] = Field("units", title="Measured in")
    """Units of the code, or standard deviations of each of its numbers over real images."""
    growing: bool = Field(False, title="Growing")
    """Each further sample of an image gets as much noise again: the j-th one gets j · σ (report B: 0.1, 0.2 …)."""

    @property
    def wants(self) -> int:
        """Codes to take the spread of, where noise is measured in it."""
        return 10_000 if self.measured_in == "spread" else 0

    def fitted(self, known: Floats) -> Draw:
        """Take the spread of the ``known`` codes, if noise is measured in it.

        Raises:
            InputError: it is, and there are no codes.
        """
        shape = known.shape[1:]
        scale = finite(known).astype(np.float64).std(0) if self.measured_in == "spread" else np.ones(shape)

        def draw(random: Randomness, starts: Floats | None) -> Floats:
            assert starts is not None
            noise = scale * random.normal(shape)
            if self.growing:
                noise *= np.broadcast_to(random.turn, len(random)).reshape(-1, *(1,) * len(shape))
            return plus_noise(starts, noise, self.noise)

        return draw
