"""Images stand in rows, and each of their pixels is a square of whole pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.contact_sheet import contact_sheet, mosaic

IMAGES = np.random.default_rng(0).random((5, 1, 4, 3), dtype=np.float32)


def test_a_mosaic_puts_images_in_rows() -> None:
    images = torch.arange(5).view(5, 1, 1, 1).expand(5, 1, 2, 3) / 10
    sheet = mosaic(images, 3, gap=1)
    assert sheet.shape == (1, 5, 11)
    assert sheet[0, 0].tolist() == torch.tensor([0, 0, 0, 1, 0.1, 0.1, 0.1, 1, 0.2, 0.2, 0.2]).tolist()
    assert sheet[0, 3, 8:].tolist() == [1, 1, 1], "the missing sixth is white"


def test_a_sheet_shows_every_image_enlarged_and_leaves_white_what_is_missing() -> None:
    pixels = np.asarray(contact_sheet(IMAGES, 3, gap=1, zoom=2))
    assert pixels.shape == (2 * (2 * 5 - 1), 2 * (3 * 4 - 1))
    stored = np.rint(IMAGES[:, 0] * 255)
    np.testing.assert_array_equal(pixels[10:18:2, 8:14:2], stored[4])
    np.testing.assert_array_equal(pixels[11:18:2, 9:14:2], stored[4])
    assert (pixels[8:10] == 255).all() and (pixels[10:, 16:] == 255).all(), "the gap, and the sixth place"


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "L"), (3, "RGB"), (5, "L")])
def test_any_number_of_channels_can_be_shown(channels: int, mode: str) -> None:
    images = np.concatenate([IMAGES] * channels, 1)
    sheet = contact_sheet(images, 5)
    assert sheet.mode == mode and sheet.size == (15, 4)
    first = np.asarray(sheet).reshape(4, 15, -1)[..., 0]
    np.testing.assert_array_equal(first, np.asarray(contact_sheet(IMAGES, 5)))


def test_what_is_no_number_in_range_is_cut_off() -> None:
    images = np.array([-1, 2, np.nan], np.float32).reshape(3, 1, 1, 1)
    assert np.asarray(contact_sheet(images, 3)).tolist() == [[0, 255, 0]]
