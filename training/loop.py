"""The training loop: ``fit`` runs a recipe and says what happens, event by event."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import torch

from training.control import Control
from training.data.images import to_unit
from training.errors import InputError
from training.evaluate import evaluation
from training.events import EpochEnded, Event, Metrics, Progress, RunFailed, RunFinished
from training.last_good import DivergedError, LastGood
from training.lay_out import lay_out
from training.memory import is_out_of_memory
from training.meter import Meter
from training.recipe import Recipe
from training.run_folder import CheckpointName
from training.threads import ThreadGovernor
from training.troubles import Troubles
from training.watch import Watch, Watcher
from training.workbench import Workbench

__all__ = ["Watch", "fit"]

SAVE_EVERY = 10.0
"""Seconds between checkpoints at the ends of epochs; the end of a run is always saved."""


def fit(
    recipe: Recipe,
    images: Any = None,
    *,
    folder: str | Path | None = None,
    resume: bool = False,
    checkpoint: CheckpointName = "last",
    control: Control | None = None,
    watch: Watch | None = None,
) -> Generator[Event]:
    """Train a recipe; every event is a fact about the run (see ``training.events``).

    The run is saved when the iterator ends, however it ends: closing it early is safe.

    Args:
        recipe: what to train.
        images: an ``ImageSet``, or an array of images instead of the recipe's data source: uint8, or float
            in [0, 1], of shape (N, H, W), (N, C, H, W) or (N, H, W, C).
        folder: where to keep recipe, event log and checkpoints; None keeps nothing.
        resume: go on with the run in ``folder``, to the same losses as if it had never stopped.
        checkpoint: where to resume: ``good`` goes back to before the loss jumped, and forgets what came after.
        control: pause, step, finish or stop from another thread.
        watch: take snapshots and codes between the ends of epochs, too.

    Raises:
        InputError: the data, the recipe, the device or the folder cannot be used, or memory ran out.
    """
    bench = lay_out(recipe, images, folder=folder, resume=resume, checkpoint=checkpoint)
    threads = torch.get_num_threads()
    try:
        if recipe.device.threads:
            torch.set_num_threads(recipe.device.threads)
        with closing(_train(bench, control or Control(), watch)) as events:
            for event in events:
                bench.record(event)
                yield event
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise InputError(
            "Memory ran out while training. Close other programs, or choose a smaller schedule.batch_size or a smaller "
            "model; what was learned so far is kept in the run's folder."
        ) from error
    finally:
        torch.set_num_threads(threads)
        bench.close()


def _train(bench: Workbench, control: Control, watch: Watch | None) -> Generator[Event]:
    watcher = Watcher(bench, watch)
    last_good = LastGood(bench)
    troubles = Troubles(bench)
    yield bench.started()
    try:
        with closing(_course(bench, control, watcher, last_good)) as course:
            for event in course:
                yield event
                yield from troubles.hear(event)
        last_good.check_weights()
    except DivergedError:
        failed_at = bench.epoch
        last_good.restore(troubles.refuge)
        yield from _diverged(bench, math.ceil(failed_at), watcher)
        return
    except BaseException:
        # Interrupted or closed: what is saved has to be sound all the same.
        last_good.mend()
        raise
    if control.ending == "stopped":
        yield from watcher.look_at_all()
    bench.save()
    yield RunFinished(bench.step, bench.epoch, control.ending or "completed")


def _course(bench: Workbench, control: Control, watcher: Watcher, last_good: LastGood) -> Generator[Event]:
    """Where the run stands before its first step, and every epoch."""
    if bench.step == 0:
        yield _evaluated(bench, 0, {}, 0.0)
    yield from watcher.look_at_all()
    objective = bench.recipe.objective
    meter = Meter(bench)
    governs = bench.report.accelerator == "cpu" and not bench.recipe.device.threads
    governor = ThreadGovernor() if governs else None
    last_save = time.perf_counter()

    def report() -> Iterator[Progress]:
        for progress in meter.read():
            last_good.check(progress.metrics)
            yield progress

    while bench.step < bench.recipe.schedule.epochs * bench.steps_per_epoch and control.ending is None:
        epoch, first = divmod(bench.step, bench.steps_per_epoch)
        epoch_began = time.perf_counter()
        with closing(bench.batches(epoch, first)) as batches:
            for position, rows, pixels in batches:
                if control.waiting():
                    yield from report()
                    yield from watcher.look_at_all()
                    while control.waiting():
                        control.wait(0.1)
                    meter.rest()
                if control.ending is not None:
                    break

                began = time.perf_counter()
                x = bench.augmented(to_unit(pixels), epoch, rows)
                seen = bench.corrupted(x, epoch, rows)
                out = bench.network(seen.pixels, bench.noise(epoch, rows))
                terms = objective.terms(bench.model, out, x, epoch=bench.epoch, hidden=seen.hidden)
                bench.optimizer.zero_grad()
                bench.fabric.backward(terms["loss"].mean())
                bench.take_step()
                bench.note(position, terms)
                control.take_step()
                if governor is not None:
                    governor.limit = control.thread_limit or governor.most
                    governor.observe(time.perf_counter() - began)

                if meter.due():
                    yield from report()
                    yield from watcher.look()

        yield from report()
        steps = bench.step - epoch * bench.steps_per_epoch
        if control.ending == "stopped" or steps == first:
            break
        training = bench.mean_terms(slice(bench.unknown_losses, steps))
        bench.unknown_losses = 0
        bench.share_averages()
        ended = _evaluated(bench, epoch + 1, training, time.perf_counter() - epoch_began)
        last_good.check(ended.held_out)
        yield ended
        yield from watcher.look_at_all()
        if time.perf_counter() - last_save > SAVE_EVERY:
            bench.save()
            last_save = time.perf_counter()
        meter.rest()


def _evaluated(bench: Workbench, epoch: int, training: Metrics, seconds: float) -> EpochEnded:
    """The end of an epoch: how good the model is on the held-out images."""
    held_out, spread = evaluation(
        bench.model,
        bench.recipe.objective,
        bench.held_out,
        bench.split.held_out.to(bench.device),
        seed=bench.recipe.seed,
        corruption=bench.recipe.corruption,
        epoch=bench.epoch,
    )
    return EpochEnded(epoch, bench.step, training, held_out, seconds, spread)


def _diverged(bench: Workbench, failed_in: int, watcher: Watcher) -> Iterator[Event]:
    """The loss is not a number any more: save the last good weights, and say what to try."""
    bench.save()
    yield from watcher.look_at_all()
    rate = bench.recipe.optimizer.learning_rate
    yield RunFailed(
        step=bench.step,
        epoch=bench.epoch,
        what=f"The loss stopped being a number in epoch {failed_in}.",
        why="The steps were so large that the weights grew without bound.",
        advice=f"The weights from epoch {bench.epoch:.1f} are kept. "
        f"Try a smaller learning rate, such as {rate / 10:g}.",
    )
