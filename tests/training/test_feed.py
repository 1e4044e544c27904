"""Images that fit into memory and images that do not: the same run, to the last bit."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from training import Recipe, Watch, fit
from training.data.images import ImageSet
from training.evaluate import evaluate
from training.events import (
    EpochEnded,
    Event,
    FeedKind,
    LatentsEncoded,
    Progress,
    RunFinished,
    RunStarted,
    SnapshotTaken,
)
from training.feed import Feed, Resident, Streamed, open_feed
from training.memory import VARIABLE
from training.run_folder import RunFolder
from training.saved_run import load_model
from training.workbench import fingerprint

CPU = torch.device("cpu")


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-vae-2d").override(
        "model.widths=[16]", "schedule.epochs=2", "schedule.batch_size=32", "device.accelerator=cpu"
    )


@pytest.fixture
def mapped(tmp_path: Path) -> ImageSet:
    """Images in a file that is mapped into memory."""
    pixels = np.random.default_rng(0).integers(0, 256, (300, 1, 12, 10), np.uint8)
    np.save(tmp_path / "pixels.npy", pixels)
    # Copy on write: torch warns of memory that nobody may write to.
    return ImageSet("mapped", torch.from_numpy(np.load(tmp_path / "pixels.npy", mmap_mode="c")))


@pytest.fixture
def indices() -> torch.Tensor:
    return torch.tensor([7, 3, 290, 3, 11, 150, 4])


def kind_of(events: list[Event]) -> FeedKind:
    (kind,) = [event.feed for event in events if isinstance(event, RunStarted)]
    return kind


def numbers(events: list[Event]) -> list[object]:
    """Everything that a run measured and learned."""
    found: list[object] = []
    for event in events:
        if isinstance(event, Progress):
            found += event.losses
        elif isinstance(event, EpochEnded):
            found += [event.training, event.held_out]
        elif isinstance(event, LatentsEncoded):
            found += [event.indices.tobytes(), event.codes.tobytes()]
        elif isinstance(event, SnapshotTaken):
            found += [weight.numpy().tobytes() for weight in event.snapshot.state_dict().values()]
    return found


def test_a_run_that_reads_while_it_trains_measures_and_learns_the_same(
    recipe: Recipe, mapped: ImageSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = list(fit(recipe, mapped))
    # Less than the 36,000 bytes of all images, a quarter of it less than those that are watched.
    monkeypatch.setenv(VARIABLE, "30000")
    streamed = list(fit(recipe, mapped))
    assert (kind_of(resident), kind_of(streamed)) == ("resident", "streamed")
    assert numbers(resident) == numbers(streamed)
    assert isinstance(streamed[-1], RunFinished)


def test_a_resumed_run_may_read_what_was_in_memory_before(
    recipe: Recipe, mapped: ImageSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [event.held_out for event in fit(recipe, mapped) if isinstance(event, EpochEnded)]
    events = fit(recipe, mapped, folder=tmp_path / "run")
    for event in events:
        if isinstance(event, Progress):
            events.close()
    monkeypatch.setenv(VARIABLE, "0")
    resumed = list(fit(recipe, mapped, folder=tmp_path / "run", resume=True))
    assert kind_of(resumed) == "streamed"
    assert [event.held_out for event in resumed if isinstance(event, EpochEnded)][-1] == whole[-1]


@pytest.mark.parametrize("kind", [Progress, EpochEnded, LatentsEncoded])
def test_leaving_a_run_ends_the_reading_ahead(
    recipe: Recipe, mapped: ImageSet, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "0")
    before = threading.active_count()
    events = fit(recipe, mapped, watch=Watch(every=0.0, share=1.0))
    for event in events:
        if isinstance(event, kind) and event.step > 0:
            break
    events.close()
    assert threading.active_count() == before


def test_random_numbers_of_others_are_left_alone(
    recipe: Recipe, mapped: ImageSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []
    for memory in ("1G", "0"):
        monkeypatch.setenv(VARIABLE, memory)
        torch.manual_seed(5)
        list(fit(recipe, mapped))
        left.append(torch.rand(3))
    assert torch.equal(*left)


@pytest.mark.parametrize("resident", [True, False])
def test_a_feed_gives_the_images_that_are_asked_for(mapped: ImageSet, indices: torch.Tensor, resident: bool) -> None:
    feed = open_feed(mapped.pixels, indices, CPU, resident=resident)
    expected = mapped.pixels[indices]
    assert isinstance(feed, Resident if resident else Streamed)
    assert len(feed) == 7
    order = [torch.tensor([5, 0]), torch.tensor([6]), torch.tensor([1, 2, 3]), *[torch.tensor([k]) for k in range(7)]]
    assert all(torch.equal(got, expected[rows]) for got, rows in zip(feed.batches(order), order, strict=True))
    assert torch.equal(torch.cat(list(feed.chunks(3))), expected)
    assert torch.equal(feed.take(torch.tensor([4, 4])), expected[[4, 4]])
    assert list(feed.batches([])) == []


def test_channels_may_come_last_in_the_file(tmp_path: Path, indices: torch.Tensor) -> None:
    array = np.random.default_rng(0).random((300, 5, 6, 3), np.float32)
    np.save(tmp_path / "pixels.npy", array)
    pixels = torch.from_numpy(np.load(tmp_path / "pixels.npy", mmap_mode="c")).permute(0, 3, 1, 2)
    for resident in (True, False):
        (chunk,) = open_feed(pixels, indices, CPU, resident=resident).chunks(10)
        np.testing.assert_array_equal(chunk, array[indices].transpose(0, 3, 1, 2))


def test_an_error_while_reading_reaches_the_run() -> None:
    feed = open_feed(torch.zeros(5, 1, 2, 2), torch.tensor([0, 9]), CPU, resident=False)
    with pytest.raises(IndexError):
        list(feed.chunks(2))


def test_only_what_is_needed_soon_is_read_ahead(mapped: ImageSet) -> None:
    read: list[int] = []

    class Noted(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, arguments=(), keywords=None):  # type: ignore[no-untyped-def]
            if function is torch.Tensor.index_select:
                read.append(len(arguments[2]))
            return super().__torch_function__(function, types, arguments, keywords or {})

    batches = Streamed(mapped.pixels.as_subclass(Noted), torch.arange(300), CPU).chunks(1)
    for _ in range(10):
        next(batches)
    batches.close()
    assert 10 <= len(read) <= 14


def test_a_feed_is_evaluated_like_its_images(recipe: Recipe, mapped: ImageSet, tmp_path: Path) -> None:
    list(fit(recipe, mapped, folder=tmp_path / "run"))
    model, _ = load_model(RunFolder.open(tmp_path / "run"))
    indices = torch.arange(40, 140)

    def measured(pixels: torch.Tensor | Feed) -> dict[str, float]:
        return evaluate(model, recipe.objective, pixels, indices, seed=1, chunk=32)

    assert measured(open_feed(mapped.pixels, indices, CPU, resident=False)) == measured(mapped.pixels[indices])


def test_a_file_larger_than_the_budget_trains(recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = np.lib.format.open_memmap(tmp_path / "large.npy", "w+", np.uint8, (4000, 3, 32, 32))
    file[:] = np.linspace(0, 255, 4000, dtype=np.uint8)[:, None, None, None]
    file.flush()
    images = ImageSet("large", torch.from_numpy(np.load(tmp_path / "large.npy", mmap_mode="c")))
    monkeypatch.setenv(VARIABLE, "1M")
    assert images.pixels.nbytes > 10 * 2**20
    linear = recipe.override(
        "bottleneck.kind=plain", "model.kind=linear", "model.output=identity", "objective.reconstruction=mse"
    )
    events = list(fit(linear, images))
    first, *_, last = [event.held_out["mse"] for event in events if isinstance(event, EpochEnded)]
    assert kind_of(events) == "streamed"
    assert last < 0.5 * first


class TestFingerprint:
    def test_it_is_the_checksum_of_all_pixels(self, mapped: ImageSet) -> None:
        import zlib

        assert fingerprint(mapped)["data.crc32"] == f"{zlib.crc32(mapped.pixels.numpy().tobytes()):08x}"

    def test_channels_last_in_memory_make_no_difference(self) -> None:
        pixels = torch.randint(0, 256, (20, 3, 4, 5), dtype=torch.uint8)
        last = pixels.to(memory_format=torch.channels_last)
        assert fingerprint(ImageSet("x", pixels)) == fingerprint(ImageSet("x", last))

    def test_of_a_huge_set_a_sample_is_read(self, mapped: ImageSet, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.workbench.READ_WHOLE", 1000)
        monkeypatch.setattr("training.workbench.SAMPLED", 1200)
        before = fingerprint(mapped)
        changed = []
        for image in range(300):
            other = mapped.pixels.clone()
            other[image, 0, 6, 5] ^= 1
            if fingerprint(ImageSet("mapped", other)) != before:
                changed.append(image)
        assert len(changed) == 10
        assert changed[0] == 0 and changed[-1] == 299
