"""C: autoencoder against variational autoencoder on photographs of eyes."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from PIL.Image import Image
from torch import Tensor

from training.latent.sampling import plus_noise
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import after_epochs, decoded, encoded, reconstructed, samples, with_parameters
from training.reproduce.parts import Part
from training.reproduce.plot_panel import Series, plot_panel
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Role, Runs, System
from training.reproduce.trained import Trained
from training.reproduce.wafers import as_npy
from training.seeds import normal_noise

CHOSEN, NOISY = 20, 5
"""Images, and noisy codes of each: 100 new images."""
EPOCHS = (5, 10, 15)
"""Where the report's sweep looks."""
ALL = "data.held_out=0.0005"
"""Leaves one photograph out: with a fifth left out, a fifth of the report's steps would be missing."""
NOISE = 0.5
"""Standard deviation of the noise on the codes, of AE and VAE alike."""


def measure(trained: Trained, on: Part) -> dict[str, float]:
    """MSE, PSNR, SSIM, KL; and held-out PSNR after 5, 10 and 15 epochs."""
    values = with_parameters(trained, on)
    return values | after_epochs(trained, EPOCHS) if on == "held out" else values


def generated(trained: Trained) -> tuple[Tensor, Tensor]:
    """Numbers of the chosen images (CHOSEN,) and their new ones (CHOSEN, NOISY, C, H, W).

    The noise is that of the image's number, the same for every model with a code of the same shape.
    """
    rows = samples(trained, CHOSEN)
    codes = encoded(trained, rows).numpy()
    made = []
    for i in range(NOISY):
        noise = normal_noise(trained.recipe.seed, f"generate {i}", rows, trained.model.latent_shape).numpy()
        made.append(decoded(trained, torch.from_numpy(plus_noise(codes, noise, NOISE))))
    return rows, torch.stack(made, 1)


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """Reconstructions of all networks, new images from the same noise, and the loss by step."""
    roles: tuple[tuple[Role, str], ...] = (("settings", "Report's"), ("ours", "Our"))
    ae = runs["ae", "ours"]
    rows = samples(ae, 8)
    clean = ae.images.batch(rows)
    columns, heads = [clean], ["Original"]
    for key, kind in (("ae", "AE"), ("vae", "VAE"), ("large", "AE, 64×48×48")):
        for role, whose in roles:
            if (key, role) in runs:
                columns.append(reconstructed(runs[key, role], clean))
                heads.append(f"{whose} {kind}")
    yield (
        "reconstructed",
        image_panel(
            list(zip(*columns, strict=True)),
            title="C. Held-out eyes: autoencoder against variational autoencoder",
            caption="A code of 256 numbers, and one of 64×48×48, which is larger than the image itself.",
            columns=heads,
        ),
    )
    for role, whose in roles:
        yield f"generated-{'report' if role == 'settings' else 'ours'}", _noisy(runs, role, whose)
    yield (
        "curves",
        plot_panel(
            [
                _curve(f"{whose} {kind}", runs[key, role])
                for key, kind in (("ae", "AE"), ("vae", "VAE"))
                for role, whose in roles
            ],
            title="C. Held-out PSNR by epoch",
            x="epoch",
            y="PSNR, dB",
        ),
    )


def _noisy(runs: Runs, role: Role, whose: str) -> Image:
    """Five originals, each with its noisy codes decoded by the AE and, from the same noise, by the VAE."""
    lines, names = [], []
    for key, kind in (("ae", "AE"), ("vae", "VAE")):
        run = runs[key, role]
        rows, made = generated(run)
        for i in range(min(5, len(rows))):
            lines.append((run.images.batch(rows[i : i + 1])[0], *made[i]))
            names.append(kind)
    each = len(lines) // 2
    order = [n for i in range(each) for n in (i, i + each)]
    return image_panel(
        [lines[n] for n in order],
        title=f"C. New eyes from noisy codes ({whose.lower()} settings)",
        caption=f"Codes of held-out images plus {NOISE} times normal noise, the same for AE and VAE.",
        columns=("Original", *(f"noise {i + 1}" for i in range(NOISY))),
        names=[names[n] for n in order],
    )


def _curve(name: str, run: Trained) -> Series:
    epochs = [entry for entry in run.epochs if entry["held_out"].get("psnr") is not None]
    x = torch.tensor([entry["epoch"] for entry in epochs])
    return Series(name, x.numpy(), torch.tensor([entry["held_out"]["psnr"] for entry in epochs]).numpy())


def files(runs: Runs) -> Iterator[tuple[str, bytes]]:
    """The new images (100, C, H, W) float32 of AE and VAE, and their labels (100,), as ``.npy``."""
    for key in ("ae", "vae"):
        run = runs[key, "ours"]
        rows, made = generated(run)
        yield f"generated-{key}.npy", as_npy(made.flatten(0, 1))
        if run.images.labels is not None:
            yield f"generated-{key}-labels.npy", as_npy(run.images.labels[rows].repeat_interleave(NOISY))


def _psnr(report: float | None, *aims: Aim) -> Figure:
    return Figure("psnr", "PSNR", "higher", report=report, aims=aims, unit="dB", digits=2)


def _ssim(report: float | None, *aims: Aim) -> Figure:
    return Figure("ssim", "SSIM", "higher", report=report, aims=aims)


def _sweep(*reported: float) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"psnr-{epochs}", f"PSNR after {epochs} epochs", "higher", report=value, unit="dB", digits=2)
        for epochs, value in zip(EPOCHS, reported, strict=True)
    )


_KL = Figure("kl", "KL, nats per image", "higher", digits=2)
_PARAMETERS = Figure("parameters", "Parameters", "equal", digits=0)
_QUICK = ("schedule.epochs=1",)

SYSTEM = System(
    letter="C",
    title="Autoencoder against variational autoencoder (eyes)",
    images={"": Images("eyes50_1476.npz", ("data.source=eyes",), ("data.source=eyes",), quick=200)},
    experiments=(
        Experiment(
            "ae",
            "Autoencoder, code of 256 numbers",
            measure,
            (
                _psnr(21.96, Aim("ours", "held out", 24.5)),
                _ssim(0.7218, Aim("ours", "held out", 0.70)),
                Figure("mse", "Mean squared error", report=0.0075, digits=5),
                *_sweep(22.99, 22.84, 22.89),
                _PARAMETERS,
            ),
            settings=Plan("eyes-ae", quick=_QUICK),
            ours=Plan("eyes-ae-best", quick=_QUICK),
            seeds=3,
        ),
        Experiment(
            "all",
            "The same, trained on all photographs but one, as the report did",
            measure,
            (_psnr(21.96, Aim("settings", "training", 24.4)), _ssim(0.7218, Aim("settings", "training", 0.728))),
            settings=Plan("eyes-ae", (ALL,), quick=_QUICK),
            seeds=3,
        ),
        Experiment(
            "all-slow",
            "The same, only the learning rate is 0.001",
            measure,
            (_psnr(None, Aim("settings", "training", 26.0)), _ssim(None, Aim("settings", "training", 0.785))),
            settings=Plan("eyes-ae", (ALL, "optimizer.learning_rate=0.001"), quick=_QUICK),
            seeds=3,
        ),
        Experiment(
            "vae",
            "Variational autoencoder",
            measure,
            (
                _psnr(24.09, Aim("ours", "held out", 24.1)),
                _ssim(0.7297, Aim("ours", "held out", 0.69)),
                Figure("mse", "Mean squared error", report=0.0073, digits=5),
                _KL,
                _PARAMETERS,
            ),
            settings=Plan("eyes-vae", quick=_QUICK),
            ours=Plan("eyes-vae-best", quick=_QUICK),
            seeds=3,
        ),
        Experiment(
            "vae-15",
            "Variational autoencoder, 15 epochs",
            measure,
            _sweep(23.01, 24.09, 23.53),
            settings=Plan("eyes-vae", ("schedule.epochs=15",), quick=_QUICK),
        ),
        Experiment(
            "large",
            "Autoencoder, code of 64×48×48 numbers",
            measure,
            (_psnr(None), _ssim(None), Figure("mse", "Mean squared error", digits=5), _PARAMETERS),
            settings=Plan("eyes-ae-64x48x48", quick=_QUICK),
            seeds=3,
        ),
    ),
    pictures=pictures,
    files=files,
)
