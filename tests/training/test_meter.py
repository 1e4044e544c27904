"""Reports are gated by time, tell the loss of every step all the same, and between them nothing is read on the host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise, repeat
from types import SimpleNamespace
from typing import Any

import pytest
from torch.overrides import TorchFunctionMode

from training import meter
from training.events import Progress
from training.loop import fit
from training.recipe import Recipe

READS = {"item", "tolist", "cpu", "numpy", "__array__", "__float__", "__int__", "__index__", "__bool__"}


class HostReads(TorchFunctionMode):
    """Counts what makes the host wait for a number of a tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name in READS:
            self.counted[name] += 1
        return func(*args, **(kwargs or {}))


def recipe(*changes: str) -> Recipe:
    return Recipe.load("mnist-vae-2d").override(
        "data.source=digits", "model.widths=[8]", "schedule.epochs=2", "schedule.batch_size=32", *changes
    )


def clock(monkeypatch: pytest.MonkeyPatch, seconds: Any) -> None:
    """Let the meter read these times, one at every look."""
    monkeypatch.setattr(meter, "time", SimpleNamespace(perf_counter=lambda: next(seconds)))


def test_a_report_comes_after_fifty_milliseconds_and_tells_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [event for event in fit(recipe()) if isinstance(event, Progress)]
    # A look at the clock takes 1/128 s here, and the meter looks once a step: after seven looks 50 ms have passed.
    clock(monkeypatch, (look / 128 for look in count()))
    told = [event for event in fit(recipe()) if isinstance(event, Progress)]
    steps = [event.step for event in told]
    # 1438 images are 45 steps; the last of an epoch are told at its end.
    assert steps == [*range(7, 43, 7), 45, *range(45 + 7, 45 + 43, 7), 90]
    assert [len(event.losses) for event in told] == [after - before for before, after in pairwise([0, *steps])]
    assert [loss for event in told for loss in event.losses] == [loss for event in whole for loss in event.losses]
    for event in told:
        assert event.metrics["loss"] == pytest.approx(sum(event.losses) / len(event.losses), rel=1e-5)
        assert event.images_per_second == pytest.approx(128 * 1438 / 45, rel=0.2)


@pytest.mark.parametrize(
    "changes",
    [(), ("corruption.kind=erase", "optimizer.clip=0.5", "optimizer.warmup=0.5", "objective.free_bits=0.1")],
)
def test_no_step_reads_a_number_on_the_host(changes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    # No time passes, so that only the ends of epochs are reported.
    clock(monkeypatch, repeat(0.0))
    found = []
    for batch_size in (128, 32):
        with HostReads() as reads:
            told = [
                event
                for event in fit(recipe(f"schedule.batch_size={batch_size}", *changes))
                if isinstance(event, Progress)
            ]
        assert len(told) == 2
        found.append((sum(len(event.losses) for event in told), reads.counted))
    (few, counted), (many, of_many) = found
    assert (few, many) == (24, 90)
    assert counted.total() > 0
    assert of_many == counted
