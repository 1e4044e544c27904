"""Table: a row for every case of a sweep, read from its run folders. What files and the window show comes from here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.data import is_synthetic
from training.errors import InputError
from training.events import Metrics
from training.run_folder import RunFolder
from training.sweep.cases import CHOICE, Case
from training.sweep.events import State
from training.sweep.key_titles import title_of, value_of
from training.sweep.outcome import Pictures, read_losses, read_outcome, read_pictures
from training.sweep.settings import Reported, Sweep

Part = Literal["training", "held out"]

SWEEP = "sweep.toml"
"""The sweep itself, in its folder."""

FIGURES: dict[str, tuple[str, Literal["lower", "higher", ""], int]] = {
    "loss": ("Loss", "lower", 4),
    "mse": ("MSE", "lower", 5),
    "psnr": ("PSNR, dB", "higher", 2),
    "ssim": ("SSIM", "higher", 4),
    "kl": ("KL, nats", "", 2),
}
"""Figures by their name in metrics: title, which way is better, digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A case and what came of it.

    Attributes:
        case: what was to be trained.
        folder: its run folder, which may not exist yet.
        state: what became of it, as far as its folder says: a case that is being trained is ``stopped`` here.
        what: a sentence on why it failed or diverged; otherwise empty.
        epoch: passes over the training images so far.
        training: figures on the training images; before the end only the mean terms of the last epoch.
        held_out: figures on the held-out images, of the last epoch before the end.
        parameters: of the model, None before it was built.
        numbers: in one code, None before the model was built.
        seconds: spent on its epochs.
        losses: the training loss (steps,) of every step so far, NaN where it is not known.
        steps_per_epoch: None before the case has begun.
        pictures: held-out images and their reconstructions; None before the end.
        note: a sentence on its images, such as that they are computed; may be empty.
        synthetic: whether its images were computed; False before it has begun.
        reported: figures that a report gives for this case.
    """

    case: Case
    folder: Path
    state: State = "waiting"
    what: str = ""
    epoch: float = 0.0
    training: Metrics = field(default_factory=dict)
    held_out: Metrics = field(default_factory=dict)
    parameters: int | None = None
    numbers: int | None = None
    seconds: float = 0.0
    losses: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    steps_per_epoch: int | None = None
    pictures: Pictures | None = None
    note: str = ""
    synthetic: bool = False
    reported: dict[tuple[str, Part], float] = field(default_factory=dict)

    def metrics(self, on: Part) -> Metrics:
        """Its figures on training or held-out images."""
        return self.training if on == "training" else self.held_out


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The table of a sweep: ``columns`` are the keys that vary, ``rows`` the cases in their order."""

    title: str
    folder: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    reports: tuple[Reported, ...] = ()

    def heading(self, column: str) -> str:
        """The title of a key that varies."""
        return "Case" if column == CHOICE else title_of(column)

    def cell(self, row: Row, column: str) -> str:
        """What a key that varies is in a row."""
        return value_of(column, row.case.values[column])

    @property
    def synthetic(self) -> bool:
        """Whether images of any row were computed."""
        return any(row.synthetic for row in self.rows)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures of ``FIGURES`` that any row has."""
        return tuple(name for name in FIGURES if any(name in row.held_out or name in row.training for row in self.rows))

    @property
    def same_loss(self) -> bool:
        """Whether losses can be compared: the objective, what it is applied to and the KL term are alike."""
        kinds = {(row.case.recipe.objective, row.case.recipe.bottleneck.has_kl) for row in self.rows}
        return len(kinds) <= 1

    def best(self, figure: str, on: Part = "held out") -> Row | None:
        """The row with the best figure; None where there is none, none is better, or they cannot be compared."""
        better = FIGURES[figure][1]
        rows = [row for row in self.rows if math.isfinite(row.metrics(on).get(figure, math.nan))]
        if not better or len(rows) < 2 or (figure == "loss" and not self.same_loss):
            return None
        sign = 1 if better == "higher" else -1
        return max(rows, key=lambda row: sign * row.metrics(on)[figure])

    @property
    def originals(self) -> NDArray[np.uint8] | None:
        """The images (k, C, H, W) that all cases reconstruct; None before a case is over, or if they differ."""
        found = [row.pictures.originals for row in self.rows if row.pictures is not None]
        return found[0] if found and all(np.array_equal(found[0], other) for other in found[1:]) else None


def collect(out: Path | str) -> Table:
    """The table of the sweep in the folder ``out``, whether it is over, running or interrupted. Needs no torch.

    Raises:
        InputError: there is no sweep, or its file is damaged.
    """
    out = Path(out)
    if not (out / SWEEP).is_file():
        raise InputError(f"{out} holds no sweep: it has no {SWEEP}. Give the folder that “sweep --out” wrote.")
    sweep = Sweep.load(out / SWEEP)
    cases = sweep.cases()
    rows = tuple(_row(case, out / case.slug, sweep.report) for case in cases)
    return Table(sweep.title, out, tuple(cases[0].values), rows, sweep.report)


def _row(case: Case, folder: Path, reports: tuple[Reported, ...]) -> Row:
    reported: dict[tuple[str, Part], float] = {
        (one.figure, one.on): one.values[case.name] for one in reports if case.name in one.values
    }
    outcome = read_outcome(folder)
    if not (folder / "recipe.toml").is_file():
        failed = outcome is not None and outcome.state == "failed"
        what = outcome.what if outcome is not None and failed else ""
        return Row(case, folder, "failed" if failed else "waiting", what, reported=reported)
    events = RunFolder(folder, case.recipe).events()
    ended = {entry["epoch"]: entry for entry in events if entry["event"] == "EpochEnded"}
    started: dict[str, Any] = next((entry for entry in reversed(events) if entry["event"] == "RunStarted"), {})
    newest = ended[max(ended)] if ended else {}
    return Row(
        case,
        folder,
        state=outcome.state if outcome else "stopped",
        what=outcome.what if outcome else "",
        epoch=float(next((entry["epoch"] for entry in reversed(events) if "epoch" in entry), 0.0)),
        training=(outcome and outcome.training) or _finite(newest.get("training")),
        held_out=(outcome and outcome.held_out) or _finite(newest.get("held_out")),
        parameters=started.get("parameters"),
        numbers=math.prod(started["latent_shape"]) if started.get("latent_shape") else None,
        seconds=float(sum(entry["seconds"] for entry in ended.values())),
        losses=read_losses(folder),
        steps_per_epoch=started.get("steps_per_epoch"),
        pictures=read_pictures(folder),
        note=str(started.get("note", "")),
        # Logs of older versions do not say it.
        synthetic=bool(started.get("synthetic", is_synthetic(case.recipe.data))),
        reported=reported,
    )


def _finite(metrics: dict[str, Any] | None) -> Metrics:
    return {name: float(value) for name, value in (metrics or {}).items() if value is not None}
