"""What ``fit`` tells its user: a live line in a terminal, plain lines elsewhere, and a table at the end."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.status import Status
from rich.table import Table

from training import events
from training.events import Collapsed, EpochEnded, Event, LossJumped, Metrics, RunFailed, RunFinished, RunStarted

_NAMES = {
    "loss": "Loss",
    "reconstruction": "Reconstruction",
    "kl": "KL (nats)",
    "penalty": "Parameter norm",
    "mse": "MSE",
    "mse_pasted": "MSE, pasted back",
    "psnr": "PSNR (dB)",
    "psnr_noisy": "PSNR, noisy code (dB)",
    "psnr_between": "PSNR, noisy to clean (dB)",
    "ssim": "SSIM",
    "active_units": "Active units",
}


def open_report(*, speaks: bool) -> Report:
    """A report on stderr that suits where stderr goes; a silent one for all processes but the first."""
    if not speaks:
        return Report()
    return LiveReport() if sys.stderr.isatty() else LineReport()


class Report:
    """Says nothing. The base of those that do: hears every event, and sums up at the end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def fetching(self, done: int, total: int | None, what: str, /) -> None:
        """Tell the user that ``done`` of ``total`` bytes are downloaded, or read."""

    def say(self, event: Event) -> None:
        """Tell the user about ``event``, if it is worth telling."""

    def summarise(self, folder: Path) -> None:
        """Print to stdout how the run came out and where it is kept."""


class LineReport(Report):
    """A plain line per epoch, for log files and pipes."""

    def __init__(self) -> None:
        self._started: RunStarted | None = None
        self._last: EpochEnded | None = None
        self._end: RunFinished | RunFailed | None = None
        self._clock = time.perf_counter()
        self._rate = 0.0
        self._seconds_left: float | None = None
        self._fetched: str | None = None

    def fetching(self, done: int, total: int | None, what: str, /) -> None:
        """One line per file."""
        if what != self._fetched:
            self._fetched = what
            size = f" ({(total - done) / 1e6:.1f} MB)" if total else ""
            self.line(f"Loading {what}{size}.")

    def say(self, event: Event) -> None:
        """Keep what the summary needs; a line for what a reader of a log file wants to know."""
        match event:
            case RunStarted():
                self._started, self._clock = event, time.perf_counter()
                self.line(_opening(event))
                if event.images.note:
                    self.line(event.images.note)
                if 0 < event.step < event.epochs * event.steps_per_epoch:
                    self.line(f"Goes on after step {event.step:,} (epoch {event.step / event.steps_per_epoch:.1f}).")
                elif event.step:
                    done = "The one epoch is" if event.epochs == 1 else f"All {event.epochs} epochs are"
                    self.line(f"{done} done already; --set schedule.epochs={event.epochs * 2} would go on.")
            case events.Progress():
                self._rate, self._seconds_left = event.images_per_second, event.seconds_left
                self.progress(event)
            case EpochEnded():
                self._last = event
                self.epoch(event)
            case LossJumped() | Collapsed():
                self.line(f"{event.what} {event.why} {event.advice}")
            case RunFailed():
                self._end = event
                self.line(f"{event.what} {event.why} {event.advice}")
            case RunFinished():
                self._end = event

    def line(self, text: str) -> None:
        """Print one line to stderr."""
        print(text, file=sys.stderr, flush=True)

    def progress(self, event: events.Progress) -> None:
        """Nothing: a log file wants no line every 50 ms."""

    def epoch(self, event: EpochEnded) -> None:
        """One line for an epoch."""
        if self._started is None:
            return
        parts = [f"epoch {event.epoch}/{self._started.epochs}"]
        if event.training:
            parts.append(f"loss {_number(event.training['loss'])}")
        parts.append(f"held-out {_number(event.held_out['loss'])}")
        if event.epoch and self._rate:
            parts.append(f"{self._rate:,.0f} images/s")
        if event.epoch and self._seconds_left is not None:
            parts.append(f"{duration(self._seconds_left)} left")
        self.line("  ".join(parts))

    def summarise(self, folder: Path) -> None:
        """The last epoch's metrics as a table, and the run folder on a line of its own."""
        if self._started is None:
            return
        table = Table(box=box.SIMPLE_HEAD, title=self._title(self._started), title_justify="left")
        table.add_column("")
        table.add_column("Training", justify="right")
        table.add_column("Held out", justify="right")
        training: Metrics = self._last.training if self._last else {}
        held_out: Metrics = self._last.held_out if self._last else {}
        for name, title in _NAMES.items():
            if name in training or name in held_out:
                table.add_row(title, _cell(name, training), _cell(name, held_out))
        table.add_section()
        table.add_row("Images", f"{len(self._started.split.training):,}", f"{len(self._started.split.held_out):,}")
        console = Console(soft_wrap=True)
        console.print(table)
        if self._started.effective_beta is not None:
            console.print(f"Effective β (reconstruction summed over pixels): {self._started.effective_beta:g}")
        console.print(f"Run folder: {folder}", markup=False, highlight=False)

    def _title(self, started: RunStarted) -> str:
        took = duration(time.perf_counter() - self._clock)
        match self._end:
            case RunFinished(reason=reason, epoch=epoch):
                return f"{started.recipe.title}: {reason} after {epoch:.4g} of {started.epochs} epochs, in {took}"
            case RunFailed(epoch=epoch):
                return f"{started.recipe.title}: failed; kept as it was at epoch {epoch:.4g}"
            case _:
                return f"{started.recipe.title}: interrupted after {took}"


class LiveReport(LineReport):
    """A bar in the terminal that shows epoch, loss, rate and time left."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = Progress(
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[loss]}"),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            # Painting the bar takes time from training: a reader needs no more.
            refresh_per_second=5,
        )
        self._task: TaskID | None = None
        self._status = Status("", console=self._bar.console)

    def fetching(self, done: int, total: int | None, what: str, /) -> None:
        """A line that counts up."""
        amount = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:.1f} MB"
        self._status.update(f"Loading {what}: {amount}")
        self._status.start()

    def say(self, event: Event) -> None:
        """As for a log file, but the bar moves."""
        self._status.stop()
        super().say(event)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        self._bar.stop()

    def line(self, text: str) -> None:
        """Print one line above the bar."""
        self._bar.console.print(text, markup=False, highlight=False)

    def progress(self, event: events.Progress) -> None:
        """Move the bar."""
        if self._started is None:
            return
        steps = self._started.epochs * self._started.steps_per_epoch
        shown: dict[str, Any] = {
            "epoch": f"{event.epoch:.1f}/{self._started.epochs}",
            "loss": f"loss {_number(event.metrics['loss'])}",
            "rate": f"{event.images_per_second:,.0f} images/s",
            "left": f"{duration(event.seconds_left)} left",
        }
        if self._task is None:
            self._task = self._bar.add_task("", total=steps, completed=event.step, **shown)
            self._bar.start()
        else:
            self._bar.update(self._task, completed=event.step, **shown)

    def epoch(self, event: EpochEnded) -> None:
        """Nothing: the bar has it."""


def _opening(event: RunStarted) -> str:
    images = f"{len(event.split.training):,} + {len(event.split.held_out):,} held-out images of “{event.images.name}”"
    threads = "" if event.device.accelerator != "cpu" else f", {_threads(event.device.threads)}"
    return (
        f"{event.recipe.title}: {event.parameters:,} parameters, {images}, "
        f"on {event.device.name} ({event.device.accelerator}{threads}; {event.device.reason.rstrip('.')})."
    )


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _cell(name: str, metrics: Metrics) -> str:
    return _number(metrics[name]) if name in metrics else ""


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def duration(seconds: float) -> str:
    """``1:05``, or ``2:01:05``."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
