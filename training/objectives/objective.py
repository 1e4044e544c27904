"""The training objective: reconstruction, plus β · KL where the bottleneck has a spread (the negative ELBO)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.models.backbone import ImageShape
from training.part import Part

if TYPE_CHECKING:
    from torch import Tensor

    from training.models.autoencoder import Autoencoder, Posterior, Reconstruction


class Objective(Part):
    """``[objective]``. All terms are per image and averaged over the batch."""

    reconstruction: Literal["bce", "mse"] = Field("bce", title="Loss")
    """``bce``: binary cross-entropy on logits, in nats. ``mse``: squared error of the pixels."""
    reduction: Literal["sum", "mean"] = Field("sum", title="Over pixels")
    """Sum or mean over the pixels of an image. The KL term is always summed over the code, so with ``mean``
    the same β weighs as much as β · pixels would with ``sum``: the *effective* β."""
    beta: float = Field(1.0, title="KL weight β", ge=0)
    """Weight of the KL term (Higgins et al. 2017); 1 is the ELBO. Without effect in a plain AE."""

    def effective_beta(self, image_shape: ImageShape) -> float:
        """β as it were with the reconstruction summed over pixels."""
        return self.beta if self.reduction == "sum" else self.beta * math.prod(image_shape)

    def terms(self, model: Autoencoder, out: Reconstruction, target: Tensor) -> dict[str, Tensor]:
        """Per-image terms (N,): ``loss``, and with a KL term also ``reconstruction`` and ``kl`` (nats)."""
        reconstruction = self.reconstruction_term(model, out.raw, target)
        if out.posterior.logvar is None:
            return {"loss": reconstruction}
        kl = kl_to_standard_normal(out.posterior)
        return {"loss": reconstruction + self.beta * kl, "reconstruction": reconstruction, "kl": kl}

    def reconstruction_term(self, model: Autoencoder, raw: Tensor, target: Tensor) -> Tensor:
        """Per-image reconstruction error (N,) of the ``raw`` output against pixels in [0, 1]."""
        from torch.nn import functional as F

        from training.models.sigmoid import cross_entropy

        if self.reconstruction == "bce":
            error = cross_entropy(raw, target)
        else:
            error = F.mse_loss(model.pixels(raw), target, reduction="none")
        error = error.flatten(1)
        return error.sum(1) if self.reduction == "sum" else error.mean(1)


def kl_to_standard_normal(posterior: Posterior) -> Tensor:
    """KL(q(z|x) ‖ N(0, I)) per image, in nats (Kingma & Welling 2014, appendix B).

    ½ · Σ (mean² + exp(logvar) − 1 − logvar), summed over the code.
    """
    mean, logvar = posterior
    if logvar is None:
        raise ValueError("a plain code has no KL divergence")
    per_number = mean.square() + logvar.exp() - 1 - logvar
    total: Tensor = 0.5 * per_number.flatten(1).sum(1)
    return total
