"""History: the metrics of a run, as they were said, and what they advise."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.advice import Advice, advise
from training.events import Collapsed, EpochEnded, Event, LossJumped, Metrics, Progress, RunFailed, RunStarted


class Curve(NamedTuple):
    """One metric over epochs: float64 or int64 ``epochs`` (n,) and float64 ``values`` (n,)."""

    epochs: NDArray[np.float64] | NDArray[np.int64]
    values: NDArray[np.float64]


class _Record:
    """Metrics over steps; a metric may be missing at some of them."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[array[int], array[float], array[float]]] = {}

    def add(self, step: int, epoch: float, metrics: Metrics) -> None:
        for name, value in metrics.items():
            steps, epochs, values = self._columns.setdefault(name, (array("q"), array("d"), array("d")))
            steps.append(step)
            epochs.append(epoch)
            values.append(value)

    def names(self) -> list[str]:
        return list(self._columns)

    def curve(self, name: str) -> Curve:
        _, epochs, values = self._columns.get(name, (array("q"), array("d"), array("d")))
        return Curve(np.array(epochs, np.float64), np.array(values, np.float64))

    def latest(self, name: str) -> float | None:
        column = self._columns.get(name)
        return column[2][-1] if column and column[2] else None

    def forget_after(self, step: int) -> None:
        for steps, epochs, values in self._columns.values():
            length = int(np.searchsorted(np.array(steps), step, side="right"))
            del steps[length:], epochs[length:], values[length:]


class History:
    """Everything that a run said of its metrics. Knows no Qt."""

    def __init__(self) -> None:
        self._steps = _Record()
        self._progress = _Record()
        self._training = _Record()
        self._held_out = _Record()
        self._spread = _Record()
        self._speed = _Record()
        self._failure: RunFailed | None = None
        self._jump: LossJumped | None = None
        self._collapse: Collapsed | None = None

    def add(self, event: Event) -> None:
        """Take in what ``event`` says of metrics; other events change nothing.

        A run that starts from a checkpoint forgets what came after that checkpoint.
        """
        match event:
            case RunStarted():
                self._failure = self._jump = self._collapse = None
                for record in (self._steps, self._progress, self._training, self._held_out, self._spread, self._speed):
                    # Step 0 itself is said again by a run that starts from nothing.
                    record.forget_after(event.step if event.step else -1)
            case Progress():
                self._progress.add(event.step, event.epoch, event.metrics)
                self._speed.add(event.step, event.epoch, {"speed": event.images_per_second})
                first = event.step - len(event.losses) + 1
                for step, loss in enumerate(event.losses, start=first):
                    self._steps.add(step, event.epoch * step / event.step, {"loss": loss})
            case EpochEnded():
                for record, metrics in (
                    (self._training, event.training),
                    (self._held_out, event.held_out),
                    (self._spread, event.spread),
                ):
                    record.forget_after(event.step - 1)
                    record.add(event.step, event.epoch, metrics)
            case LossJumped():
                self._jump = event
            case Collapsed():
                self._collapse = event
            case RunFailed():
                self._failure = event

    def metrics(self) -> list[str]:
        """Names of all metrics said so far, in the order of their first appearance."""
        return list(dict.fromkeys(self._progress.names() + self._training.names() + self._held_out.names()))

    def training(self, metric: str) -> Curve:
        """Training means as reported about every 50 ms, over fractional epochs."""
        return self._progress.curve(metric)

    def training_steps(self) -> Curve:
        """The training loss of every single step, over fractional epochs."""
        return self._steps.curve("loss")

    def training_by_epoch(self, metric: str) -> Curve:
        """Training means of whole epochs; epochs are whole numbers (int64)."""
        return _whole(self._training.curve(metric))

    def held_out(self, metric: str) -> Curve:
        """Values on the held-out images at the end of each epoch; 0 is the untrained model. Epochs are int64."""
        return _whole(self._held_out.curve(metric))

    def spread(self, metric: str) -> Curve:
        """Standard deviation over the held-out images at the end of each epoch; empty where a run said none."""
        return _whole(self._spread.curve(metric))

    def speed(self) -> Curve:
        """Images per second, as reported about every 50 ms, over fractional epochs."""
        return self._speed.curve("speed")

    def latest(self, metric: str, *, held_out: bool = True) -> float | None:
        """The newest value: of the held-out images if there is one (and ``held_out``), or else of training."""
        values = [self._progress.latest(metric), self._training.latest(metric)]
        if held_out:
            values.insert(0, self._held_out.latest(metric))
        return next((value for value in values if value is not None), None)

    def advice(self) -> Advice:
        """What the held-out loss says about going on; ``aeexplorer.session.advice_words.sentence`` puts it in words."""
        epochs, held_out = self.held_out("loss")
        trained_epochs, trained = self.training_by_epoch("loss")
        training = dict(zip(trained_epochs.tolist(), trained.tolist(), strict=True))
        failed_at = None if self._failure is None else self._failure.epoch
        return advise(epochs.tolist(), held_out.tolist(), training, failed_at, self._jump, self._collapse)


def _whole(curve: Curve) -> Curve:
    return Curve(curve.epochs.astype(np.int64), curve.values)
