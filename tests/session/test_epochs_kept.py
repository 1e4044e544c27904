from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from aeexplorer.session.encoded import Encoded
from aeexplorer.session.epochs_kept import EpochsKept, Kept


def kept(epoch: int, weights: int = 1) -> Kept:
    codes = np.full((2, 2), epoch, np.float32)
    encoded = Encoded(epoch * 10, np.arange(2), codes, None, np.zeros(2, np.bool_))
    snapshot = SimpleNamespace(state_dict=lambda: {"w": np.zeros(weights, np.uint8)})
    return Kept(epoch, encoded, cast(Any, snapshot))


def test_every_epoch_is_kept_while_there_are_few() -> None:
    epochs = EpochsKept()
    for epoch in range(60):
        epochs.keep(kept(epoch))
    assert epochs.epochs == list(range(60))


@pytest.mark.parametrize("last", [60, 61, 100, 997])
def test_many_epochs_are_thinned_evenly_between_first_and_last(last: int) -> None:
    epochs = EpochsKept()
    for epoch in range(last + 1):
        epochs.keep(kept(epoch))
        assert epochs.epochs[0] == 0
        assert epochs.epochs[-1] == epoch
        assert len(epochs) <= 60
    gaps = np.diff(epochs.epochs)
    assert len(set(gaps[:-1])) == 1
    assert gaps[-1] <= gaps[0]
    assert len(epochs) > 25


def test_large_weights_are_kept_less_often() -> None:
    epochs = EpochsKept(most_bytes=10_000)
    for epoch in range(40):
        epochs.keep(kept(epoch, weights=1000))
    assert 3 <= len(epochs) <= 10
    assert epochs.epochs[-1] == 39


def test_the_nearest_epoch_is_found() -> None:
    epochs = EpochsKept()
    assert epochs.nearest(3) is None
    for epoch in (0, 2, 5):
        epochs.keep(kept(epoch))
    nearest = [epochs.nearest(epoch) for epoch in (-1, 1, 3, 4, 99)]
    assert [found.epoch for found in nearest if found] == [0, 0, 2, 5, 5]


def test_going_on_from_a_checkpoint_forgets_what_came_after() -> None:
    epochs = EpochsKept()
    for epoch in range(5):
        epochs.keep(kept(epoch))
    epochs.forget_after(20)
    assert epochs.epochs == [0, 1, 2]
