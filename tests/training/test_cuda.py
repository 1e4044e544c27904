"""A run on a GPU: its images lie there, it learns what a run on the CPU learns, and what it saves needs no GPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.data.images import ImageSet, to_unit
from training.events import EpochEnded, Event, RunFinished, RunStarted, SnapshotTaken
from training.feed import open_feed
from training.lay_out import lay_out
from training.loop import fit
from training.recipe import Recipe
from training.saved_run import load_run
from training.seeds import normal_noise, uniform_noise

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")

GPU = "cuda"
KINDS = {
    "dense, erased": ("model.widths=[32]", "corruption.kind=erase"),
    "variational": ("model.widths=[32]", "bottleneck.kind=gaussian"),
    "convolutional, with batch norm": ("model.kind=convolutional", "model.channels=[4, 8]", "model.batch_norm=true"),
    "feature maps, noisy code": ("model.kind=feature-maps", "model.channels=[4, 8]", "bottleneck.kind=power"),
}


def recipe_of(kind: str, *assignments: str) -> Recipe:
    small = ("schedule.epochs=3", "schedule.batch_size=16", "optimizer.learning_rate=0.003")
    return Recipe().override(*KINDS[kind], *small, *assignments)


@pytest.fixture(scope="module")
def images() -> ImageSet:
    """80 images (1, 16, 16) uint8, each a bright square on black."""
    pixels = np.zeros((80, 1, 16, 16), np.uint8)
    for k in range(80):
        pixels[k, 0, k % 8 : k % 8 + 8, k // 10 : k // 10 + 8] = 255
    return ImageSet("squares", torch.from_numpy(pixels))


def held_out(events: list[Event]) -> list[float]:
    return [event.held_out["loss"] for event in events if isinstance(event, EpochEnded)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_learns_saves_and_goes_on_on_the_gpu(kind: str, images: ImageSet, tmp_path: Path) -> None:
    recipe = recipe_of(kind, f"device.accelerator={GPU}")
    events = list(fit(recipe, images, folder=tmp_path / "run"))
    started, finished = events[0], events[-1]
    assert isinstance(started, RunStarted)
    assert (started.device.accelerator, started.feed) == (GPU, "resident")
    assert isinstance(finished, RunFinished)
    assert (finished.reason, finished.epoch) == ("completed", 3)

    losses = held_out(events)
    assert all(np.isfinite(losses))
    assert losses[-1] < losses[0]
    on_cpu = held_out(list(fit(recipe_of(kind, "device.accelerator=cpu"), images)))
    # Convolutions round their factors to 10 bits there (TF32).
    assert losses[0] == pytest.approx(on_cpu[0], rel=1e-3), (
        "the same weights, corruption and noise before the first step"
    )
    assert losses[-1] == pytest.approx(on_cpu[-1], rel=0.05), "rounding grows with every step"

    saved = load_run(tmp_path / "run")
    x = to_unit(images.pixels[:5])
    last = [event.snapshot for event in events if isinstance(event, SnapshotTaken)][-1]
    assert all(parameter.device.type == "cpu" for parameter in saved.snapshot.model.parameters())
    torch.testing.assert_close(saved.reconstruct(x), last.reconstruct(x))

    more = list(fit(recipe.override("schedule.epochs=4"), images, folder=tmp_path / "run", resume=True))
    assert isinstance(more[0], RunStarted)
    assert more[0].step == finished.step
    assert isinstance(more[-1], RunFinished)
    assert more[-1].epoch == 4


def test_weights_moments_and_resident_images_are_on_the_gpu(images: ImageSet) -> None:
    bench = lay_out(recipe_of("variational", f"device.accelerator={GPU}"), images)
    try:
        order = bench.order(0)
        rows = torch.arange(3)
        for feed, part in ((bench.pixels, bench.split.training), (bench.held_out, bench.split.held_out)):
            assert feed.kind == "resident"
            taken = feed.take(rows)
            assert (taken.device.type, taken.dtype) == (GPU, torch.uint8)
            assert torch.equal(taken.cpu(), images.pixels[part[rows]])
        for _, chosen, pixels in bench.batches(0, 0):
            assert (chosen.device.type, pixels.device.type) == (GPU, GPU)
            assert torch.equal(pixels.cpu(), images.pixels[bench.split.training[chosen.cpu()]])
        assert {parameter.device.type for parameter in bench.model.parameters()} == {GPU}
        noise = bench.noise(0, order[0])
        assert noise is not None
        assert {tensor.device.type for tensor in (noise, bench.losses, bench.indices)} == {GPU}
    finally:
        bench.close()


def test_images_that_are_read_while_training_arrive_on_the_gpu_unchanged(images: ImageSet) -> None:
    indices = torch.arange(10, 70)
    feed = open_feed(images.pixels, indices, torch.device(GPU, 0), resident=False)
    assert feed.kind == "streamed"
    order = torch.split(torch.randperm(60, generator=torch.Generator().manual_seed(0)).to(GPU), 16)
    for rows, pixels in zip(order, feed.batches(order), strict=True):
        assert pixels.device.type == GPU
        assert torch.equal(pixels.cpu(), images.pixels[indices[rows.cpu()]])


def test_random_numbers_are_those_of_the_cpu() -> None:
    indices = torch.tensor([0, 3, 59_999])
    there = normal_noise(7, "test", indices.to(GPU), (3, 5))
    assert there.device.type == GPU
    torch.testing.assert_close(there.cpu(), normal_noise(7, "test", indices, (3, 5)), atol=1e-5, rtol=0)
    assert torch.equal(
        uniform_noise(7, "test", indices.to(GPU), (3, 5)).cpu(), uniform_noise(7, "test", indices, (3, 5))
    )
