"""Encoder + bottleneck + decoder: the one model class, whatever the kind of autoencoder."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.models.backbone import Output
from training.models.outputs import OUTPUTS


class Posterior(NamedTuple):
    """What the encoder says of an image's code; ``mean`` and ``logvar`` are (N, *latent_shape).

    A point with no spread has neither ``logvar`` nor ``noise_std``; a power-normalised code has a fixed one.
    """

    mean: Tensor
    """The code that stands for the image: what panels draw, and what is decoded without noise."""
    logvar: Tensor | None = None
    """Log-variance of each number, where the code is a Gaussian with a KL divergence from the prior."""
    noise_std: float = 0.0
    """Standard deviation of the noise on every number, where that is fixed."""
    sampled: bool = True
    """Whether codes are drawn from the Gaussian, where there is one; if not, only its mean is ever decoded."""

    @property
    def draws(self) -> bool:
        """Whether noise makes another code of it."""
        return self.sampled and (self.logvar is not None or self.noise_std > 0)

    def draw(self, noise: Tensor) -> Tensor:
        """A code; ``noise`` (N, *latent_shape) is standard normal.

        Reparameterisation (Kingma & Welling 2014): z = mean + exp(logvar / 2) · noise, or mean + noise_std · noise.
        """
        if not self.draws:
            return self.mean
        if self.logvar is not None:
            return self.mean + torch.exp(0.5 * self.logvar) * noise
        return self.mean + self.noise_std * noise


class Reconstruction(NamedTuple):
    """One pass through the model: the ``raw`` output (N, C, H, W), the code it was decoded from, the posterior."""

    raw: Tensor
    z: Tensor
    posterior: Posterior


class Autoencoder(nn.Module):
    """An autoencoder; AE and VAE differ in their bottleneck only and share the shapes of all other weights."""

    def __init__(
        self,
        encoder: nn.Module,
        bottleneck: nn.Module,
        decoder: nn.Module,
        *,
        latent_shape: tuple[int, ...],
        image_shape: tuple[int, int, int],
        output: Output,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.bottleneck = bottleneck
        self.decoder = decoder
        self.latent_shape = latent_shape
        self.image_shape = image_shape
        self.output: Output = output

    def encode(self, x: Tensor) -> Posterior:
        """Posterior of the codes of pixels ``x`` (N, C, H, W) in [0, 1]."""
        posterior: Posterior = self.bottleneck(self.encoder(OUTPUTS[self.output].from_pixels(x)))
        return posterior

    def decode(self, z: Tensor) -> Tensor:
        """Pixels (N, C, H, W) of the codes ``z`` (N, *latent_shape)."""
        return self.pixels(self.decoder(z))

    def pixels(self, raw: Tensor) -> Tensor:
        """Raw output to pixels. ``identity`` may leave [0, 1], as report A found."""
        return OUTPUTS[self.output].to_pixels(raw)

    def reconstruct(self, posterior: Posterior, noise: Tensor | None = None) -> Reconstruction:
        """Decode the mean of the ``posterior``, or with ``noise`` (N, *latent_shape) the code that it draws."""
        z = posterior.mean if noise is None else posterior.draw(noise)
        return Reconstruction(self.decoder(z), z, posterior)

    def forward(self, x: Tensor, noise: Tensor | None = None) -> Reconstruction:
        """Encode pixels (N, C, H, W) and decode their codes, see ``reconstruct``."""
        return self.reconstruct(self.encode(x), noise)
