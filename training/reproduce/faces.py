"""G: a fully connected autoencoder of faces with 117 million parameters, and blends of codes with noise."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from PIL.Image import Image

from training.latent.sampling import blend
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import decoded, encoded, reconstructed, samples, with_parameters
from training.reproduce.parts import Part
from training.reproduce.peak_memory import peak_memory
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Runs, System
from training.reproduce.trained import Trained
from training.seeds import normal_noise

BLENDS = (0.2, 0.5, 0.8)


def measure(trained: Trained, on: Part) -> dict[str, float]:
    """Quality, parameters, and the most memory that training took, where that is known."""
    values = with_parameters(trained, on)
    peak = peak_memory(trained) if on == "training" else None
    if peak is not None:
        values["memory"] = peak / 2**30
    return values


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """Originals, reconstructions, and three blends of the code with noise, the same noise for every image."""
    for role, whose in (("settings", "the report’s settings"), ("ours", "our recipe")):
        run = runs["faces", "settings" if role == "settings" else "ours"]
        rows = samples(run, 8)
        clean = run.images.batch(rows)
        codes = encoded(run, rows).numpy()
        noise = normal_noise(7, "blend", torch.zeros(1, dtype=torch.int64), run.model.latent_shape).numpy()
        noise = noise.repeat(len(codes), 0)
        columns = [clean, reconstructed(run, clean)]
        columns += [decoded(run, torch.from_numpy(blend(codes, noise, share))) for share in BLENDS]
        yield (
            f"blends-{'report' if role == 'settings' else 'ours'}",
            image_panel(
                list(zip(*columns, strict=True)),
                title=f"G. Faces blended with noise ({whose})",
                caption="code · (1 − a) + a · noise, decoded; the noise is the same for every image.",
                columns=("Original", "Reconstruction", *(f"a = {share}" for share in BLENDS)),
                side=128,
            ),
        )


SYSTEM = System(
    letter="G",
    title="Fully connected face autoencoder",
    images={
        "": Images(
            "olivetti.npz",
            # The report's network takes 64 × 64 pixels of RGB.
            ("data.source=npz", "data.images_key=x", "data.labels_key=y", "data.colour=rgb"),
            ("data.source=photo-patches",),
            quick=96,
        )
    },
    experiments=(
        Experiment(
            "faces",
            "Widths 12288, 4096, 2048, 4096, 12288",
            measure,
            (
                Figure("psnr", "PSNR", "higher", unit="dB", digits=2),
                Figure("ssim", "SSIM", "higher"),
                Figure("mse", "Mean squared error", digits=5),
                Figure(
                    "parameters",
                    "Parameters",
                    "equal",
                    report=117_483_520,
                    aims=(Aim("settings", "training", 117_483_520),),
                    digits=0,
                ),
                Figure("memory", "Memory", aims=(Aim("settings", "training", 24),), unit="GiB", digits=1),
            ),
            settings=Plan("faces-dense", quick=("schedule.epochs=2",)),
            ours=Plan("faces-dense-best", quick=("schedule.epochs=2",)),
        ),
    ),
    pictures=pictures,
)
