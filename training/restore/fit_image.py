"""Fit an image to a model: another size or mode becomes the one that it was trained on, and what was done is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from training.errors import InputError
from training.restore.problem import picture

if TYPE_CHECKING:
    from torch import Tensor

How = Literal["squeeze", "crop", "pad"]
"""Change the proportions, cut off what is too long, or add a border of the corner's colour."""
GREY = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in grey (ITU-R BT.601), as Pillow takes them."""


def fits(image: Tensor, shape: tuple[int, int, int]) -> bool:
    """Whether an image (C, H, W) is of the ``shape`` (C, H, W) of a model's."""
    return tuple(image.shape) == shape


def offer(image: Tensor, shape: tuple[int, int, int]) -> str:
    """A sentence that says what does not fit, and what can be done; empty where the image fits."""
    if fits(image, shape):
        return ""
    return f"The image is {picture(tuple(image.shape))}, but the model was trained on {picture(shape)}. Resize it?"


def fit(image: Tensor, shape: tuple[int, int, int], how: How = "pad") -> tuple[Tensor, str]:
    """An image (C, H, W), uint8 or float in [0, 1], as pixels of ``shape`` in [0, 1]; and a sentence on what was done.

    The sentence is empty where nothing had to be done. Sizes are changed with an antialiased bilinear filter.

    Raises:
        InputError: no image, one without pixels or with some that are no numbers, or channels that have no meaning.
    """
    import torch
    from torch.nn import functional as F

    from training.data.images import to_unit

    if image.ndim != 3 or 0 in image.shape:
        raise InputError(f"An image has to be (C, H, W) with no empty side; this one is {tuple(image.shape)}.")
    x = to_unit(image.detach().cpu()).float()
    if not bool(torch.isfinite(x).all()):
        raise InputError("Some pixels of the image are no numbers (NaN or infinite). Load the image again.")
    if fits(image, shape):
        return x, ""
    channels, height, width = shape
    x = _mode(x, channels)[None]
    if tuple(x.shape[2:]) != (height, width):
        if how == "crop":
            x = _cropped(x, height / width)
        elif how == "pad":
            x = _padded(x, height / width)
        x = F.interpolate(x, size=(height, width), mode="bilinear", antialias=True, align_corners=False)
    done = {"squeeze": "squeezed", "crop": "cropped and resized", "pad": "resized, with a border where needed"}[how]
    if tuple(image.shape[1:]) == (height, width):
        done = "converted"
    return x[0].clamp(0, 1), f"The image was {picture(tuple(image.shape))}; it is {done} to {picture(shape)}."


def _mode(x: Tensor, channels: int) -> Tensor:
    """Pixels (C, H, W) with so many channels."""
    have = len(x)
    if have in (2, 4):
        # The last channel says how opaque a pixel is: what is not is black.
        x, have = x[:-1] * x[-1:], have - 1
    if have == channels:
        return x
    if have == 1:
        return x.expand(channels, -1, -1)
    if have == 3 and channels == 1:
        return (x * x.new_tensor(GREY).view(3, 1, 1)).sum(0, keepdim=True)
    raise InputError(
        f"An image of {have} channels cannot become one of {channels}. Give a grey or an RGB image, or choose a model "
        "of such images."
    )


def _cropped(x: Tensor, ratio: float) -> Tensor:
    """The largest middle part of (1, C, H, W) whose height is ``ratio`` times its width."""
    height, width = x.shape[2:]
    h, w = min(height, max(1, round(width * ratio))), min(width, max(1, round(height / ratio)))
    top, left = (height - h) // 2, (width - w) // 2
    return x[:, :, top : top + h, left : left + w]


def _padded(x: Tensor, ratio: float) -> Tensor:
    """(1, C, H, W) in the middle of the smallest such part, filled with the colour of its first corner."""
    height, width = x.shape[2:]
    h, w = max(height, round(width * ratio)), max(width, round(height / ratio))
    whole = x[:, :, :1, :1].expand(-1, -1, h, w).clone()
    top, left = (h - height) // 2, (w - width) // 2
    whole[:, :, top : top + height, left : left + width] = x
    return whole
