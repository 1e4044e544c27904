"""Record: what a run has said so far, and which moment of it is shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.announcer import Announcer
from aeexplorer.session.encoded import NOTHING_ENCODED, Encoded, encoded
from aeexplorer.session.epochs_kept import EpochsKept, Kept
from aeexplorer.session.history import History
from training.events import (
    Collapsed,
    EpochEnded,
    Event,
    LatentsEncoded,
    LossJumped,
    Progress,
    RunFinished,
    RunStarted,
    SnapshotTaken,
)

if TYPE_CHECKING:
    from training.data.images import ImageSet
    from training.snapshot import Snapshot


class Record(QObject):
    """Takes in events and announces them, the frequent ones at most every 33 ms however fast they come."""

    started = Signal()
    """``start_event`` and ``images`` are there."""
    progressed = Signal()
    """``latest``."""
    metrics_changed = Signal()
    """``history``."""
    latents_changed = Signal()
    """``codes`` and what belongs to them."""
    snapshot_changed = Signal()
    shown_epoch_changed = Signal()
    """``live``, ``shown_epoch`` or ``epochs_kept``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History()
        self.start_event: RunStarted | None = None
        self.latest: Progress | None = None
        self._newest = NOTHING_ENCODED
        self._newest_snapshot: SnapshotTaken | None = None
        self._ends: list[EpochEnded] = []
        self._finished_at = 0.0
        self._kept = EpochsKept()
        self._shown: Kept | None = None
        self._announcer = Announcer(self)

    @property
    def images(self) -> ImageSet | None:
        """The run's images, once it has started."""
        return self.start_event.images if self.start_event else None

    @property
    def source(self) -> str:
        """Name of the data set, such as ``mnist-5k``: pictures of its pixels go by it. Empty before the start."""
        return self.images.name if self.images else ""

    @property
    def _ended(self) -> EpochEnded | None:
        """The end of the newest epoch."""
        return self._ends[-1] if self._ends else None

    @property
    def epochs_trained(self) -> float:
        """Passes over the training images so far, whichever epoch is shown."""
        said: list[float] = [event.epoch for event in (self.latest, self._ended) if event is not None]
        said.append(self._finished_at)
        if self.start_event is not None:
            said.append(self.start_event.step / self.start_event.steps_per_epoch)
        return max(said)

    @property
    def classes(self) -> tuple[str, ...]:
        """A name per label; empty without classes."""
        return self.images.classes if self.images else ()

    @property
    def image_shape(self) -> tuple[int, int, int] | None:
        """Shape of one image: (C, H, W)."""
        return self.images.shape if self.images else None

    @property
    def latent_shape(self) -> tuple[int, ...] | None:
        """Shape of one code: ``(2,)``, ``(64, 3, 3)``, …"""
        return self.start_event.latent_shape if self.start_event else None

    @property
    def latent_size(self) -> int:
        """Numbers in one code; 0 before the run has started."""
        return math.prod(self.latent_shape) if self.latent_shape else 0

    @property
    def is_flat_2d(self) -> bool:
        """Whether a code is a point in the plane."""
        return self.latent_size == 2

    def pixels(self, index: int) -> NDArray[np.float32]:
        """Pixels (C, H, W) in [0, 1] of image ``index``; LookupError before the run has started."""
        if self.images is None:
            raise LookupError("the run has not started, so it has no images")
        # NumPy on the tensor's memory: torch's own threads stay out of the GUI thread.
        stored: NDArray[Any] = self.images.pixels.numpy()[index]
        pixels = stored.astype(np.float32)
        return pixels / np.float32(255) if stored.dtype == np.uint8 else pixels

    @property
    def encoded(self) -> Encoded:
        """Codes of the watched images as shown, with indices, labels and held-out flags."""
        return self._shown.encoded if self._shown else self._newest

    @property
    def indices(self) -> NDArray[np.int64]:
        """(n,) image index of each code shown."""
        return self.encoded.indices

    @property
    def codes(self) -> NDArray[np.float32]:
        """(n, d) codes shown, maps flattened."""
        return self.encoded.codes

    @property
    def labels(self) -> NDArray[np.int64] | None:
        """(n,) labels of the codes shown; None without classes."""
        return self.encoded.labels

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """(n,) whether the image of each code shown is held out."""
        return self.encoded.held_out

    @property
    def snapshot(self) -> Snapshot | None:
        """The weights shown. Use them on the session's ask thread only."""
        if self._shown:
            return self._shown.snapshot
        return self._newest_snapshot.snapshot if self._newest_snapshot else None

    @property
    def live(self) -> bool:
        """Whether the newest codes and weights are shown."""
        return self._shown is None

    @property
    def shown_epoch(self) -> int:
        """The past epoch that is shown; live, the newest one that has ended (0: the untrained model)."""
        if self._shown:
            return self._shown.epoch
        return self._ended.epoch if self._ended else 0

    @property
    def epochs_kept(self) -> list[int]:
        """Epochs that can be shown, ascending."""
        return self._kept.epochs

    def show_epoch(self, epoch: int | None) -> None:
        """Show the kept epoch nearest to ``epoch``; None goes live. Training is not touched."""
        shown = None if epoch is None else self._kept.nearest(epoch)
        if shown is not self._shown:
            self._shown = shown
            self._announcer.announce(self.shown_epoch_changed, self.latents_changed, self.snapshot_changed)
            # A hand on the timeline must not wait for the timer.
            self._announcer.flush()

    @Slot(object)
    def hear(self, event: Event) -> None:
        """Take in one event, in the order in which the run said them."""
        # Subclasses override ``_take_in``, never the slot: PySide (6.10) connects an overridden slot through another
        # receiver, which outlives this object and calls it when it is gone.
        self._take_in(event)

    def _take_in(self, event: Event) -> None:
        self.history.add(event)
        match event:
            case RunStarted():
                self._take_up(event)
            case Progress():
                self.latest = event
                self._announcer.announce(self.progressed, self.metrics_changed)
            case LossJumped() | Collapsed():
                self._announcer.announce(self.metrics_changed)
            case RunFinished():
                self._finished_at = event.epoch
            case EpochEnded():
                self._ends.append(event)
                self._announcer.announce(self.metrics_changed, self.shown_epoch_changed)
            case SnapshotTaken():
                self._newest_snapshot = event
                if self.live:
                    self._announcer.announce(self.snapshot_changed)
            case LatentsEncoded() if self.start_event:
                self._newest = encoded(event, self.start_event, self._newest)
                self._keep_epoch()
                if self.live:
                    self._announcer.announce(self.latents_changed)

    def _take_up(self, event: RunStarted) -> None:
        self.start_event = event
        self.latest = None
        self._finished_at = 0.0
        if event.step == 0:
            self._newest, self._newest_snapshot = NOTHING_ENCODED, None
            self._ends.clear()
            self._kept.clear()
        else:
            # A run that goes back to an earlier checkpoint has not trained what came after it.
            self._ends = [ended for ended in self._ends if ended.step <= event.step]
            self._kept.forget_after(event.step)
        if self._shown and (event.step == 0 or self._shown.encoded.step > event.step):
            self._shown = None
        self.started.emit()
        self._announcer.announce(self.metrics_changed, self.shown_epoch_changed)

    def _keep_epoch(self) -> None:
        """Keep codes and weights that stand exactly at the end of an epoch."""
        snapshot, ended = self._newest_snapshot, self._ended
        if ended and snapshot and ended.step == snapshot.step == self._newest.step:
            self._kept.keep(Kept(ended.epoch, self._newest, snapshot.snapshot))
            self._announcer.announce(self.shown_epoch_changed)
