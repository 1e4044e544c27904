"""E: a convolutional autoencoder of dogs, and what its latent space holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL.Image import Image
from torch import Tensor

from training.contact_sheet import mosaic
from training.latent.sampling import FittedGaussian, plus_noise, pull
from training.latent.spectrum import directions_for, singular_values
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import decoded, encoded, reconstructed, samples, with_parameters
from training.reproduce.plot_panel import Series, histogram, plot_panel
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Runs, System
from training.reproduce.trained import Trained
from training.seeds import normal_noise

NINE = 9
FITTED = 256
"""Codes that the Gaussian is fitted to."""
SHARE = 0.25
"""How far codes are pulled to the draws, and the standard deviation of the noise on them."""
DOGS = Images(
    "dogs64_1000.npz",
    ("data.source=npz", "data.images_key=x", "data.labels_key=y"),
    ("data.source=photo-patches",),
    quick=128,
)
"""The dogs of E and F."""


def gaussian_of(run: Trained) -> tuple[FittedGaussian, Tensor]:
    """The Gaussian of the codes of ``FITTED`` training images, and those images' numbers."""
    rows = samples(run, FITTED, "training")
    return FittedGaussian.fit(encoded(run, rows).numpy()), rows


def draws(fitted: FittedGaussian) -> Tensor:
    """Nine codes drawn from ``fitted``; the noise is the same for every run with as many codes."""
    noise = normal_noise(7, "nine draws", torch.arange(NINE), (len(fitted.factor),))
    return torch.from_numpy(fitted.draw(noise.numpy()))


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """Nine images with codes; draws from the Gaussian, alone and pulled; codes plus noise; histograms; spectrum."""
    for role, whose in (("settings", "the report’s settings"), ("ours", "our recipe")):
        run = runs["dogs", "settings" if role == "settings" else "ours"]
        name = "report" if role == "settings" else "ours"
        yield f"reconstructed-{name}", _nine(run, whose)
        yield f"sampled-{name}", _sampled(run, whose)
    run = runs["dogs", "settings"]
    yield "histograms", _histograms(run)
    yield "spectrum", _spectrum(runs)


def _nine(run: Trained, whose: str) -> Image:
    rows = samples(run, NINE)
    clean = run.images.batch(rows)
    codes = encoded(run, rows)
    low, high = codes.amin((1, 2, 3), keepdim=True), codes.amax((1, 2, 3), keepdim=True)
    maps = (codes - low) / (high - low).clamp_min(1e-9)
    channels = maps.shape[1]
    columns = round(channels**0.5)
    sheets = [
        torch.nn.functional.interpolate(mosaic(one[:, None], columns, gap=1)[None], scale_factor=2)[0] for one in maps
    ]
    return image_panel(
        list(zip(clean, sheets, reconstructed(run, clean), strict=True)),
        title=f"E. Nine held-out dogs, their codes and reconstructions ({whose})",
        caption=f"A code is {channels} maps of {maps.shape[2]}×{maps.shape[3]} numbers, dark to bright.",
        columns=("Original", "Code", "Reconstruction"),
        side=128,
    )


def _sampled(run: Trained, whose: str) -> Image:
    fitted, _ = gaussian_of(run)
    rows = samples(run, NINE)
    clean = run.images.batch(rows)
    codes = encoded(run, rows).numpy()
    drawn = draws(fitted).numpy()[: len(rows)]
    noise = normal_noise(7, "plus noise", rows, run.model.latent_shape).numpy()
    lines = [
        decoded(run, torch.from_numpy(some))
        for some in (drawn, codes, pull(drawn, codes, SHARE), plus_noise(codes, noise, SHARE))
    ]
    return image_panel(
        [lines[0], clean, *lines[1:]],
        title=f"E. Codes drawn from a Gaussian ({whose})",
        caption=f"A Gaussian is fitted to {FITTED} codes. Its draws decode to nothing; pulled codes stay images.",
        names=(
            "Drawn codes",
            "Originals",
            "Reconstructions",
            f"{SHARE} · draw + {1 - SHARE} · code",
            f"Code + {SHARE} · noise",
        ),
        side=128,
    )


def _histograms(run: Trained) -> Image:
    fitted, rows = gaussian_of(run)
    codes = encoded(run, rows).flatten(1).double()
    mean, std = codes.mean(0), codes.std(0).clamp_min(1e-12)
    # Every number of the code by its own mean and spread: a Gaussian would follow the bell.
    values = ((codes - mean) / std).flatten().numpy()
    x = np.linspace(-4, 4, 200)
    drawn = fitted.draw(normal_noise(7, "histogram", torch.arange(FITTED), (len(fitted.factor),)).numpy())
    of_draws = (torch.from_numpy(drawn).flatten(1).double() - mean) / std
    return plot_panel(
        [
            histogram("Codes", values, -4, 4),
            _outline("Draws", of_draws.flatten().numpy()),
            Series("Normal", x, np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)),
        ],
        title="E. Codes against the fitted Gaussian",
        caption="All numbers of the codes, each less its mean and divided by its standard deviation.",
        x="standard deviations from the mean",
        y="density",
    )


def _outline(name: str, values: NDArray[np.float64]) -> Series:
    bars = histogram(name, values, -4, 4)
    return Series(name, bars.x, bars.y)


def _spectrum(runs: Runs) -> Image:
    run = runs["dogs", "settings"]
    rows = run.rows("training")
    series, sizes = [], []
    pixels = run.images.batch(rows).flatten(1).numpy()
    for name, samples_of in (
        ("Pixels", pixels),
        ("Codes, report", encoded(run, rows).numpy()),
        ("Codes, ours", encoded(runs["dogs", "ours"], rows).numpy()),
    ):
        values = singular_values(samples_of)
        sizes.append(f"{name}: {directions_for(values, 0.95)}")
        series.append(Series(name, np.arange(1, len(values) + 1), values / values[0]))
    return plot_panel(
        series,
        title="E. Singular values of the data and of the codes",
        caption=f"Directions that hold 95 % of the variance. {', '.join(sizes)}.",
        x="direction",
        y="singular value, the largest is 1",
        log_y=True,
        y_range=(1e-4, 1.3),
    )


SYSTEM = System(
    letter="E",
    title="Dogs, a code of 8×8×16",
    images={"": DOGS},
    experiments=(
        Experiment(
            "dogs",
            "Convolutional autoencoder",
            with_parameters,
            (
                Figure("psnr", "PSNR", "higher", unit="dB", digits=2),
                Figure("ssim", "SSIM", "higher"),
                Figure("mse", "Mean squared error", digits=5),
                Figure(
                    "parameters",
                    "Parameters",
                    "equal",
                    report=425_427,
                    aims=(Aim("settings", "training", 425_427),),
                    digits=0,
                ),
            ),
            settings=Plan("dogs-ae", quick=("schedule.epochs=2",)),
            ours=Plan("dogs-ae-best", quick=("schedule.epochs=2",)),
        ),
    ),
    pictures=pictures,
)
