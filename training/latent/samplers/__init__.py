"""Samplers: where codes to decode come from. A new one is a new file and one more member of ``AnySampler``."""

from typing import Annotated, get_args

from pydantic import Field

from training.latent.samplers.fitted_gaussian import GaussianOfCodes
from training.latent.samplers.gaussian_mixture import MixtureOfGaussians
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.pulled import PulledToCodes
from training.latent.samplers.sampler import Draw, Sampler
from training.latent.samplers.standard_normal import StandardNormal
from training.latent.samplers.uniform_grid import UniformGrid

__all__ = ["SAMPLERS", "AnySampler", "Draw", "Sampler"]

AnySampler = Annotated[
    NoisyCodes | GaussianOfCodes | MixtureOfGaussians | PulledToCodes | StandardNormal | UniformGrid,
    Field(discriminator="kind"),
]

SAMPLERS: dict[str, type[Sampler]] = {
    member.model_fields["kind"].default: member for member in get_args(get_args(AnySampler)[0])
}
"""All samplers by the names of their kinds, in the order in which people are shown them."""
