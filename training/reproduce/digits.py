"""D: two-number codes of all ten digits, a linear autoencoder against PCA, and denoising."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL.Image import Image

from training import metrics
from training.contact_sheet import mosaic
from training.latent.projection import Projection
from training.latent.sampling import grid
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import corrupted, decoded, encoded, outputs, reconstructed, samples, with_parameters
from training.reproduce.parts import Part
from training.reproduce.plot_panel import Series, plot_panel
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Runs, System
from training.reproduce.trained import Trained
from training.restore.sharpen import sharpen

SQUARE = (-5.0, 5.0)
"""The part of the latent plane that the report decodes."""
SHARPENING = 0.6
"""How much of the edges is added after denoising."""


def against_pca(trained: Trained, on: Part) -> dict[str, float]:
    """MSE, and how many times PCA's it is: PCA of the same training images with as many numbers, on the same images."""
    (size,) = trained.model.latent_shape
    pca = Projection.fit(_flat(trained, "training"), size)
    x = _flat(trained, on)
    error = float(((pca.lift(pca.project(x)) - x) ** 2).mean())
    raw = sum(float(metrics.mse(out, clean).double().sum()) for clean, _, out in outputs(trained, on))
    mse = raw / len(trained.rows(on))
    return {"mse": mse, "pca": error, "pca-ratio": mse / error}


def _flat(trained: Trained, on: Part) -> NDArray[np.float32]:
    pixels: NDArray[np.float32] = trained.images.batch(trained.rows(on)).flatten(1).numpy()
    return pixels


def denoising(trained: Trained, on: Part) -> dict[str, float]:
    """Mean PSNR of noisy, denoised, and then sharpened images, and mean SSIM of the latter two."""
    sums = torch.zeros(5, dtype=torch.float64)
    for clean, given, out in outputs(trained, on):
        denoised = out.clamp(0, 1)
        sharp = sharpen(denoised, amount=SHARPENING)
        terms = [metrics.psnr(x, clean) for x in (given.pixels, denoised, sharp)]
        terms += [metrics.ssim(x, clean) for x in (denoised, sharp)]
        sums += torch.stack([term.double().sum() for term in terms])
    names = ("psnr-noisy", "psnr", "psnr-sharpened", "ssim", "ssim-sharpened")
    return dict(zip(names, (sums / len(trained.rows(on))).tolist(), strict=True))


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """The decoded square, the codes by class, reconstructions of every code, and denoising."""
    ae, vae = runs["ae-2d", "ours"], runs["vae-2d", "ours"]
    for name, run, kind in (("ae", ae, "autoencoder"), ("vae", vae, "variational autoencoder")):
        cells = decoded(run, torch.from_numpy(grid(SQUARE, SQUARE, 20, 20)))
        yield (
            f"grid-{name}",
            image_panel(
                [[mosaic(cells, 20)]],
                title=f"D. What the square from -5 to 5 decodes to: {kind}",
                caption="20 × 20 codes, evenly spaced.",
                side=840,
            ),
        )
        yield f"scatter-{name}", _scatter(run, kind)
    rows = samples(ae, 10)
    clean = ae.images.batch(rows)
    shown = [
        ("ae-2d", "AE, 2"),
        ("vae-2d", "VAE, 2"),
        ("vae-20d", "VAE, 20"),
        ("conv-2d", "Conv., 2"),
        ("linear", "Linear, 2"),
    ]
    columns, heads = [clean], ["Original"]
    for key, head in shown:
        run = runs.get((key, "ours")) or runs[key, "settings"]
        columns.append(reconstructed(run, clean))
        heads.append(head)
    yield (
        "reconstructed",
        image_panel(
            list(zip(*columns, strict=True)),
            title="D. Held-out digits from codes of 2 and 20 numbers",
            columns=heads,
        ),
    )
    yield "denoised", _denoised(runs["denoising", "settings"], runs["denoising", "ours"], rows)


def _scatter(run: Trained, kind: str) -> Image:
    rows = run.rows("held out")[:5000]
    codes = encoded(run, rows).numpy()
    labels = run.images.labels
    assert labels is not None
    of_row = labels[rows].numpy()
    return plot_panel(
        [
            Series(name, codes[of_row == label, 0], codes[of_row == label, 1], "dots")
            for label, name in enumerate(run.images.classes)
        ],
        title=f"D. Codes of held-out digits: {kind}",
        x="first number of the code",
        y="second number",
    )


def _denoised(report: Trained, ours: Trained, rows: torch.Tensor) -> Image:
    clean = report.images.batch(rows)
    given = corrupted(report, clean, rows).pixels
    columns = [given.clamp(0, 1)]
    heads = ["Noisy"]
    for run, whose in ((report, "Report's"), (ours, "Our")):
        denoised = reconstructed(run, given)
        columns += [denoised, sharpen(denoised, amount=SHARPENING)]
        heads += [f"{whose} denoised", "sharpened"]
    return image_panel(
        list(zip(*columns, clean, strict=True)),
        title="D. Denoising of held-out digits",
        caption="0.4 times standard normal noise is added to every pixel.",
        columns=(*heads, "Clean"),
    )


_MSE = Figure("mse", "Mean squared error", digits=5)
_SSIM = Figure("ssim", "SSIM", "higher")
_PSNR = Figure("psnr", "PSNR", "higher", unit="dB", digits=2)


def _nats(aim: float) -> Figure:
    return Figure("loss", "Loss, nats per image", aims=(Aim("ours", "held out", aim),), digits=1)


SYSTEM = System(
    letter="D",
    title="Two-number bottleneck (all ten digits)",
    images={"": Images("mnist.npz", ("data.source=mnist",), ("data.source=mnist-5k",), quick=3000)},
    experiments=(
        Experiment(
            "ae-2d",
            "Autoencoder, code of 2 numbers",
            with_parameters,
            (
                Figure("mse", "Mean squared error", aims=(Aim("ours", "held out", 0.040),), digits=5),
                _PSNR,
                _SSIM,
                Figure("loss", "Loss, nats per image", digits=1),
            ),
            settings=Plan("mnist-ae-2d-wide"),
            ours=Plan("mnist-ae-2d-best"),
            seeds=3,
        ),
        Experiment(
            "vae-2d",
            "Variational autoencoder, code of 2 numbers",
            with_parameters,
            (_nats(154), _MSE, Figure("kl", "KL, nats per image", "higher", digits=2)),
            settings=Plan("mnist-vae-2d-wide"),
            ours=Plan("mnist-vae-2d-best"),
            seeds=3,
        ),
        Experiment(
            "vae-20d",
            "Variational autoencoder, code of 20 numbers",
            with_parameters,
            (_nats(112), _MSE, Figure("kl", "KL, nats per image", "higher", digits=2)),
            settings=Plan("mnist-vae-20d"),
            ours=Plan("mnist-vae-20d-best"),
            seeds=3,
        ),
        Experiment(
            "linear",
            "Linear autoencoder against PCA, code of 2 numbers",
            against_pca,
            (
                _MSE,
                Figure("pca", "PCA's mean squared error", digits=5),
                Figure("pca-ratio", "Error divided by PCA's", aims=(Aim("ours", "held out", 1.02),)),
            ),
            ours=Plan("mnist-linear-2d"),
            seeds=3,
        ),
        Experiment(
            "conv-2d",
            "Convolutional autoencoder, code of 2 numbers",
            with_parameters,
            (_MSE, _PSNR, _SSIM),
            settings=Plan("mnist-conv-2d", quick=("schedule.epochs=1",)),
            seeds=3,
        ),
        Experiment(
            "denoising",
            "Denoising",
            denoising,
            (
                Figure("psnr-noisy", "PSNR of the noisy images", "higher", unit="dB", digits=2),
                Figure("psnr", "PSNR, denoised", "higher", unit="dB", digits=2),
                Figure("psnr-sharpened", "PSNR, denoised and sharpened", "higher", unit="dB", digits=2),
                _SSIM,
                Figure("ssim-sharpened", "SSIM, sharpened", "higher"),
            ),
            settings=Plan("mnist-denoising"),
            ours=Plan("mnist-denoising-best"),
            seeds=3,
        ),
    ),
    pictures=pictures,
)
