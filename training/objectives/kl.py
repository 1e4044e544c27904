"""The KL divergence of codes from the prior, and free bits, which leave a part of it unpunished."""

from __future__ import annotations

import torch
from torch import Tensor

from training.models.autoencoder import Posterior


def kl_per_number(posterior: Posterior) -> Tensor:
    """KL(q(z|x) ‖ N(0, I)) of each number of each code (N, d), in nats (Kingma & Welling 2014, appendix B).

    ½ · (mean² + exp(logvar) − 1 − logvar)
    """
    if posterior.logvar is None:
        raise ValueError("a code without a distribution has no KL divergence")
    mean, logvar = posterior.mean, posterior.logvar
    return 0.5 * (mean.square() + logvar.exp() - 1 - logvar).flatten(1)


def kl_to_standard_normal(posterior: Posterior) -> Tensor:
    """KL(q(z|x) ‖ N(0, I)) per image (N,), in nats: the sum over the code."""
    return kl_per_number(posterior).sum(1)


def with_free_bits(per_number: Tensor, free: float) -> Tensor:
    """What of the KL divergence (N, d) is minimised, per image (N,), with ``free`` nats per number of the code.

    Its mean over the batch is Σⱼ max(free, mean over the batch of KLⱼ) (Kingma et al. 2016, equation 15): a number
    that costs less than ``free`` nats is not pressed any further.
    """
    if free == 0:
        return per_number.sum(1)
    return torch.where(per_number.mean(0) < free, per_number.new_tensor(free), per_number).sum(1)
