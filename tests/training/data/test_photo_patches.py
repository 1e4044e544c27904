"""Crops of photographs that come with installed packages, held-out ones from places of their own."""

from __future__ import annotations

import socket
from importlib import resources

import numpy as np
import pytest
import torch
from PIL import Image

from training.data import SOURCES, load_images, photo_patches
from training.data.images import ImageSet
from training.errors import InputError


@pytest.fixture(scope="module")
def patches() -> ImageSet:
    with pytest.MonkeyPatch.context() as patch:

        def no_network(*_: object) -> None:
            raise AssertionError("the network was asked")

        patch.setattr(socket, "socket", no_network)
        patch.setattr(socket, "getaddrinfo", no_network)
        return load_images("photo-patches")


def test_there_are_two_thousand_without_a_network(patches: ImageSet) -> None:
    assert patches.pixels.shape == (2000, 3, 64, 64)
    assert patches.pixels.dtype == torch.uint8
    assert patches.held_out_from == 1600
    assert not patches.synthetic
    assert patches.labels is not None
    counts = patches.labels.bincount()
    assert len(patches.classes) == len(counts) == 7
    assert counts.max() - counts.min() <= 2


def test_they_are_the_same_every_time(patches: ImageSet) -> None:
    assert torch.equal(load_images("photo-patches").pixels, patches.pixels)


def test_they_are_pictures_of_their_class(patches: ImageSet) -> None:
    """A crop at full scale is found in the photograph."""
    from skimage.data import coffee

    assert patches.labels is not None
    photograph = coffee()
    windows = np.lib.stride_tricks.sliding_window_view(photograph[:, :, 0], (1, 64))[:, :, 0]
    crops = patches.pixels[:1600][patches.labels[:1600] == patches.classes.index("coffee")].numpy()
    found = 0
    for crop in crops[:40]:
        for top, left in np.argwhere((windows[:-63] == crop[0, 0]).all(2)):
            found += np.array_equal(photograph[top : top + 64, left : left + 64].transpose(2, 0, 1), crop)
    assert found >= 12


def test_no_held_out_crop_shows_what_a_training_crop_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photographs of which one part is black and the other white: crops are one or the other."""

    def halves(photograph: photo_patches.Photograph) -> Image.Image:
        size = (600, 400) if photograph.name != "cat" else (400, 600)
        picture = Image.new("RGB", size, "black")
        picture.paste("white", (400, 0, 600, 400) if photograph.name != "cat" else (0, 400, 400, 600))
        return picture

    monkeypatch.setattr(photo_patches, "_read", halves)
    images = load_images("photo-patches")
    assert int(images.pixels[:1600].max()) == 0
    assert int(images.pixels[1600:].min()) == 255


def test_every_photograph_is_large_enough_for_held_out_crops() -> None:
    for photograph in photo_patches.PHOTOGRAPHS:
        part = photo_patches._part(photo_patches._read(photograph), held_out=True)
        assert min(part.size) * min(photo_patches.SCALES) >= 64, photograph.name


def test_every_photograph_has_its_licence_in_the_registry() -> None:
    said = SOURCES["photo-patches"].licence
    for photograph in photo_patches.PHOTOGRAPHS:
        author, licence = photograph.licence.split(", ")
        assert photograph.name.capitalize() in said or photograph.name in said
        assert author in said and licence in said


def test_a_damaged_installation_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "astronaut.png").write_bytes(b"\x89PNG\r\n\x1a\n no more")
    monkeypatch.setattr(resources, "files", lambda _package: tmp_path)
    with pytest.raises(InputError, match=r"“astronaut” that ships with scikit-image cannot be read.*reinstall scikit"):
        load_images("photo-patches")
