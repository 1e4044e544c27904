"""What a run says while it runs. Facts only: the engine does not know who listens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from training.data.images import ImageSet, Split
    from training.devices import DeviceReport
    from training.recipe import Recipe
    from training.snapshot import Snapshot

Metrics = dict[str, float]
"""Metric name to value: ``loss``, ``reconstruction``, ``kl``, ``mse``, ``mse_pasted``, ``psnr``, ``ssim``,
``active_units``."""

FeedKind = Literal["resident", "streamed"]
"""Whether the images are in the device's memory, or are read while the run trains."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The data is read, the model built, nothing learned yet (or a checkpoint taken up again)."""

    recipe: Recipe
    images: ImageSet
    split: Split
    device: DeviceReport
    parameters: int
    latent_shape: tuple[int, ...]
    steps_per_epoch: int
    epochs: int
    step: int
    effective_beta: float | None
    """Weight of the KL term were the reconstruction summed over pixels; None without a KL term."""
    folder: Path | None
    feed: FeedKind = "resident"


@dataclass(frozen=True, slots=True)
class Progress:
    """Said at most every 50 ms. ``metrics`` are training means over the steps since the last report."""

    step: int
    epoch: float
    metrics: Metrics
    images_per_second: float
    seconds_left: float
    losses: tuple[float, ...] = ()
    """The loss of each of those steps, the newest last."""


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """One pass over the training images is over; ``epoch`` counts from 1, and 0 is the untrained model."""

    epoch: int
    step: int
    training: Metrics
    held_out: Metrics
    seconds: float
    spread: Metrics = field(default_factory=dict)
    """Standard deviation (divisor n − 1) over images of each mean in ``held_out``; runs of older versions say none."""


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """Frozen weights that anyone may use while training goes on."""

    step: int
    epoch: float
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class LatentsEncoded:
    """Codes of the watched images: ``codes`` is (n, *latent_shape) float32, row i is image ``indices[i]``."""

    step: int
    epoch: float
    indices: NDArray[np.int64]
    codes: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LossJumped:
    """The training loss rose from ``before`` to ``after`` and stays high; finite, so training goes on.

    The weights of ``kept_epoch`` are in the run's folder as the checkpoint “good”; None if no epoch had ended before.
    """

    step: int
    epoch: float
    before: float
    after: float
    kept_epoch: float | None
    what: str
    advice: str
    why: str = ""
    """Runs of older versions say none."""


@dataclass(frozen=True, slots=True)
class Collapsed:
    """The model decodes every held-out image to nearly the same picture, of a mean PSNR of ``psnr`` dB."""

    step: int
    epoch: int
    psnr: float
    what: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over and saved (if it has a folder)."""

    step: int
    epoch: float
    reason: Literal["completed", "finished early", "stopped"]


@dataclass(frozen=True, slots=True)
class RunFailed:
    """Training could not go on. ``what`` happened, ``why``, and the ``advice`` on what to try."""

    step: int
    epoch: float
    what: str
    why: str
    advice: str


Event = (
    RunStarted
    | Progress
    | EpochEnded
    | SnapshotTaken
    | LatentsEncoded
    | LossJumped
    | Collapsed
    | RunFinished
    | RunFailed
)
