"""Restoration: report A's erasing undone in every way there is, measured inside the hole on held-out digits."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass

import torch
from PIL.Image import Image
from torch import Tensor

from training.corruption import Corrupted
from training.reproduce.image_panel import image_panel
from training.reproduce.inpainting import SYSTEM as INPAINTING
from training.reproduce.measures import corrupted, quality
from training.reproduce.parts import Part
from training.reproduce.runner import Measured
from training.reproduce.system import Experiment, Figure, Plan, System
from training.reproduce.trained import Trained
from training.restore.biharmonic import Biharmonic
from training.restore.iterated import Iterated
from training.restore.latent_search import LatentSearch
from training.restore.one_pass import OnePass
from training.restore.pca_subspace import PcaSubspace
from training.restore.prior import Prior
from training.restore.restoration import restore
from training.restore.subspace import Subspace
from training.restore.table import Entry, Progress, Table, tabulate

DIGITS = 256
"""Held-out digits that are restored unless all are asked for."""
FITTED = 4000
"""Codes that a prior is fitted to."""
POOLED_AIM, MEAN_AIM = 17.0, 25.0
"""PSNR in dB inside the hole that the best learned way has to reach: over all holes together, and as a mean."""
PLAIN: Mapping[str, tuple[float, float]] = {
    "Grey fill": (6.4, 6.4),
    "Biharmonic": (10.5, 18.6),
    "Report’s linear network": (13.0, 15.8),
    "ReLU and sigmoid": (15.3, 23.2),
}
"""What plain versions reach on 256 digits, pooled and as a mean."""


def _pasted(trained: Trained, on: Part) -> dict[str, float]:
    return {"mse_pasted": quality(trained, on)["mse_pasted"]} if on == "held out" else {}


_FIGURES = (Figure("mse_pasted", "Mean squared error, pasted back"),)

SYSTEM = System(
    letter="A",
    title="Ways to restore (digits 0 and 1)",
    images=INPAINTING.images,
    experiments=(
        # Named as in system A, so that a network that is trained already is taken up.
        Experiment(
            "inpainting",
            "Widths 784, 512, 128, 512, 784",
            _pasted,
            _FIGURES,
            settings=Plan("mnist-01-inpainting"),
            ours=Plan("mnist-01-inpainting-best"),
        ),
        Experiment(
            "restoring",
            "Convolutional",
            _pasted,
            _FIGURES,
            ours=Plan("mnist-01-restore-best", quick=("schedule.epochs=1",)),
        ),
    ),
    pictures=lambda _runs: iter(()),
)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Held-out digits (n, 1, 28, 28), what was given of them, and what is to restore them.

    Attributes:
        rows: their numbers in the data set, (n,).
        pixels: the originals in [0, 1].
        given: the same, erased.
        entries: a row of the table each.
        learned: names of the entries that a network was trained for.
        seed: decides what is drawn.
    """

    rows: Tensor
    pixels: Tensor
    given: Corrupted
    entries: tuple[Entry, ...]
    learned: frozenset[str]
    seed: int

    def tabulate(self) -> Generator[Progress]:
        """The table, row by row; stop reading to stop it."""
        return tabulate(self.entries, self.pixels, self.given, indices=self.rows, seed=self.seed)


def compare(measured: list[Measured], *, full: bool) -> Comparison:
    """What the trained networks of ``SYSTEM``, and the yardsticks, are given to restore."""
    report, ours, best = (run.trained for run in measured)
    rows = report.rows("held out")
    rows = rows if full else rows[:DIGITS]
    pixels = report.images.batch(rows)
    subspace = Subspace.fit(report.pixels("training"))
    learned = (
        *_entries("Report’s linear network", report),
        *_entries("ReLU and sigmoid", ours),
        *_entries("Our network", best),
    )
    entries = (
        Entry("Grey fill", None),
        Entry("Biharmonic", Biharmonic()),
        Entry("PCA subspace", PcaSubspace(), subspace=subspace),
        *learned,
    )
    given = corrupted(report, pixels, rows)
    return Comparison(rows, pixels, given, entries, frozenset(one.name for one in learned), report.recipe.seed)


def _entries(name: str, run: Trained) -> Iterator[Entry]:
    prior = prior_of(run)
    yield Entry(name, OnePass(), run.model)
    yield Entry(f"{name}, iterated", Iterated(), run.model)
    yield Entry(f"{name}, latent search", LatentSearch(step_size=0.03), run.model, prior)


@torch.inference_mode()
def prior_of(run: Trained) -> Prior:
    """The Gaussian of the codes of a run's training images."""
    rows = run.rows("training")
    rows = rows[torch.arange(min(FITTED, len(rows))) * len(rows) // max(min(FITTED, len(rows)), 1)]
    return Prior.fit(torch.cat([run.model.encode(run.images.batch(part)).mean for part in torch.split(rows, 512)]))


def best_learned(table: Table, comparison: Comparison) -> str:
    """The row that a network was trained for with the best PSNR over all holes; "" where there is none."""
    rows = [row for row in table.rows if row.name in comparison.learned]
    return max(rows, key=lambda row: row.scores.pooled_psnr()).name if rows else ""


def picture(comparison: Comparison, table: Table, count: int = 10) -> Image:
    """Some digits, erased, and as the yardsticks and the best learned way restore them."""
    shown = [one for one in comparison.entries if one.name in {"Biharmonic", "PCA subspace", *_one_pass(comparison)}]
    best = best_learned(table, comparison)
    shown += [one for one in comparison.entries if one.name == best and one not in shown]
    hidden = comparison.given.hidden
    assert hidden is not None
    columns = [comparison.pixels[:count], comparison.given.pixels[:count]]
    for one in shown:
        assert one.way is not None
        columns.append(
            restore(
                one.way,
                one.model,
                columns[1],
                hidden[:count],
                prior=one.prior,
                subspace=one.subspace,
                seed=comparison.seed,
                indices=comparison.rows[:count],
                keep_path=False,
            ).pixels
        )
    return image_panel(
        list(zip(*columns, strict=True)),
        title="A. Ways to restore digits that were held out",
        caption="What was not hidden is pasted back.",
        columns=("Original", "Erased", *(one.name for one in shown)),
    )


def _one_pass(comparison: Comparison) -> list[str]:
    return [one.name for one in comparison.entries if isinstance(one.way, OnePass)]
