"""``data.colour``: coloured images become grey and grey ones coloured, whatever source they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from training import fit
from training.data import LoadingCancelled, colour, load_images, pixel_cache
from training.data.images import ImageSet
from training.data.settings import Data
from training.errors import InputError
from training.events import EpochEnded
from training.feed import open_feed
from training.recipe import Recipe

RANDOM = np.random.default_rng(0)
COLOURED = RANDOM.integers(0, 256, (12, 9, 8, 3), np.uint8)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pixel_cache, "decoded_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(colour, "decoded_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def npz(folder: Path, pixels: NDArray[Any], **settings: Any) -> Data:
    np.savez(folder / "a.npz", x=pixels, y=np.arange(len(pixels)) % 3)
    return Data(source="npz", path=folder / "a.npz", **settings)


def pillow(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The luminance (N, 1, H, W) of pixels (N, H, W, 3), as Pillow computes it."""
    return np.stack([np.asarray(Image.fromarray(one).convert("L")) for one in pixels])[:, None]


def assert_alike(images: ImageSet, others: ImageSet) -> None:
    """They differ in their pixels only."""
    assert images.labels is not None and others.labels is not None and torch.equal(images.labels, others.labels)
    assert images.classes == others.classes and images.held_out_from == others.held_out_from
    assert (images.name, images.note, len(images)) == (others.name, others.note, len(others))


def test_bytes_become_grey_as_in_pillow(tmp_path: Path) -> None:
    data = npz(tmp_path, COLOURED, colour="grey")
    images = load_images(data)
    assert np.array_equal(images.pixels.numpy(), pillow(COLOURED))
    assert_alike(images, load_images(npz(tmp_path, COLOURED)))


def test_every_shade_stays_what_it_is(tmp_path: Path) -> None:
    shades = np.arange(256, dtype=np.uint8).reshape(4, 8, 8, 1).repeat(3, 3)
    images = load_images(npz(tmp_path, shades, colour="grey"))
    assert np.array_equal(images.pixels[:, 0].numpy(), shades[..., 0])


def test_fractions_become_grey_by_the_same_weights(tmp_path: Path) -> None:
    fractions = RANDOM.random((12, 9, 8, 3), np.float32)
    fractions[0], fractions[1] = 0, 1
    images = load_images(npz(tmp_path, fractions, colour="grey"))
    assert images.pixels.dtype == torch.float32
    expected = (fractions.astype(np.float64) * [0.299, 0.587, 0.114]).sum(3)
    assert np.abs(images.pixels[:, 0].numpy() - expected).max() < 1e-5
    assert float(images.pixels.min()) >= 0 and float(images.pixels.max()) <= 1


def test_grey_images_get_three_equal_channels(tmp_path: Path) -> None:
    grey = COLOURED[..., 0]
    images = load_images(npz(tmp_path, grey, colour="rgb"))
    assert images.shape == (3, 9, 8)
    assert np.array_equal(images.pixels.numpy(), grey[:, None].repeat(3, 1))
    assert_alike(images, load_images(npz(tmp_path, grey)))


def test_what_is_so_already_stays(tmp_path: Path) -> None:
    coloured, grey = npz(tmp_path, COLOURED, colour="rgb"), Data(source="digits", colour="grey")
    assert np.array_equal(load_images(coloured).pixels.numpy(), np.moveaxis(COLOURED, 3, 1))
    assert torch.equal(load_images(grey).pixels, load_images("digits").pixels)


def test_pictures_and_computed_images_too(tmp_path: Path) -> None:
    for n, picture in enumerate(COLOURED):
        Image.fromarray(picture).save(tmp_path / f"{n:02}.png")
    images = load_images(Data(source="folder", path=tmp_path, colour="grey"))
    assert np.array_equal(images.pixels.numpy(), pillow(COLOURED))
    patches = load_images("photo-patches").pixels[:20].movedim(1, 3).contiguous().numpy()
    grey = load_images(Data(source="photo-patches", colour="grey"))
    assert np.array_equal(grey.pixels[:20].numpy(), pillow(patches))


def test_classes_are_chosen_as_ever(tmp_path: Path) -> None:
    images = load_images(npz(tmp_path, COLOURED, colour="grey", classes=("1",)))
    assert np.array_equal(images.pixels.numpy(), pillow(COLOURED[1::3]))


def test_wafer_maps_have_no_colours() -> None:
    for wanted in ("grey", "rgb"):
        with pytest.raises(InputError, match=r"wafer map are no colours.*Leave data\.colour at “as-is”"):
            load_images(Data(source="wafers", colour=wanted))
    with pytest.raises(InputError, match=r"data\.colour.*'as-is', 'grey' or 'rgb'"):
        Recipe.load("wafers-ae").override("data.colour=blue")


def test_by_default_nothing_changes_and_nothing_is_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colour, "recoloured", lambda *_: pytest.fail("the images are to stay as they are"))
    images = load_images(npz(tmp_path, COLOURED))
    assert np.array_equal(images.pixels.numpy(), np.moveaxis(COLOURED, 3, 1))
    assert not cache.exists()


class TestLarge:
    @pytest.fixture(autouse=True)
    def small_limits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(colour, "KEEP_FROM", 1)
        monkeypatch.setattr(colour, "PORTION", 300)

    def test_they_are_made_grey_once_and_read_from_disk(
        self, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = npz(tmp_path, COLOURED, colour="grey")
        assert np.array_equal(load_images(data).pixels.numpy(), pillow(COLOURED))
        assert len(list(cache.glob("*.npy"))) == 1
        monkeypatch.setattr(colour, "luminance", lambda _: pytest.fail("they are grey already"))
        assert np.array_equal(load_images(data).pixels.numpy(), pillow(COLOURED))

    def test_other_pixels_are_not_taken_for_them(self, tmp_path: Path, cache: Path) -> None:
        load_images(npz(tmp_path, COLOURED, colour="grey"))
        turned = COLOURED[..., ::-1]
        assert np.array_equal(load_images(npz(tmp_path, turned, colour="grey")).pixels.numpy(), pillow(turned.copy()))
        assert len(list(cache.glob("*.npy"))) == 2

    def test_giving_up_leaves_nothing(self, tmp_path: Path, cache: Path) -> None:
        told: list[int] = []
        data = npz(tmp_path, COLOURED, colour="grey")
        with pytest.raises(LoadingCancelled, match="colours"):
            load_images(data, progress=lambda done, *_: told.append(done), cancelled=lambda: len(told) > 15)
        assert told and not list(cache.glob("*.npy"))
        images = load_images(data, progress=lambda done, *_: told.append(done))
        assert told[-1] == COLOURED.nbytes and np.array_equal(images.pixels.numpy(), pillow(COLOURED))


def test_three_equal_channels_are_fed_from_memory_and_from_disk(tmp_path: Path) -> None:
    pixels = load_images(npz(tmp_path, COLOURED[..., 0], colour="rgb")).pixels
    rows, device = torch.tensor([7, 2, 11]), torch.device("cpu")
    for resident in (True, False):
        (batch,) = open_feed(pixels, torch.arange(12), device, resident=resident).batches([rows])
        assert torch.equal(batch, pixels[rows])


def test_a_run_on_grey_images_learns_them_and_says_so_in_its_recipe(tmp_path: Path) -> None:
    recipe = Recipe.load("mnist-ae-2d").override("model.widths=[8]", "schedule.batch_size=5", "device.accelerator=cpu")
    data = npz(tmp_path, COLOURED, colour="grey")
    recipe = recipe.override("schedule.epochs=1")
    asked = recipe.model_copy(update={"data": data})
    by_setting = [e for e in fit(asked, folder=tmp_path / "run") if isinstance(e, EpochEnded)]
    by_hand = load_images(npz(tmp_path, pillow(COLOURED)[:, 0]))
    by_pixels = [e for e in fit(recipe, by_hand, folder=tmp_path / "other") if isinstance(e, EpochEnded)]
    assert [e.held_out for e in by_setting] == [e.held_out for e in by_pixels]
    assert Recipe.load(tmp_path / "run" / "recipe.toml").data.colour == "grey"
