"""An order says what is to be made; its first part is part of it, and files do not depend on cores or on company."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training.build import build_model
from training.data.images import ImageSet
from training.errors import InputError
from training.generation.order import Order
from training.generation.origin import Origin
from training.generation.save import present, save
from training.generation.sheet import sheet
from training.latent.samplers.fitted_gaussian import GaussianOfCodes
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.uniform_grid import UniformGrid
from training.recipe import Recipe
from training.snapshot import Snapshot

NOISE = NoisyCodes(noise=0.5)


@pytest.fixture
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def origin() -> Origin:
    """An untrained model of 28×28 images, 120 of them in three classes."""
    random = torch.Generator().manual_seed(0)
    labels = torch.arange(120) % 3
    images = ImageSet("noise", torch.rand(120, 1, 28, 28, generator=random), labels, ("a", "b", "c"))
    torch.manual_seed(0)
    model = build_model(Recipe.load("mnist-ae-2d"), images.shape)
    return Origin(Snapshot(model, step=7, epoch=1), images, np.arange(100), 3)


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("order", [Order("image", NOISE, 5, "1-10"), Order("nothing", GaussianOfCodes(), 37)])
def test_bits_do_not_depend_on_the_number_of_threads(origin: Origin, order: Order) -> None:
    made = []
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        made.append(order.made(origin).pixels.tobytes())
        assert torch.get_num_threads() == threads
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize(
    "order", [Order("image", NOISE, 5, "7,1-10"), Order("class", NOISE, 9), Order("class", GaussianOfCodes(), 9)]
)
def test_the_first_of_an_order_are_among_all_of_it(origin: Origin, order: Order) -> None:
    whole, first = order.made(origin), order.first(origin, 4, 3).made(origin)
    kept = whole.turn <= 3
    if order.by == "image":
        assert whole.starts is not None
        kept &= np.isin(whole.starts, [6, 0, 1, 2])
    assert len(first) == kept.sum() == (12 if order.by == "image" else 9)
    np.testing.assert_allclose(first.codes, whole.codes[kept], rtol=1e-4, atol=1e-6)


def test_how_many(origin: Origin) -> None:
    assert Order("image", NOISE, 5, "1-10").total(origin) == 50
    assert Order("class", NOISE, 5).total(origin) == 15
    assert Order("nothing", UniformGrid(), 30).total(origin) == 25
    assert Order("nothing", GaussianOfCodes(), 5000).first(origin, 10, 6).each == 60
    with pytest.raises(InputError, match="These would be 1,200,000 images"):
        Order("image", NOISE, 10_000, "1-120").first(origin, 1, 1)


def test_it_tells_how_far_it_is_and_can_be_stopped(origin: Origin) -> None:
    class EnoughError(Exception):
        pass

    said: list[tuple[str, int, int]] = []

    def tell(what: str, done: int, of: int) -> None:
        said.append((what, done, of))
        if (what, done) == ("decoded", 1024):
            raise EnoughError

    with pytest.raises(EnoughError):
        Order("image", NOISE, 20, "1-100").made(Origin(origin.snapshot, origin.images, origin.training, 3, tell))
    drawn = [("drawn", 100 * turn, 2000) for turn in range(1, 21)]
    assert said == [("encoded", 100, 100), *drawn, ("decoded", 512, 2000), ("decoded", 1024, 2000)]


@pytest.mark.parametrize("order", [Order("class", NOISE, 2), Order("nothing", UniformGrid(), 4)])
def test_what_came_of_synthetic_images_says_so(origin: Origin, order: Order) -> None:
    made = order.made(origin)
    computed = replace(origin, images=replace(origin.images, synthetic=True))
    said = [order.how(one, run="r", title="t")["synthetic"] for one in (origin, computed)]
    assert said == [False, True]
    plain, worded = (sheet(made, one.images, "t") for one in (origin, computed))
    assert (worded.height, worded.width) >= (plain.height + 20, plain.width)
    below = np.asarray(worded.convert("L"))[plain.height :]
    assert below.min() < 150, "a line of words"


def test_only_what_is_wanted_is_written(origin: Origin, tmp_path: Path) -> None:
    order = Order("class", NOISE, 2)
    made, how = order.made(origin), order.how(origin, run="r", title="t")
    picture = sheet(made, origin.images, "t")
    assert present(tmp_path, folder=True) == []
    save(made, tmp_path, how=how)
    assert {path.name for path in tmp_path.iterdir()} == {"images.npy", "labels.npy", "how.json"}
    save(made, tmp_path, how=how, arrays=False, sheet=picture, folder=True)
    assert {path.name for path in tmp_path.iterdir()} == {"how.json", "sheet.png", "pictures"}
    assert present(tmp_path, folder=True) == ["how.json", "sheet.png", "pictures"]
    assert present(tmp_path, folder=False) == ["how.json", "sheet.png"]
    said = json.loads((tmp_path / "how.json").read_text())
    assert (said["step"], said["seed"], said["data"], said["by"]) == (7, 3, "noise", "class")
