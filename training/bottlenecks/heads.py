"""The modules behind the bottlenecks: from the encoder's features to a posterior."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.models.autoencoder import Posterior


class PointHead(nn.Module):
    """Features to a code without spread."""

    def __init__(self, mean: nn.Module, finish: nn.Module | None = None) -> None:
        super().__init__()
        self.mean = mean
        self.finish = finish

    def code(self, features: Tensor) -> Tensor:
        """Code (N, *latent_shape) of the features."""
        code: Tensor = self.mean(features)
        return code if self.finish is None else self.finish(code)

    def forward(self, features: Tensor) -> Posterior:
        """Posterior of the features (N, …)."""
        return Posterior(self.code(features))


class PowerHead(PointHead):
    """Features to a code of power 1, which noise of a fixed spread may be added to."""

    def __init__(self, mean: nn.Module, finish: nn.Module | None, noise_std: float) -> None:
        super().__init__(mean, finish)
        self.noise_std = noise_std

    def forward(self, features: Tensor) -> Posterior:
        """Posterior of the features (N, …): its mean is the normalised code."""
        return Posterior(power_normalised(self.code(features)), noise_std=self.noise_std)


class GaussianHead(nn.Module):
    """Features to the mean and log-variance of a diagonal Gaussian."""

    LOGVAR_LIMIT = 20.0

    def __init__(self, mean: nn.Module, logvar: nn.Module, *, sampled: bool = True) -> None:
        super().__init__()
        self.mean = mean
        self.logvar = logvar
        self.sampled = sampled

    def forward(self, features: Tensor) -> Posterior:
        """Posterior of the features (N, …); the log-variance is kept where its exponential stays finite."""
        logvar = self.logvar(features).clamp(-self.LOGVAR_LIMIT, self.LOGVAR_LIMIT)
        return Posterior(self.mean(features), logvar, sampled=self.sampled)


SMALLEST_POWER = 1e-12
"""A code of less power, such as one of zeros, is not blown up to power 1."""


def power_normalised(code: Tensor) -> Tensor:
    """Codes (N, …) divided by the root of their mean square, each image's for itself (report F)."""
    power = code.flatten(1).square().mean(1).clamp_min(SMALLEST_POWER)
    return code * torch.rsqrt(power).view(-1, *[1] * (code.ndim - 1))
