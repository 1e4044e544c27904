"""The modules behind the bottlenecks: from the encoder's features to a posterior."""

from __future__ import annotations

from torch import Tensor, nn

from training.models.autoencoder import Posterior


class PointHead(nn.Module):
    """Features to a code without spread."""

    def __init__(self, mean: nn.Module) -> None:
        super().__init__()
        self.mean = mean

    def forward(self, features: Tensor) -> Posterior:
        """Posterior of (N, F) features."""
        return Posterior(self.mean(features), None)


class GaussianHead(nn.Module):
    """Features to the mean and log-variance of a diagonal Gaussian."""

    LOGVAR_LIMIT = 20.0

    def __init__(self, mean: nn.Module, logvar: nn.Module) -> None:
        super().__init__()
        self.mean = mean
        self.logvar = logvar

    def forward(self, features: Tensor) -> Posterior:
        """Posterior of (N, F) features; the log-variance is kept where its exponential stays finite."""
        logvar = self.logvar(features).clamp(-self.LOGVAR_LIMIT, self.LOGVAR_LIMIT)
        return Posterior(self.mean(features), logvar)
