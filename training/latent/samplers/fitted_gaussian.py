"""The Gaussian of real images' codes, as a sampler: what an ordinary autoencoder can be drawn from (report E)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler, finite
from training.latent.sampling import FittedGaussian
from training.part import unit


class GaussianOfCodes(Sampler):
    """``kind = "gaussian"``: the mean and covariance of some codes; a singular covariance is welcome."""

    title: ClassVar[str] = "Fitted Gaussian"
    description: ClassVar[str] = "A Gaussian with the mean and the covariance of codes of real images."

    kind: Literal["gaussian"] = "gaussian"
    codes: int = Field(256, title="Fitted to", ge=2, le=10_000, json_schema_extra=unit("codes"))
    """How many codes of real images it is fitted to."""

    @property
    def wants(self) -> int:
        """``codes``."""
        return self.codes

    def fitted(self, known: Floats) -> Draw:
        """Fit to the ``known`` codes, fewer of which than a code has numbers will do.

        Raises:
            InputError: there is none.
        """
        gaussian = FittedGaussian.fit(finite(known))

        def draw(random: Randomness, _starts: Floats | None) -> Floats:
            return gaussian.draw(random.normal((len(gaussian.factor),)))

        return draw
