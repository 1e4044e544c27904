"""A contact sheet: images side by side in rows, each pixel of theirs a square of whole pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor


def contact_sheet(images: NDArray[Any], columns: int, *, gap: int = 0, zoom: int = 1) -> Image.Image:
    """Images (n, C, H, W) in [0, 1] in rows of ``columns``, all enlarged ``zoom`` times; values outside are cut off.

    Missing images and gaps, of ``gap`` pixels of the images, are white. Of other channels than grey and RGB the first
    is shown: Pillow knows no others.
    """
    sheet = mosaic(torch.from_numpy(np.ascontiguousarray(images, np.float32)), columns, gap=gap)
    if len(sheet) != 3:
        sheet = sheet[:1]
    pixels = (sheet.nan_to_num(0).clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
    pixels = pixels.repeat(zoom, 0).repeat(zoom, 1)
    return Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[..., 0])


def mosaic(images: Tensor, columns: int, *, gap: int = 0) -> Tensor:
    """Images (N, C, H, W) side by side in rows of ``columns``, as one image (C, …); missing ones and gaps are white."""
    n, c, h, w = images.shape
    rows = -(-n // columns)
    tiles = images.new_ones(rows * columns, c, h + gap, w + gap)
    tiles[:n, :, :h, :w] = images
    sheet = tiles.view(rows, columns, c, h + gap, w + gap).permute(2, 0, 3, 1, 4)
    sheet = sheet.reshape(c, rows * (h + gap), columns * (w + gap))
    return sheet[:, : sheet.shape[1] - gap, : sheet.shape[2] - gap]
