"""A loss that jumps is noticed once; noise, warm-up, overfitting and the start of training are not jumps."""

from __future__ import annotations

import numpy as np
import pytest

from training.jump import BLOCK, FACTOR, LASTING, Jump, JumpDetector

random = np.random.default_rng(0)


def said(losses: np.ndarray, *, report: int = 10) -> list[tuple[int, Jump]]:
    """The jumps among step losses that are reported some at a time, with the number of steps heard by then."""
    detector, heard, jumps = JumpDetector(), 0, []
    for first in range(0, len(losses), report):
        some = losses[first : first + report].tolist()
        heard += len(some)
        if jump := detector.hear_steps(some):
            jumps.append((heard, jump))
    return jumps


def noisy(level: float | np.ndarray, count: int, spread: float = 0.1) -> np.ndarray:
    return np.full(count, level) * np.exp(spread * random.standard_normal(count))


def test_a_jump_in_mid_training_is_said_once_and_soon() -> None:
    losses = np.concatenate([noisy(1.0, 700), noisy(10.0, 700)])
    [(heard, jump)] = said(losses)
    assert 700 < heard <= 700 + LASTING + 10
    assert jump.before == pytest.approx(1, rel=0.1)
    assert jump.after == pytest.approx(10, rel=0.1)


def test_one_that_recovers_and_jumps_again_is_said_again() -> None:
    up, down = noisy(20.0, 300), noisy(1.0, 500)
    assert len(said(np.concatenate([down, up, down, up]))) == 2


def test_a_jump_below_the_factor_is_left_alone() -> None:
    assert not said(np.concatenate([noisy(1.0, 500), noisy(FACTOR * 0.8, 500)]))


@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_batches_of_four_images_may_be_noisy(spread: float) -> None:
    # Log-normal: at a spread of 1 one batch in seven is three times the typical one.
    assert not said(noisy(1.0, 50_000, spread))


def test_single_spikes_are_no_jump() -> None:
    losses = noisy(1.0, 3000)
    losses[::40] *= 1000
    assert not said(losses)


def test_the_start_of_training_is_no_jump() -> None:
    # Adam's first steps may make it worse before it gets better.
    start = np.concatenate([np.linspace(1, 12, 20), np.geomspace(12, 0.5, 200), np.full(500, 0.5)])
    assert not said(start)


def test_losses_that_are_all_but_zero_do_not_jump() -> None:
    assert not said(np.concatenate([np.geomspace(1, 1e-6, 1000), np.full(200, 1e-3)]))


def test_what_was_heard_under_another_kl_weight_is_forgotten() -> None:
    detector = JumpDetector()
    assert detector.hear_steps([1.0] * 3 * BLOCK) is None
    detector.forget()
    assert detector.hear_steps([10.0] * 3 * BLOCK) is None
    assert not detector.jumped


def test_a_held_out_loss_several_times_its_best_is_a_jump_if_the_newest_steps_confirm_it() -> None:
    detector = JumpDetector()
    detector.hear_steps([1.0] * 2 * BLOCK)
    assert detector.hear_held_out(1.0) is None
    assert detector.sound
    assert detector.hear_steps([8.0] * 5) is None
    assert detector.hear_held_out(9.0) == Jump(1.0, 9.0)
    assert not detector.sound


def test_a_held_out_loss_that_leaps_alone_is_no_jump_and_its_weights_are_not_kept() -> None:
    detector = JumpDetector()
    detector.hear_steps([1.0] * 2 * BLOCK)
    detector.hear_held_out(1.0)
    detector.hear_steps([0.9] * BLOCK)
    assert detector.hear_held_out(9.0) is None
    assert not detector.sound
    assert detector.hear_held_out(1.1) is None
    assert detector.sound


def test_a_loss_that_is_thrown_up_by_the_first_steps_is_said_once_and_recovers_when_it_is_down_again() -> None:
    detector = JumpDetector()
    detector.hear_held_out(0.1)
    detector.hear_steps(np.geomspace(1e6, 40, 2 * BLOCK).tolist())
    assert detector.hear_held_out(40.0) == Jump(0.1, 40.0)
    detector.hear_steps(np.geomspace(40, 10, 2 * BLOCK).tolist())
    assert detector.hear_held_out(10.0) is None and detector.jumped and not detector.sound
    detector.hear_steps([0.1] * 2 * BLOCK)
    assert not detector.jumped
    assert detector.hear_held_out(0.1) is None and detector.sound


def test_training_losses_above_the_held_out_ones_are_no_jump_when_these_rise_alone() -> None:
    detector = JumpDetector()
    detector.hear_steps([2.0] * 2 * BLOCK)
    for held_out in (1.0, 1.5, 3.5):
        assert detector.hear_held_out(held_out) is None
        assert detector.hear_steps([2.0] * BLOCK) is None


def test_overfitting_is_no_jump() -> None:
    detector = JumpDetector()
    for epoch in range(40):
        assert detector.hear_steps(noisy(1.0 / (1 + epoch), 100).tolist()) is None
        assert detector.hear_held_out(1.0 + 0.2 * epoch) is None
