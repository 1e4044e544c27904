"""How good a model is on some images: the objective's terms, and the quality of the pictures."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from training import metrics
from training.corruption import Corruption
from training.corruption.none import Uncorrupted
from training.data.images import to_unit
from training.events import Metrics
from training.feed import Feed, Resident, images_at_once
from training.models.autoencoder import Autoencoder
from training.objectives import Objective
from training.restore.paste_back import paste_back
from training.seeds import normal_noise


class Evaluation(NamedTuple):
    """``means`` over images, and the ``spread`` over them: standard deviations, divisor n − 1 (0 for one image)."""

    means: Metrics
    spread: Metrics


def evaluate(
    model: Autoencoder,
    objective: Objective,
    pixels: Tensor | Feed,
    indices: Tensor,
    *,
    seed: int,
    corruption: Corruption = Uncorrupted(),  # noqa: B008  # frozen
    epoch: float = math.inf,
    chunk: int | None = None,
) -> Metrics:
    """The means of ``evaluation``."""
    return evaluation(
        model, objective, pixels, indices, seed=seed, corruption=corruption, epoch=epoch, chunk=chunk
    ).means


@torch.inference_mode()
def evaluation(
    model: Autoencoder,
    objective: Objective,
    pixels: Tensor | Feed,
    indices: Tensor,
    *,
    seed: int,
    corruption: Corruption = Uncorrupted(),  # noqa: B008  # frozen
    epoch: float = math.inf,
    chunk: int | None = None,
) -> Evaluation:
    """Of ``loss``, ``mse``, ``psnr`` (dB), ``ssim`` and, for a VAE, ``reconstruction`` and ``kl``: over images.

    Pictures are compared with the clean images. Where the corruption hides pixels, ``mse_pasted`` is the error, again
    over all pixels, after those that were not hidden are pasted back.

    Corruption and the noise on codes are drawn once for each image and never change, so epochs can be compared.
    Pictures are decoded from the posterior mean and clamped to [0, 1]. Where the noise on codes is of a fixed size
    (report F), ``psnr_noisy`` compares pictures decoded from noisy codes with the images, and ``psnr_between`` with
    the noise-free pictures.

    Args:
        model: the model, in any mode; batch statistics are not updated.
        objective: what the loss is.
        pixels: (N, C, H, W) uint8 or float32 in [0, 1], on the model's device, or a feed of such.
        indices: (N,) int64, each image's number in its data set: decides its noise.
        seed: the recipe's seed.
        corruption: what is done to an image before the model sees it.
        epoch: passes over the training images so far; a KL warm-up makes the loss depend on it.
        chunk: images at a time; by default as many as ``training.feed`` says.
    """
    chunk = chunk or images_at_once(model.image_shape)
    was_training = model.training
    model.eval()
    sums: dict[str, Tensor] = {}
    each: dict[str, list[Tensor]] = {}
    means = []
    chunks = (pixels if isinstance(pixels, Feed) else Resident(pixels)).chunks(chunk)
    for x, index in zip(map(to_unit, chunks), torch.split(indices, chunk), strict=True):
        seen = corruption.apply(x, seed=seed, purpose="evaluate", indices=index)
        posterior = model.encode(seen.pixels)
        means.append(posterior.mean)
        noise = normal_noise(seed, "evaluate", index, model.latent_shape) if posterior.draws else None
        out = model.reconstruct(posterior, noise)
        mean_raw = out.raw if noise is None else model.decoder(posterior.mean)
        picture = model.pixels(mean_raw).clamp(0, 1)
        terms = objective.terms(model, out, x, epoch=epoch, hidden=seen.hidden)
        terms |= {
            "mse": metrics.mse(picture, x),
            "psnr": metrics.psnr(picture, x),
            "ssim": metrics.ssim(picture, x),
        }
        if posterior.noise_std > 0:
            noisy = model.pixels(out.raw).clamp(0, 1)
            terms |= {"psnr_noisy": metrics.psnr(noisy, x), "psnr_between": metrics.psnr(noisy, picture)}
        if seen.hidden is not None:
            terms["mse_pasted"] = metrics.mse(paste_back(picture, x, seen.hidden), x)
        for name, values in terms.items():
            each.setdefault(name, []).append(values)
            total = values.sum(dtype=torch.float32)
            sums[name] = sums[name] + total if name in sums else total
    model.train(was_training)
    result = {name: total.item() / len(pixels) for name, total in sums.items()}
    if "kl" in result:
        result["active_units"] = float(metrics.active_units(torch.cat(means)))
    return Evaluation(result, {name: _spread(torch.cat(values)) for name, values in each.items()})


def _spread(values: Tensor) -> float:
    return values.float().std().item() if len(values) > 1 else 0.0
