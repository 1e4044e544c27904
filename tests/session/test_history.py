from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from aeexplorer.session.advice_words import sentence
from aeexplorer.session.history import History
from training.devices import DeviceReport
from training.events import Collapsed, EpochEnded, LossJumped, Progress, RunFailed, RunStarted
from training.recipe import Recipe


def history(held_out: list[float], training: list[float] | None = None) -> History:
    history = History()
    for epoch, loss in enumerate(held_out):
        trained = {} if training is None or epoch == 0 else {"loss": training[epoch]}
        history.add(EpochEnded(epoch, epoch * 10, trained, {"loss": loss}, 1.0))
    return history


def test_curves_are_what_was_said() -> None:
    history = History()
    history.add(EpochEnded(0, 0, {}, {"loss": 9.0, "psnr": 5.0}, 1.0))
    for step in (1, 2, 3, 4):
        history.add(Progress(step, step / 4, {"loss": 8.0 / step}, 100.0, 1.0))
    history.add(EpochEnded(1, 4, {"loss": 4.0}, {"loss": 3.0, "psnr": 8.0}, 1.0))
    epochs, values = history.training("loss")
    np.testing.assert_array_equal(epochs, [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_array_equal(values, [8, 4, 8 / 3, 2])
    epochs, values = history.held_out("psnr")
    np.testing.assert_array_equal(epochs, [0, 1])
    assert epochs.dtype == np.int64
    np.testing.assert_array_equal(values, [5, 8])
    np.testing.assert_array_equal(history.training_by_epoch("loss").values, [4])
    assert history.metrics() == ["loss", "psnr"]
    assert history.latest("loss") == 3.0
    assert history.latest("loss", held_out=False) == 2.0
    assert history.latest("kl") is None
    assert len(history.training("kl").values) == 0


def test_the_loss_of_every_step_is_kept() -> None:
    history = History()
    history.add(Progress(3, 0.75, {"loss": 2.0}, 100.0, 1.0, losses=(3.0, 2.0, 1.0)))
    history.add(Progress(4, 1.0, {"loss": 0.5}, 100.0, 1.0, losses=(0.5,)))
    epochs, values = history.training_steps()
    np.testing.assert_allclose(epochs, [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_array_equal(values, [3, 2, 1, 0.5])


def test_a_falling_loss_is_left_to_run() -> None:
    losses = [200.0, 160, 150, 147, 145, 144, 143, 142.5, 142, 141.7, 141.3]
    advice = history(losses).advice()
    assert (advice.kind, advice.since, advice.then, advice.epoch, advice.now) == ("falling", 5, 144, 10, 141.3)
    assert sentence(advice) == "The held-out loss is still falling: 144 at epoch 5, 141.3 now. Let it run."


def test_a_flat_loss_says_since_when() -> None:
    advice = history([200.0, 150, 141, 141.02, 140.99, 141.01, 141, 141.03, 141, 141]).advice()
    assert (advice.kind, advice.since, advice.epoch) == ("flat", 2, 9)
    assert "flat for 7 epochs" in sentence(advice)


def test_a_loss_that_still_falls_at_the_end_asks_for_another_press() -> None:
    advice = history([200.0, 160, 150, 147, 145, 144]).advice()
    assert sentence(advice, ended=True).endswith("144 now. Train on to see how far it goes.")
    assert sentence(history([]).advice(), ended=True).endswith("Train on to see how far it goes.")


RISEN = [200.0, 150, 140, 142, 145, 149, 150, 151]
FALLING = [0.0, 150, 135, 130, 120, 110, 100, 90]


def test_overfitting_is_named_with_its_best_epoch() -> None:
    advice = history(RISEN, FALLING).advice()
    assert (advice.kind, advice.since, advice.then, advice.now) == ("overfitting", 2, 140, 151)
    assert "rose from 140 at epoch 2 to 151 while the training loss fell" in sentence(advice)


def test_a_rise_that_is_young_is_watched_and_not_judged() -> None:
    advice = history(RISEN[:-1], FALLING[:-1]).advice()
    assert (advice.kind, advice.since, advice.now) == ("rising", 2, 150)
    assert sentence(advice) == (
        "The held-out loss rose from 140 at epoch 2 to 150. Let it run to see whether it turns."
    )
    assert "Train on" in sentence(advice, ended=True)


def test_a_rise_within_the_noise_is_flat() -> None:
    losses = [200.0, 160, 151.1, 151.3, 151.2, 151.4, 151.3, 151.4, 151.4]
    training = [0.0, *(160.0 - epoch for epoch in range(1, len(losses)))]
    assert history(losses, training).advice().kind == "flat"
    # One per cent above the best has to be left behind for good, not in one epoch only.
    assert history([*losses[:-1], 153.0], training).advice().kind == "rising"


def test_a_held_out_loss_that_rises_with_the_training_loss_is_not_overfitting() -> None:
    assert history(RISEN, [0.0, 150, 135, 137, 140, 144, 145, 146]).advice().kind == "rising"


def test_divergence_is_told_until_the_run_starts_again() -> None:
    diverged = history([200.0, 150, 140, 130])
    diverged.add(RunFailed(35, 3.5, "", "", ""))
    advice = diverged.advice()
    assert (advice.kind, advice.epoch) == ("diverged", 4)
    assert "smaller learning rate" in sentence(advice)


@pytest.mark.parametrize("losses", [[], [200.0], [200.0, 150.0]])
def test_little_is_said_early(losses: list[float]) -> None:
    assert history(losses).advice().kind == "early"


def test_curves_that_were_handed_out_do_not_change() -> None:
    history = History()
    history.add(Progress(1, 0.5, {"loss": 1.0}, 1.0, 1.0))
    before = history.training("loss")
    history.add(Progress(2, 1.0, {"loss": 2.0}, 1.0, 1.0))
    np.testing.assert_array_equal(before.values, [1.0])


def jumped(kept: float | None = 6.0) -> LossJumped:
    return LossJumped(65, 6.5, 130.0, 900.0, kept, "", "")


def test_a_loss_that_jumped_is_told_with_the_weights_that_are_kept() -> None:
    told = history([200.0, 150, 140, 135, 133, 131, 130])
    told.add(jumped())
    assert sentence(told.advice()) == (
        "The loss jumped at epoch 7. The weights from epoch 6 are kept. Try a smaller learning rate."
    )
    told.add(EpochEnded(7, 70, {"loss": 700}, {"loss": 800.0}, 1.0))
    assert told.advice().kind == "jumped"
    told.add(EpochEnded(8, 80, {"loss": 150}, {"loss": 140.0}, 1.0))
    assert told.advice().kind != "jumped"


def test_a_loss_that_jumped_in_the_first_epoch_leaves_nothing_to_keep() -> None:
    told = history([200.0])
    told.add(LossJumped(5, 0.5, 130.0, 900.0, None, "", ""))
    assert sentence(told.advice()) == "The loss jumped at epoch 1. Try a smaller learning rate."


def test_a_model_that_decodes_the_mean_image_is_told_until_the_loss_falls() -> None:
    told = history([200.0, 100, 100, 100])
    told.add(Collapsed(30, 3, 15.0, "", "", ""))
    assert sentence(told.advice()).startswith(
        "So far every image decodes to nearly the same picture, the mean image (15 dB)."
    )
    told.add(EpochEnded(4, 40, {"loss": 100}, {"loss": 99.0}, 1.0))
    assert told.advice().kind == "collapsed"
    told.add(EpochEnded(5, 50, {"loss": 80}, {"loss": 80.0}, 1.0))
    assert told.advice().kind == "falling"


def test_spread_and_speed_are_kept_and_forgotten_with_what_came_after_a_checkpoint() -> None:
    history = History()
    for epoch in (1, 2, 3):
        history.add(Progress(10 * epoch, float(epoch), {"loss": 1.0}, 1000.0 * epoch, 0.0))
        history.add(EpochEnded(epoch, 10 * epoch, {}, {"psnr": 10.0}, 1.0, {"psnr": float(epoch)}))
    assert history.spread("psnr").values.tolist() == [1, 2, 3]
    assert history.speed().epochs.tolist() == [1, 2, 3] and history.speed().values.tolist() == [1000, 2000, 3000]
    assert "speed" not in history.metrics()
    nothing: Any = None
    report = DeviceReport("cpu", "a processor", "no GPU found", "32-true", 1)
    history.add(RunStarted(Recipe.load("mnist-ae-2d"), nothing, nothing, report, 1, (2,), 10, 3, 10, None, None))
    assert history.spread("psnr").values.tolist() == [1]
    assert history.speed().values.tolist() == [1000]
