"""The training loop: what a run says, that one seed decides it, and that nothing is lost however it ends."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch

from training import Control, InputError, Recipe, Watch, fit, load_run
from training.events import (
    EpochEnded,
    Event,
    LatentsEncoded,
    Progress,
    RunFailed,
    RunFinished,
    RunStarted,
    SnapshotTaken,
)

T = TypeVar("T")

TINY = ("data.source=digits", "model.widths=[32]", "schedule.epochs=3", "schedule.batch_size=64")


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override(*TINY)


@pytest.fixture
def vae(recipe: Recipe) -> Recipe:
    return recipe.override("bottleneck.kind=gaussian")


def of_kind(events: list[Event], kind: type[T]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]


def step_losses(events: list[Event]) -> list[float]:
    return [loss for event in events if isinstance(event, Progress) for loss in event.losses]


def held_out(events: list[Event]) -> list[dict[str, float]]:
    return [event.held_out for event in events if isinstance(event, EpochEnded)]


def until(events: Iterator[Event], kind: type, count: int = 1) -> list[Event]:
    heard = []
    for event in events:
        heard.append(event)
        count -= isinstance(event, kind)
        if count == 0:
            break
    return heard


def test_a_run_says_what_happens_in_order(recipe: Recipe) -> None:
    events = list(fit(recipe))
    assert isinstance(events[0], RunStarted)
    assert events[-1] == RunFinished(step=3 * events[0].steps_per_epoch, epoch=3.0, reason="completed")
    assert [event.epoch for event in of_kind(events, EpochEnded)] == [0, 1, 2, 3]
    assert len(step_losses(events)) == 3 * events[0].steps_per_epoch


def test_training_makes_the_held_out_loss_smaller(recipe: Recipe) -> None:
    first, *_, last = held_out(list(fit(recipe)))
    assert last["loss"] < 0.7 * first["loss"]
    assert last["psnr"] > first["psnr"]


def test_the_same_seed_gives_the_same_losses_bit_for_bit(vae: Recipe) -> None:
    one, other = list(fit(vae)), list(fit(vae))
    assert step_losses(one) == step_losses(other)
    assert held_out(one) == held_out(other)


@pytest.mark.parametrize(
    "change", ["bottleneck.kind=gaussian", "objective.reconstruction=mse", "model.activation=sigmoid"]
)
def test_the_number_of_threads_changes_no_bit(recipe: Recipe, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # 77 images of 784 pixels: enough for two threads, and no multiple of a vector register for either.
    x = np.random.default_rng(0).integers(0, 256, (308, 28, 28), np.uint8)
    recipe = recipe.override(change, "schedule.batch_size=77", "schedule.epochs=10", "model.widths=[512,256]")
    learned = []
    before = torch.get_num_threads()
    for threads in (1, 2):

        class Fixed:
            most = threads
            limit = threads

            def __init__(self, threads: int = threads) -> None:
                torch.set_num_threads(threads)

            def observe(self, _seconds: float) -> None:
                pass

        monkeypatch.setattr("training.loop.ThreadGovernor", Fixed)
        learned.append(of_kind(list(fit(recipe, x)), SnapshotTaken)[-1].snapshot.state_dict())
    torch.set_num_threads(before)
    assert all(torch.equal(weight, learned[1][name]) for name, weight in learned[0].items())


@pytest.mark.parametrize("kind", ["convolutional", "dense"])
def test_a_number_of_threads_that_the_recipe_fixes_is_kept_to_and_gives_the_same_bits(kind: str) -> None:
    x = np.random.default_rng(0).integers(0, 256, (60, 20, 20), np.uint8)
    settings = (f"model.kind={kind}", "model.batch_norm=true", "schedule.batch_size=24", "schedule.epochs=3")
    fixed = Recipe().override(*settings, "device.threads=2")
    learned = []
    for limit in (None, 1):
        control = Control()
        control.thread_limit = limit
        used = []
        for event in fit(fixed, x, control=control):
            used.append(torch.get_num_threads())
            if isinstance(event, RunStarted):
                assert event.device.threads == 2
            if isinstance(event, SnapshotTaken):
                last = event.snapshot.state_dict()
        assert set(used) == {2}
        learned.append(last)
    assert all(torch.equal(weight, learned[1][name]) for name, weight in learned[0].items())


def test_another_seed_gives_other_losses(recipe: Recipe) -> None:
    other = recipe.override("seed=8")
    assert step_losses(list(fit(recipe))) != step_losses(list(fit(other)))


def test_watching_does_not_change_what_is_learned(vae: Recipe) -> None:
    assert step_losses(list(fit(vae))) == step_losses(list(fit(vae, watch=Watch(every=0.0, share=1.0))))


def test_ae_and_vae_of_one_seed_start_from_the_same_weights(recipe: Recipe, vae: Recipe) -> None:
    ae_start, vae_start = (of_kind(until(fit(r), SnapshotTaken), SnapshotTaken)[0] for r in (recipe, vae))
    shared = ae_start.snapshot.state_dict()
    assert all(torch.equal(weight, vae_start.snapshot.state_dict()[name]) for name, weight in shared.items())


def test_a_vae_reports_reconstruction_and_kl_apart(vae: Recipe) -> None:
    events = list(fit(vae))
    last = held_out(events)[-1]
    assert last["loss"] == pytest.approx(last["reconstruction"] + last["kl"], rel=1e-5)
    assert last["kl"] > 0
    assert of_kind(events, RunStarted)[0].effective_beta == 1.0


def test_a_mean_over_pixels_raises_the_effective_beta_by_the_number_of_pixels(vae: Recipe) -> None:
    started = next(fit(vae.override("objective.reduction=mean")))
    assert isinstance(started, RunStarted)
    assert started.effective_beta == 64.0


EVERYTHING = (
    "corruption.kind=erase",
    "augmentation.rotation=10",
    "optimizer.kind=adamw",
    "optimizer.weight_decay=0.1",
    "optimizer.decay=cosine",
    "optimizer.warmup=0.7",
    "optimizer.clip=0.5",
)


@pytest.mark.parametrize(("stop_after", "changes"), [(5, ()), (40, ()), (5, EVERYTHING), (40, EVERYTHING)])
def test_a_resumed_run_ends_on_the_same_losses_as_one_that_never_stopped(
    vae: Recipe, tmp_path: Path, stop_after: int, changes: tuple[str, ...]
) -> None:
    vae = vae.override(*changes)
    whole = list(fit(vae))
    control = Control(paused=True)
    for _ in range(stop_after):
        control.step()
    first: list[Event] = []
    for event in fit(vae, folder=tmp_path / "run", control=control):
        first.append(event)
        if isinstance(event, Progress) and event.step == stop_after:
            control.stop()
    second = list(fit(vae, folder=tmp_path / "run", resume=True))
    assert step_losses(first) + step_losses(second) == step_losses(whole)
    assert held_out(second)[-1] == held_out(whole)[-1]
    assert [e.training for e in of_kind(second, EpochEnded)][-1] == of_kind(whole, EpochEnded)[-1].training


@pytest.mark.parametrize("change", ["corruption.kind=gaussian", *EVERYTHING[1:], EVERYTHING[0]])
def test_every_setting_of_optimizer_and_corruption_counts(recipe: Recipe, change: str) -> None:
    recipe = recipe.override("schedule.epochs=1", "optimizer.weight_decay=0.01")
    assert step_losses(list(fit(recipe))) != step_losses(list(fit(recipe.override(change))))


def test_a_limit_that_no_gradient_reaches_changes_no_bit(recipe: Recipe) -> None:
    short = recipe.override("schedule.epochs=1")
    assert step_losses(list(fit(short.override("optimizer.clip=1e9")))) == step_losses(list(fit(short)))


def test_a_corrupted_run_learns_the_clean_images(recipe: Recipe) -> None:
    # Half of every image is white: were that the target, it would come back white.
    hidden = recipe.override(
        "corruption.kind=mask",
        "corruption.rectangles=[0, 0, 8, 4]",
        "corruption.value=1",
        "objective.reconstruction=mse",
        "optimizer.learning_rate=5e-3",
        "schedule.epochs=8",
    )
    events = list(fit(hidden))
    first, *_, last = held_out(events)
    assert last["mse_pasted"] < last["mse"] < first["mse"]
    run = of_kind(events, SnapshotTaken)[-1].snapshot
    started = of_kind(events, RunStarted)[0]
    x = started.images.batch(started.split.held_out)
    seen = hidden.corruption.apply(x, seed=7, purpose="evaluate", indices=started.split.held_out).pixels
    error = (run.reconstruct(seen) - x).square()
    assert last["mse"] == pytest.approx(error.mean().item(), rel=1e-4)
    assert last["mse_pasted"] == pytest.approx(error[:, :, :4].sum().item() / x.numel(), rel=1e-4)
    assert error[:, :, :4].mean() < 0.5 * (1 - x)[:, :, :4].square().mean()


def test_closing_the_iterator_saves_the_run(recipe: Recipe, tmp_path: Path) -> None:
    events = fit(recipe, folder=tmp_path / "run")
    until(events, EpochEnded, 2)
    events.close()  # type: ignore[attr-defined]
    run = load_run(tmp_path / "run")
    assert run.snapshot.step > 0


def test_a_saved_run_encodes_and_decodes_like_the_model_that_was_trained(recipe: Recipe, tmp_path: Path) -> None:
    events = list(fit(recipe, folder=tmp_path / "run"))
    images = of_kind(events, RunStarted)[0].images
    latest = of_kind(events, LatentsEncoded)[-1]
    with np.load(tmp_path / "run" / "latents.npz") as saved:
        np.testing.assert_array_equal(saved["codes"], latest.codes)
    run = load_run(tmp_path / "run")
    x = images.batch(torch.from_numpy(latest.indices[:10]))
    np.testing.assert_allclose(run.encode(x.numpy()), latest.codes[:10], rtol=1e-4, atol=1e-5)
    assert run.decode(latest.codes[:10]).shape == (10, 1, 8, 8)
    assert isinstance(run.decode(torch.from_numpy(latest.codes[:10])), torch.Tensor)


def test_pause_waits_and_a_step_takes_exactly_one(recipe: Recipe) -> None:
    control = Control(paused=True)
    steps: list[int] = []
    ended = threading.Event()

    def train() -> None:
        for event in fit(recipe, control=control, watch=Watch()):
            if isinstance(event, SnapshotTaken):
                steps.append(event.step)
                if event.step == 1:
                    control.stop()
                elif len(steps) >= 2:
                    control.step()
        ended.set()

    thread = threading.Thread(target=train)
    thread.start()
    assert ended.wait(60)
    thread.join()
    assert steps[-1] == 1
    assert set(steps) == {0, 1}


def test_finishing_early_evaluates_and_ends(recipe: Recipe) -> None:
    control = Control()
    events = []
    for event in fit(recipe.override("schedule.epochs=1000"), control=control):
        events.append(event)
        if isinstance(event, EpochEnded) and event.epoch == 1:
            control.finish()
    assert of_kind(events, RunFinished)[0].reason == "finished early"


def test_a_diverging_run_stops_says_what_to_try_and_keeps_finite_weights(recipe: Recipe, tmp_path: Path) -> None:
    # Twelve linear layers whose weights grow by 10 a step: their product soon leaves float32.
    wild = recipe.override(
        "model.kind=linear",
        "model.output=identity",
        f"model.widths={[64] * 5}",
        "objective.reconstruction=mse",
        "optimizer.learning_rate=10",
    )
    events = list(fit(wild, folder=tmp_path / "run"))
    failed = events[-1]
    assert isinstance(failed, RunFailed)
    assert "smaller learning rate, such as 1" in failed.advice
    run = load_run(tmp_path / "run")
    assert all(torch.isfinite(weight).all() for weight in run.snapshot.state_dict().values())
    assert all(map(math.isfinite, step_losses(events)))


def test_weights_that_the_last_step_broke_are_not_kept(recipe: Recipe, tmp_path: Path) -> None:
    x = np.random.default_rng(0).random((40, 8, 8)).astype(np.float32)
    # One step an epoch, one epoch: no later loss tells what the step did to the weights.
    one_step = recipe.override("schedule.epochs=1", "schedule.batch_size=32", "optimizer.learning_rate=10")
    with pytest.MonkeyPatch.context() as patch:
        step = torch.optim.Adam.step

        def breaking(self: torch.optim.Adam, *arguments: object) -> None:
            step(self, *arguments)  # type: ignore[arg-type]
            with torch.no_grad():
                self.param_groups[0]["params"][0].fill_(math.nan)

        patch.setattr(torch.optim.Adam, "step", breaking)
        *_, last = fit(one_step, x, folder=tmp_path / "run")
    assert isinstance(last, RunFailed)
    weights = load_run(tmp_path / "run").snapshot.state_dict().values()
    assert all(weight.isfinite().all() for weight in weights)


@pytest.mark.parametrize("other", [np.zeros((60, 12, 10), np.uint8), np.zeros((50, 12, 10), np.uint8)])
def test_a_run_is_not_continued_with_other_images(tmp_path: Path, other: np.ndarray) -> None:
    x = np.random.default_rng(0).integers(0, 256, (60, 12, 10), np.uint8)
    recipe = Recipe.load("mnist-ae-2d").override("schedule.batch_size=16", "schedule.epochs=1", "model.widths=[8]")
    list(fit(recipe, x, folder=tmp_path / "run"))
    more = recipe.override("schedule.epochs=2")
    with pytest.raises(InputError, match="was trained on other images"):
        next(fit(more, other, folder=tmp_path / "run", resume=True))
    assert isinstance(list(fit(more, x, folder=tmp_path / "run", resume=True))[-1], RunFinished)


def test_the_number_of_threads_is_given_back(recipe: Recipe) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        list(fit(recipe))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_arrays_train_too() -> None:
    x = np.random.default_rng(0).integers(0, 256, (60, 12, 10), np.uint8)
    recipe = Recipe.load("mnist-vae-2d").override("schedule.batch_size=16", "schedule.epochs=1", "model.widths=[8]")
    started, *_, last = fit(recipe, x)
    assert isinstance(started, RunStarted)
    assert started.images.shape == (1, 12, 10)
    assert isinstance(last, RunFinished)


def test_a_batch_larger_than_the_data_is_refused(recipe: Recipe) -> None:
    with pytest.raises(InputError, match=r"A batch of 60000 images is larger than the \d+ training images"):
        next(fit(recipe.override("schedule.batch_size=60000")))


def test_resuming_without_a_folder_is_refused(recipe: Recipe) -> None:
    with pytest.raises(InputError, match="Only a run with a folder can be resumed"):
        next(fit(recipe, resume=True))


def test_half_of_the_watched_images_are_held_out_where_there_are_enough(recipe: Recipe) -> None:
    events = until(fit(recipe, watch=Watch(points=100)), LatentsEncoded)
    started, encoded = of_kind(events, RunStarted)[0], of_kind(events, LatentsEncoded)[0]
    held = np.isin(encoded.indices, started.split.held_out.numpy())
    assert (len(held), held.sum()) == (100, 50)
    assert (np.diff(encoded.indices) > 0).all()


def test_a_model_that_does_not_fit_into_memory_is_refused(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr("training.build.initialise", too_large)
    with pytest.raises(InputError, match="does not fit into this machine's memory"):
        next(fit(recipe))
