"""Encoder + bottleneck + decoder: the one model class, whatever the kind of autoencoder."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.models.sigmoid import sigmoid


class Posterior(NamedTuple):
    """What the encoder says of an image's code: (N, *latent_shape) each; no ``logvar`` in a plain AE."""

    mean: Tensor
    logvar: Tensor | None


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
        output: str,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.bottleneck = bottleneck
        self.decoder = decoder
        self.latent_shape = latent_shape
        self.image_shape = image_shape
        self.output = output

    def encode(self, x: Tensor) -> Posterior:
        """Posterior of the codes of pixels ``x`` (N, C, H, W) in [0, 1]."""
        posterior: Posterior = self.bottleneck(self.encoder(x))
        return posterior

    def decode(self, z: Tensor) -> Tensor:
        """Pixels (N, C, H, W) of the codes ``z`` (N, *latent_shape)."""
        return self.pixels(self.decoder(z))

    def pixels(self, raw: Tensor) -> Tensor:
        """Raw output to pixels. ``identity`` may leave [0, 1], as report A found."""
        return sigmoid(raw) if self.output == "sigmoid" else raw

    def reconstruct(self, posterior: Posterior, noise: Tensor | None = None) -> Reconstruction:
        """Decode a code of the ``posterior``; ``noise`` (N, *latent_shape), standard normal, draws it.

        Reparameterisation (Kingma & Welling 2014): z = mean + exp(logvar / 2) · noise. Without noise, or
        without a logvar, z is the mean.
        """
        z = posterior.mean
        if noise is not None and posterior.logvar is not None:
            z = z + torch.exp(0.5 * posterior.logvar) * noise
        return Reconstruction(self.decoder(z), z, posterior)

    def forward(self, x: Tensor, noise: Tensor | None = None) -> Reconstruction:
        """Encode pixels (N, C, H, W) and decode their codes, see ``reconstruct``."""
        return self.reconstruct(self.encode(x), noise)
