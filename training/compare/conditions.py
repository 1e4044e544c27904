"""Conditions: what every compared model is fed, and what is done to every code before it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.latent.noise import CodeNoise
from training.part import Part

if TYPE_CHECKING:
    from torch import Tensor

    from training.models.autoencoder import Posterior
    from training.snapshot import Snapshot


class Conditions(Part):
    """The same for every model. All noise is drawn by (seed, image number), each kind for itself."""

    seed: int = Field(0, title="Noise seed", ge=0, lt=2**63)
    """Decides the noise on the input and on the codes."""
    input_noise: float = Field(0.0, title="Noise on the input", ge=0, le=10)
    """Standard deviation on pixels from 0 to 1, which are clipped afterwards (report D: 0.4)."""
    code: CodeNoise = CodeNoise()
    sampling: bool = Field(False, title="VAE sampling")
    """Draw the codes of models that draw them in training, instead of taking the means."""
    sampling_seed: int = Field(0, title="Sampling seed", ge=0, lt=2**63)
    """Decides these draws, whatever the other noise is."""

    def fed(self, pixels: Tensor, indices: Tensor) -> Tensor:
        """What models are given of images (n, C, H, W) in [0, 1] with numbers ``indices`` (n,) int64."""
        from training.latent.noise import noisy_input

        return noisy_input(pixels, indices, self.input_noise, seed=self.seed)

    def drawn(self, posterior: Posterior, indices: Tensor) -> Tensor:
        """Codes (n, *latent_shape) before noise is put on them: the means, or draws where models draw."""
        from training.seeds import normal_noise

        if not (self.sampling and posterior.draws):
            return posterior.mean
        shape = tuple(posterior.mean.shape[1:])
        return posterior.draw(normal_noise(self.sampling_seed, "sampling", indices, shape))

    def noise(self, latent_shape: tuple[int, ...], indices: Tensor) -> Tensor:
        """Standard normal noise (n, *latent_shape) for codes, whatever its strength and the model."""
        from training.latent.noise import code_noise

        return code_noise(latent_shape, indices, seed=self.seed, one_for_all=self.code.one_for_all)

    def moved(
        self, codes: Tensor, indices: Tensor, spread: Tensor | None = None, *, noise: Tensor | None = None
    ) -> Tensor:
        """Codes (n, *latent_shape) with the noise on them; ``spread`` as ``training.latent.noise.noisy`` has it.

        ``noise`` is what the method of that name gives, where it is at hand.

        Raises:
            InputError: a number that a code does not have.
        """
        from training.latent.noise import noisy

        settings = self.code
        if settings.amount == 0 and settings.way != "power":
            return codes
        if noise is None:
            noise = self.noise(tuple(codes.shape[1:]), indices)
        return noisy(codes, noise, settings, spread=spread)


def pictures(
    snapshot: Snapshot, pixels: Tensor, indices: Tensor, conditions: Conditions, spread: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """What a model makes of images (n, C, H, W) under the conditions.

    Returns pictures (n, C, H, W) in [0, 1], and codes (n, *latent_shape) before and after the noise on them.

    Raises:
        InputError: images of another shape than the model's, or a number that a code does not have.
    """
    import torch

    from training.errors import InputError

    if tuple(pixels.shape[1:]) != snapshot.image_shape:
        raise InputError(
            f"The images are {tuple(pixels.shape[1:])}, and a model is for {snapshot.image_shape}. "
            "Compare runs on images of one shape."
        )
    with torch.inference_mode():
        posterior = snapshot.model.encode(conditions.fed(pixels, indices))
        codes = conditions.drawn(posterior, indices)
        moved = conditions.moved(codes, indices, spread)
        return snapshot.decode(moved).clamp(0, 1), codes, moved
