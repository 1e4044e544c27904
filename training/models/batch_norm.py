"""Batch normalisation that also takes a batch of one, such as the last images of an epoch may be."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class BatchNorm(nn.modules.batchnorm._BatchNorm):
    """Normalises each unit of (N, C), or each map of (N, C, H, W), as ``nn.BatchNorm1d`` and ``2d`` do.

    In training by the mean and variance of the batch (Ioffe & Szegedy 2015), else by their running averages. So,
    too, in training where a unit has a single value: it has no variance.
    """

    def _check_input_dim(self, input: Tensor) -> None:  # noqa: A002 — torch's name for it
        pass

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 — torch's name for it
        """Normalised numbers of the same shape."""
        if self.training and input.numel() == input.shape[1]:
            return F.batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)
        return super().forward(input)
