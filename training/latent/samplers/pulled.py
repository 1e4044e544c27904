"""Draws of a fitted Gaussian, pulled to real codes, as a sampler: part nonsense, part image (report E)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler, finite
from training.latent.sampling import FittedGaussian, pull
from training.part import unit


class PulledToCodes(Sampler):
    """``kind = "pulled"``: δ · draw + (1 − δ) · code."""

    title: ClassVar[str] = "Pulled to data"
    description: ClassVar[str] = "Draws of the fitted Gaussian, pulled to the codes of images."
    starts: ClassVar[bool] = True

    kind: Literal["pulled"] = "pulled"
    share: float = Field(0.25, title="Share of the draw δ", ge=0, le=1)
    """0: the image's own code; 1: the draw alone."""
    codes: int = Field(256, title="Fitted to", ge=2, le=10_000, json_schema_extra=unit("codes"))
    """How many codes of real images the Gaussian is fitted to."""

    @property
    def wants(self) -> int:
        """``codes``."""
        return self.codes

    def fitted(self, known: Floats) -> Draw:
        """Fit the Gaussian to the ``known`` codes.

        Raises:
            InputError: there is none.
        """
        gaussian = FittedGaussian.fit(finite(known))

        def draw(random: Randomness, starts: Floats | None) -> Floats:
            assert starts is not None
            return pull(gaussian.draw(random.normal((len(gaussian.factor),))), starts, self.share)

        return draw
