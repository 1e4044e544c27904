"""Film: the hole as it was painted, stroke by stroke, then the steps by which it was restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.restoration import Restoration
from aeexplorer.session.restoration_files import Frame
from aeexplorer.session.restore_job import Progress, Question
from aeexplorer.widgets.pictures import in_bytes

Pixels = NDArray[np.float32]
STROKE_MS, STEP_MS, LAST_MS = 240, 60, 1500
MOST_FRAMES = 120


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """A picture (C, H, W), to be damaged under its ``cover`` (H, W) where it has one."""

    picture: Pixels
    cover: NDArray[np.uint8] | None
    milliseconds: int


def film_of(restoration: Restoration, progress: Progress, source: str) -> Callable[[], tuple[Frame, ...]]:
    """What makes the frames, in another thread than the GUI's: each stroke is filled as the last one is."""
    painting, question = restoration.painting, progress.job.question
    moments = [
        _Moment(picture, cover, STROKE_MS)
        for picture, cover in zip(painting.pictures_so_far(), painting.covers_so_far(), strict=True)
    ]
    moments.append(_Moment(progress.corrupted, None, STEP_MS))
    way = restoration.path_way or next(iter(restoration.outcomes), None)
    if way is not None:
        outcome = restoration.outcomes[way]
        moments += [_Moment(picture, None, STEP_MS) for picture in outcome.pictures]
        if outcome.pixels is not None:
            moments.append(_Moment(outcome.pixels, None, STEP_MS))
    last = moments[-1]
    moments[-1] = _Moment(last.picture, last.cover, LAST_MS)
    kept = _thinned(moments)
    return lambda: tuple(Frame(in_bytes(_developed(moment, question), source), moment.milliseconds) for moment in kept)


def _developed(moment: _Moment, question: Question) -> Pixels:
    if moment.cover is None:
        return moment.picture
    neighbours = None if question.neighbour is None else question.neighbour[None]
    given, _ = question.damage.apply(moment.picture[None], moment.cover, neighbours, np.array([question.index]))
    developed: Pixels = given[0].numpy()
    return developed


def _thinned(moments: Sequence[_Moment]) -> tuple[_Moment, ...]:
    """At most ``MOST_FRAMES`` of them, the first and the last among these."""
    if len(moments) <= MOST_FRAMES:
        return tuple(moments)
    return tuple(moments[k] for k in np.linspace(0, len(moments) - 1, MOST_FRAMES).round().astype(int))
