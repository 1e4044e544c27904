"""F: E's network with noise on its power-normalised code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import torch
from PIL.Image import Image

from training.reproduce.dogs import DOGS, NINE, draws, gaussian_of
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import CHUNK, decoded, psnr_between, quality, reconstructed, samples
from training.reproduce.parts import Part
from training.reproduce.system import Experiment, Figure, Plan, Runs, System
from training.reproduce.trained import Trained
from training.seeds import normal_noise

QUICK = ("schedule.epochs=1",)
"""Ten networks are trained: two epochs of each took more than the two minutes that a quick system may take."""


@torch.inference_mode()
def measure(trained: Trained, on: Part) -> dict[str, float]:
    """Mean PSNR of the noisy reconstruction against the original, and against the noise-free reconstruction."""
    sums = torch.zeros(2, dtype=torch.float64)
    for rows in torch.split(trained.rows(on), CHUNK):
        clean = trained.images.batch(rows)
        free = reconstructed(trained, clean)
        noisy = noisy_reconstruction(trained, rows)
        sums += torch.stack([psnr_between(noisy, clean).double().sum(), psnr_between(noisy, free).double().sum()])
    noisy_psnr, stable = (sums / len(trained.rows(on))).tolist()
    return {**quality(trained, on), "psnr-noisy": noisy_psnr, "psnr-free": stable}


@torch.inference_mode()
def noisy_reconstruction(trained: Trained, rows: torch.Tensor) -> torch.Tensor:
    """Reconstructions (n, C, H, W) in [0, 1] from codes with the bottleneck's own noise."""
    posterior = trained.model.encode(trained.images.batch(rows))
    noise = normal_noise(trained.recipe.seed, "evaluate", rows, trained.model.latent_shape)
    return trained.model.pixels(trained.model.reconstruct(posterior, noise).raw).clamp(0, 1)


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """The same nine draws, decoded by E's network and by those with noise; and noisy reconstructions."""
    first = runs["plain", "settings"]
    rows = samples(first, NINE)
    clean = first.images.batch(rows)
    lines, names = [], []
    restored, heads = [clean], ["Originals"]
    for key, name in (("plain", "E, no noise"), *((f"noise-{std}", f"std 0.{std}") for std in ("05", "10", "15"))):
        run = runs.get((key, "ours")) or runs[key, "settings"]
        fitted, _ = gaussian_of(run)
        lines.append(decoded(run, draws(fitted)))
        names.append(name)
        restored.append(noisy_reconstruction(run, rows))
        heads.append(name)
    yield (
        "draws",
        image_panel(
            lines,
            title="F. The same nine draws: without and with noise on the code",
            caption="Codes drawn from the Gaussian fitted to 256 codes of each network, from the same random numbers.",
            names=names,
            side=128,
        ),
    )
    yield (
        "noisy",
        image_panel(
            restored,
            title="F. Held-out dogs, decoded from noisy codes",
            names=heads,
            side=128,
        ),
    )


def _figures(noisy: float | None, free: float | None) -> tuple[Figure, ...]:
    return (
        Figure("psnr-noisy", "PSNR, noisy against original", "higher", report=noisy, unit="dB", digits=2),
        Figure("psnr-free", "PSNR, noisy against noise-free", "higher", report=free, unit="dB", digits=2),
        Figure("psnr", "PSNR without noise", "higher", unit="dB", digits=2),
        Figure("ssim", "SSIM without noise", "higher"),
    )


def _noise(std: str, noisy: float, free: float) -> Experiment:
    recipe = f"dogs-noise-0{std}"
    return Experiment(
        f"noise-{std}",
        f"Noise of standard deviation 0.{std}",
        measure,
        _figures(noisy, free),
        settings=Plan(recipe, quick=QUICK),
        ours=Plan(f"{recipe}-best", quick=QUICK),
    )


SYSTEM = System(
    letter="F",
    title="Noise on the power-normalised code (dogs)",
    images={"": replace(DOGS, quick=48)},
    experiments=(
        Experiment(
            "plain",
            "E's network, without noise",
            quality,
            (Figure("psnr", "PSNR", "higher", unit="dB", digits=2), Figure("ssim", "SSIM", "higher")),
            settings=Plan("dogs-ae", quick=QUICK),
            ours=Plan("dogs-ae-best", quick=QUICK),
        ),
        _noise("05", 25.9, 42.0),
        _noise("10", 24.3, 37.1),
        _noise("15", 24.2, 36.0),
        Experiment(
            "large",
            "Code of 16×16×16, noise of standard deviation 0.05",
            measure,
            _figures(31.4, None),
            settings=Plan("dogs-noise-16x16x16", quick=QUICK),
            ours=Plan("dogs-noise-16x16x16-best", quick=QUICK),
        ),
    ),
    pictures=pictures,
)
