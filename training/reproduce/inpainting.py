"""A: a linear autoencoder that inpaints erased rectangles of the digits 0 and 1."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from PIL.Image import Image

from training import metrics
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import corrupted, outputs, samples
from training.reproduce.parts import Part
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Runs, System
from training.reproduce.trained import Trained
from training.restore.output import into_unit
from training.restore.paste_back import paste_back


def measure(trained: Trained, on: Part) -> dict[str, float]:
    """Mean squared error per pixel: of the raw output, of what is clamped, and after pasting back; PSNR and SSIM."""
    names = ("mse-raw", "mse-pasted", "mse-rescaled", "psnr", "ssim")
    sums = torch.zeros(len(names), dtype=torch.float64)
    for clean, given, out in outputs(trained, on):
        assert given.hidden is not None
        pasted = paste_back(into_unit(out, "clamp"), given.pixels, given.hidden)
        rescaled = paste_back(into_unit(out, "rescale"), given.pixels, given.hidden)
        terms = (
            metrics.mse(out, clean),
            metrics.mse(pasted, clean),
            metrics.mse(rescaled, clean),
            metrics.psnr(pasted, clean).clamp(max=100),
            metrics.ssim(pasted, clean),
        )
        sums += torch.stack([term.double().sum() for term in terms])
    return dict(zip(names, (sums / len(trained.rows(on))).tolist(), strict=True))


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """Three columns as in the report: original, corrupted, restored; then pasted back, and the same of our recipe."""
    report, ours = runs["inpainting", "settings"], runs["inpainting", "ours"]
    rows = samples(report, 8)
    clean = report.images.batch(rows)
    given = corrupted(report, clean, rows)
    assert given.hidden is not None
    columns = [clean, given.pixels]
    with torch.inference_mode():
        for run in (report, ours):
            out = run.model.decode(run.model.encode(given.pixels).mean)
            columns += [out.clamp(0, 1), paste_back(out.clamp(0, 1), given.pixels, given.hidden)]
    yield (
        "restored",
        image_panel(
            list(zip(*columns, strict=True)),
            title="A. Inpainting of digits that were held out",
            caption="A rectangle of every digit is painted grey. Pasted back: what was not hidden is the original's.",
            columns=("Original", "Corrupted", "Report: restored", "pasted back", "Ours: restored", "pasted back"),
        ),
    )


_ERROR = Figure(
    "mse-raw",
    "Mean squared error, raw output",
    report=0.02046,
    report_on="held out",
    aims=(Aim("settings", "held out", 0.0167),),
)
_PASTED = Figure(
    "mse-pasted",
    "Mean squared error, pasted back",
    report=0.01827,
    report_on="held out",
    aims=(Aim("settings", "held out", 0.0108), Aim("ours", "held out", 0.0065)),
)
_PICTURES = (
    Figure("mse-rescaled", "Mean squared error, rescaled and pasted back"),
    Figure("psnr", "PSNR, pasted back", "higher", unit="dB", digits=2),
    Figure("ssim", "SSIM, pasted back", "higher"),
)
_UNKNOWN = (Figure("mse-raw", "Mean squared error, raw output"),)

SYSTEM = System(
    letter="A",
    title="Linear inpainting autoencoder (digits 0 and 1)",
    images={"": Images("mnist.npz", ("data.source=mnist",), ("data.source=mnist-5k",), quick=2000)},
    experiments=(
        Experiment(
            "inpainting",
            "Widths 784, 512, 128, 512, 784",
            measure,
            (_ERROR, _PASTED, *_PICTURES),
            settings=Plan("mnist-01-inpainting"),
            ours=Plan("mnist-01-inpainting-best"),
            seeds=3,
        ),
        Experiment(
            "sigmoid",
            "With a sigmoid on the output",
            measure,
            (*_UNKNOWN, Figure("mse-pasted", "Mean squared error, pasted back"), *_PICTURES),
            settings=Plan("mnist-01-inpainting-sigmoid"),
            seeds=3,
        ),
        Experiment(
            "4096",
            "Hidden width 4096",
            measure,
            (*_UNKNOWN, Figure("mse-pasted", "Mean squared error, pasted back")),
            settings=Plan("mnist-01-inpainting-4096", quick=("schedule.epochs=1",)),
        ),
    ),
    pictures=pictures,
)
