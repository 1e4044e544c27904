"""H: images of a class that was never learned, told from others by their reconstruction error."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from training.anomaly import scores
from training.data.images import ImageSet
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import quality, reconstructed
from training.reproduce.parts import Part
from training.reproduce.plot_panel import Series, plot_panel
from training.reproduce.system import Experiment, Figure, Images, Plan, Role, Runs, System
from training.reproduce.trained import Trained
from training.roc import Roc, roc

REPORT = 0.8317
"""The report's area under the curve, on a contest's hidden labels."""


def without(images: ImageSet, left_out: int) -> tuple[str, ...]:
    """Overrides that learn from all classes but one, by its number: that one is the anomaly."""
    strange = left_out % max(len(images.classes), 1)
    kept = [name for number, name in enumerate(images.classes) if number != strange]
    return (f"data.classes={json.dumps(kept, ensure_ascii=False)}",)


def judged(trained: Trained) -> tuple[Tensor, Tensor, Tensor]:
    """Pixels (n, C, H, W) never learned from, their scores (n,), and whether each is of the class left out (n,) bool.

    Ordinary are the run's held-out images; strange are those of the other class, of the source's own held-out part if
    it has one.
    """
    everything = trained.everything
    assert everything.labels is not None
    known = {everything.classes.index(name) for name in trained.images.classes}
    foreign = torch.tensor([int(label) not in known for label in everything.labels])
    if everything.held_out_from is not None:
        foreign[: everything.held_out_from] = False
    pixels = torch.cat((trained.pixels("held out"), everything.pixels[foreign]))
    strange = torch.arange(len(pixels)) >= len(trained.rows("held out"))
    return pixels, scores(trained.model, pixels), strange


def measure(trained: Trained, on: Part) -> dict[str, float]:
    """Area under the ROC curve, on images that the model did not learn from; quality on the ordinary ones."""
    values = quality(trained, on)
    if on == "held out":
        values["auc"] = curve(trained).area
    return values


def curve(trained: Trained) -> Roc:
    """The ROC curve of the scores of ``judged``."""
    _, values, strange = judged(trained)
    return roc(values.numpy(), strange.numpy())


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    """The curves, and the images with the largest errors."""
    for key, name in (("olivetti", "faces"), ("zero", "digits"), ("one", "digits")):
        both = [(whose, runs[key, role]) for role, whose in _ROLES if (key, role) in runs]
        series = []
        for whose, run in both:
            found = curve(run)
            series.append(Series(f"{whose}, area {found.area:.3f}", found.false_positive, found.true_positive))
        chance = np.linspace(0, 1, 2)
        strange = _left_out(both[0][1])
        yield (
            f"roc-{key}",
            plot_panel(
                [*series, Series("Chance", chance, chance)],
                title=f"H. ROC curve: {name}, anomaly “{strange}”",
                caption="Score: reconstruction error. A good one rises steeply to the upper left.",
                x="ordinary images that are called strange, as a share",
                y="strange images that are found, as a share",
                x_range=(0, 1),
                y_range=(0, 1),
            ),
        )
        yield f"worst-{key}", _worst(both[-1][1], name)


_ROLES: tuple[tuple[Role, str], ...] = (("settings", "Report's settings"), ("ours", "Our recipe"))


def _left_out(run: Trained) -> str:
    return ", ".join(name for name in run.everything.classes if name not in run.images.classes)


def _worst(run: Trained, name: str, count: int = 10) -> Image:
    pixels, values, strange = judged(run)
    order = values.argsort(descending=True)[:count]
    x = pixels[order].float() / (255 if pixels.dtype == torch.uint8 else 1)
    out = reconstructed(run, x)
    kinds = ["strange" if strange[row] else "ordinary" for row in order]
    marks = [f"{float(values[row]):.4f}" for row in order]
    return image_panel(
        [x, out, (x - out).abs()],
        title=f"H. The ten largest errors: {name}, anomaly “{_left_out(run)}”",
        caption="Rows: original, reconstruction, difference. Below: of the class left out or not; the error.",
        names=("Original", "Reconstruction", "Difference"),
        notes=(kinds, (), marks),
    )


_FIGURES = (
    Figure("auc", "Area under the ROC curve", "higher", report=REPORT, report_on="held out"),
    Figure("mse", "Mean squared error of ordinary images", digits=5),
)


def _digit(key: str, digit: int, title: str) -> Experiment:
    return Experiment(
        key,
        title,
        measure,
        _FIGURES,
        settings=Plan("mnist-anomaly"),
        ours=Plan("mnist-anomaly-best"),
        seeds=3,
        vary=lambda images, _n: without(images, digit),
    )


SYSTEM = System(
    letter="H",
    title="Anomaly score by reconstruction error",
    images={
        "olivetti": Images(
            "olivetti.npz",
            ("data.source=npz", "data.images_key=x", "data.labels_key=y"),
            ("data.source=photo-patches",),
            quick=200,
        ),
        "": Images("mnist.npz", ("data.source=mnist",), ("data.source=mnist-5k",), quick=3000),
    },
    experiments=(
        Experiment(
            "olivetti",
            "Faces: one person left out, another one for each seed",
            measure,
            _FIGURES,
            settings=Plan("olivetti-anomaly"),
            ours=Plan("olivetti-anomaly-best"),
            seeds=3,
            vary=without,
        ),
        _digit("zero", 0, "Digits: 0 left out"),
        _digit("one", 1, "Digits: 1 left out, the easiest digit to reconstruct"),
    ),
    pictures=pictures,
)
