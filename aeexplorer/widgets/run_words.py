"""A run in words: its name, how far it is, how fast, and how long it still takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.advice_words import sentence
from aeexplorer.session.run import Run, RunState
from aeexplorer.widgets.figures import figure


@dataclass(frozen=True, slots=True)
class Account:
    """What is said of a run; ``share`` in [0, 1] is the part of its epochs that it has trained.

    ``speed`` and its unit make room for the bytes of a download, and for the step at which a run is paused.
    """

    headline: str
    of: str
    share: float
    speed: str
    speed_unit: str
    left: str
    left_unit: str
    advice: str


def account(run: Run | None, epochs: int) -> Account:
    """How ``run`` stands; without one, what a run of ``epochs`` epochs would begin with."""
    if run is None or run.state is RunState.IDLE:
        headline, of = _tr("Epoch {n}").format(n=0), _tr("of {n}").format(n=figure(epochs))
        return Account(headline, of, 0, "", "", "", "", _tr("Nothing trained yet. Train this recipe to see its map."))
    if run.state is RunState.LOADING and run.loading is not None:
        return _downloading(run)
    total = run.start_event.epochs if run.start_event else run.recipe.schedule.epochs
    done = run.epochs_trained
    now = min(math.floor(done) + 1, total) if run.state.active else round(done)
    share = min(done / total, 1.0) if total else 0.0
    speed = speed_unit = left = left_unit = ""
    if run.state is RunState.PAUSED and run.start_event is not None:
        # Who takes single steps counts them; a speed would be of the past.
        step = run.latest.step if run.latest is not None else run.start_event.step
        speed = _tr("Step {n}").format(n=figure(step))
        speed_unit = _tr("of {n}").format(n=figure(total * run.start_event.steps_per_epoch))
    elif run.latest is not None and run.state is RunState.TRAINING:
        speed, speed_unit = figure(_rounded(run.latest.images_per_second)), _tr("images/s")
        left, left_unit = duration(run.latest.seconds_left), _tr("left")
    if run.state is not RunState.TRAINING:
        left, left_unit = "", state_word(run.state)
    return Account(
        headline=_tr("Epoch {n}").format(n=figure(now)),
        of=_tr("of {n}").format(n=figure(total)),
        share=share,
        speed=speed,
        speed_unit=speed_unit,
        left=left,
        left_unit=left_unit,
        advice=_advice(run),
    )


def state_word(state: RunState) -> str:
    """The state of a run in a word or two."""
    return {
        RunState.IDLE: _tr("not started"),
        RunState.LOADING: _tr("getting ready"),
        RunState.TRAINING: _tr("training"),
        RunState.PAUSED: _tr("paused"),
        RunState.FINISHED: _tr("finished"),
        RunState.STOPPED: _tr("stopped"),
        RunState.FAILED: _tr("failed"),
    }[state]


def run_title(run: Run, number: int) -> str:
    """A line for ``run`` in a list of runs: ``2 · 2-number VAE · paused``."""
    return f"{number} · {run.recipe.title} · {state_word(run.state)}"


def duration(seconds: float) -> str:
    """A length of time, as exact as it is worth: ``57 s``, ``3 min 20 s``, ``1 h 5 min``."""
    if not math.isfinite(seconds):
        return ""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return _tr("{s} s").format(s=rest)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        # Ten-second steps: a figure that changes every second is read as noise.
        return _tr("{m} min {s} s").format(m=minutes, s=rest // 10 * 10)
    return _tr("{h} h {m} min").format(h=figure(hours), m=minutes)


def _downloading(run: Run) -> Account:
    done, total, what = run.loading or (0, None, "")
    megabytes = _tr("{n} MB").format(n=f"{done / 1e6:.1f}")
    of = _tr("of {n} MB").format(n=f"{total / 1e6:.1f}") if total else ""
    return Account(_tr("Download"), "", done / total if total else 0.0, megabytes, of, "", state_word(run.state), what)


def _advice(run: Run) -> str:
    match run.state:
        case RunState.LOADING:
            return _tr("Reading the images and building the model.")
        case RunState.STOPPED:
            return _tr("Stopped and saved. Train goes on from here.")
        case RunState.FAILED:
            return run.problem.advice if run.problem else ""
        case _:
            return sentence(run.history.advice(), ended=not run.state.active)


def _rounded(speed: float) -> float:
    """Three digits: more would only flicker."""
    return float(f"{speed:.3g}") if math.isfinite(speed) else speed


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunControls", text)
