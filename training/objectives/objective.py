"""The training objective: reconstruction, β · KL where codes have one (the negative ELBO), a norm of the weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.errors import InputError
from training.models.backbone import ImageShape, Output
from training.part import Part, unit

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.models.autoencoder import Autoencoder, Reconstruction

Loss = Literal["bce", "mse", "l1", "log-cosh"]


class Objective(Part):
    """``[objective]``. All terms are per image and averaged over the batch."""

    reconstruction: Loss = Field("bce", title="Loss")
    """``bce``: binary cross-entropy on logits, in nats. ``mse``: squared error of the pixels. ``l1``: absolute error.
    ``log-cosh``: squared for small errors, absolute for large ones."""
    reduction: Literal["sum", "mean"] = Field("sum", title="Over pixels")
    """Sum or mean over the pixels of an image. The KL term is always summed over the code, so with ``mean``
    the same β weighs as much as β · pixels would with ``sum``: the *effective* β."""
    visible_weight: float = Field(1.0, title="Visible pixels", ge=0, le=1)
    """Weight of pixels that the corruption left as they were, where it says which it hid; hidden pixels weigh 1. 0
    trains nothing but the restoring of the hole."""
    beta: float = Field(1.0, title="KL weight β", ge=0)
    """Weight of the KL term (Higgins et al. 2017); 1 is the ELBO. Without effect in a plain AE."""
    kl_warmup: float = Field(0.0, title="KL warm-up", ge=0, le=100_000, json_schema_extra=unit("epochs"))
    """β rises from 0 in a straight line over so many epochs (Bowman et al. 2016); 0 has it whole from the start."""
    free_bits: float = Field(0.0, title="Free bits", ge=0, le=100, json_schema_extra=unit("nats"))
    """Nats that each number of the code may spend before the KL term presses on it (Kingma et al. 2016)."""
    parameter_norm: float = Field(0.0, title="Parameter norm λ", ge=0, le=1000)
    """Weight of the sum of the parameters' norms, λ · Σ‖parameter‖₂, added to the loss (report D)."""

    def effective_beta(self, image_shape: ImageShape) -> float:
        """β, when warm, as it were with the reconstruction summed over pixels."""
        return self.beta if self.reduction == "sum" else self.beta * math.prod(image_shape)

    def beta_at(self, epoch: float) -> float:
        """β after ``epoch`` passes over the training images."""
        return self.beta if epoch >= self.kl_warmup else self.beta * epoch / self.kl_warmup

    def term_names(self, *, has_kl: bool) -> tuple[str, ...]:
        """The keys of ``terms``, for codes with or without a KL divergence."""
        parts = ("kl",) * has_kl + ("penalty",) * (self.parameter_norm > 0)
        return ("loss", "reconstruction", *parts) if parts else ("loss",)

    def check(self, output: Output) -> None:
        """Refuse an output that the reconstruction error is not defined for.

        Raises:
            InputError: cross-entropy on what are no logits of a sigmoid.
        """
        if self.reconstruction == "bce" and output != "sigmoid":
            raise InputError(
                f"Cross-entropy (objective.reconstruction = “bce”) needs pixels that a sigmoid keeps between 0 and 1, "
                f"but model.output is “{output}”. Choose output “sigmoid”, or another loss such as “mse”."
            )

    def terms(
        self,
        model: Autoencoder,
        out: Reconstruction,
        target: Tensor,
        *,
        epoch: float = math.inf,
        hidden: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Per-image terms (N,): ``loss``, which is minimised, and what it is the sum of, if of several parts.

        These are ``reconstruction``, ``kl`` (nats; counts β times, less its free bits) and ``penalty`` (the same for
        every image). ``epoch``, the passes over the training images so far, decides how warm β is; ``hidden``
        (N, 1, H, W) bool is where the corruption replaced pixels, if it says so.
        """
        from training.objectives.kl import kl_per_number, with_free_bits

        loss = reconstruction = self.reconstruction_term(model, out.raw, target, hidden)
        parts = {}
        if out.posterior.logvar is not None:
            per_number = kl_per_number(out.posterior)
            parts["kl"] = per_number.sum(1)
            loss = loss + self.beta_at(epoch) * with_free_bits(per_number, self.free_bits)
        penalty = self.penalty(model)
        if penalty is not None:
            parts["penalty"] = penalty.expand(len(target))
            loss = loss + penalty
        return {"loss": loss, "reconstruction": reconstruction, **parts} if parts else {"loss": loss}

    def reconstruction_term(
        self, model: Autoencoder, raw: Tensor, target: Tensor, hidden: Tensor | None = None
    ) -> Tensor:
        """Per-image reconstruction error (N,) of the ``raw`` output against pixels in [0, 1]; ``hidden`` as above."""
        from training.objectives.reconstruction import ERRORS

        error = ERRORS[self.reconstruction](model, raw, target)
        if hidden is not None and self.visible_weight != 1:
            error = error * (self.visible_weight + (1 - self.visible_weight) * hidden)
        error = error.flatten(1)
        return error.sum(1) if self.reduction == "sum" else error.mean(1)

    def penalty(self, model: nn.Module) -> Tensor | None:
        """λ · Σ‖parameter‖₂ over all weights and biases (report D), a single number; None without it."""
        if self.parameter_norm == 0:
            return None
        import torch

        norms = [torch.linalg.vector_norm(parameter) for parameter in model.parameters()]
        return self.parameter_norm * torch.stack(norms).sum()
