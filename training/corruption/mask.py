"""A drawn mask: the same pixels of every image are painted over."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, model_validator

from training.corruption.corrupted import Corrupted, CorruptionPart
from training.errors import InputError
from training.models.backbone import ImageShape

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from torch import Tensor

SIDES = 4
"""Numbers that make up a rectangle."""


class Mask(CorruptionPart):
    """``[corruption] kind = "mask"``: hides what the file marks and what lies in the rectangles."""

    kind: Literal["mask"] = "mask"
    path: Path | None = Field(None, title="Mask file")
    """A picture of the images' own size, white where pixels are hidden, or an .npy array (H, W) of truth values."""
    rectangles: tuple[int, ...] = Field((), title="Rectangles")
    """Four whole numbers for each: left, top, width and height, in pixels."""
    value: float = Field(0.5, title="Fill value", ge=0, le=1)
    """The grey that hidden pixels are filled with: 0 is black, 1 is white."""

    @model_validator(mode="after")
    def _whole_rectangles(self) -> Self:
        sides = self.rectangles
        if len(sides) % SIDES:
            raise ValueError("a rectangle takes four numbers: left, top, width and height")
        if any(side < (0 if place % SIDES < 2 else 1) for place, side in enumerate(sides)):
            raise ValueError("left and top of a rectangle are at least 0, width and height at least 1")
        return self

    def check(self, image_shape: ImageShape) -> None:
        """Read the file (again), and see whether it and the rectangles lie within the images.

        Raises:
            InputError: they do not, or the file cannot be used.
        """
        _hidden.cache_clear()
        _hidden_pixels(self, *image_shape[1:])

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:  # noqa: ARG002
        """Fill what the mask hides, in every image alike; nothing is drawn.

        Raises:
            InputError: the mask does not fit the images.
        """
        hidden = _hidden(self, x.shape[2], x.shape[3], x.device)
        return Corrupted(x.masked_fill(hidden, self.value), hidden.expand(len(x), -1, -1, -1))


@lru_cache(maxsize=4)
def _hidden(mask: Mask, height: int, width: int, device: torch.device) -> Tensor:
    """(1, 1, H, W) bool on ``device``, kept: a run asks at every step."""
    import torch

    return torch.from_numpy(_hidden_pixels(mask, height, width))[None, None].to(device)


def _hidden_pixels(mask: Mask, height: int, width: int) -> NDArray[np.bool_]:
    """(H, W): what ``mask`` hides of images of that size."""
    import numpy as np

    hidden = np.zeros((height, width), np.bool_)
    if mask.path is not None:
        marked = _read(mask.path)
        if marked.shape != (height, width):
            raise InputError(
                f"The mask {mask.path} is {_size(*marked.shape)} pixels, but the images are {_size(height, width)}. "
                "Draw it in the size of the images, pixel for pixel."
            )
        hidden |= marked
    for left, top, w, h in zip(*(mask.rectangles[side::SIDES] for side in range(SIDES)), strict=True):
        if left + w > width or top + h > height:
            raise InputError(
                f"The rectangle {left}, {top}, {w}, {h} (left, top, width, height) of corruption.rectangles leaves the "
                f"images, which are {_size(height, width)} pixels. Give one that lies within."
            )
        hidden[top : top + h, left : left + w] = True
    if not hidden.any():
        raise InputError(
            "The mask hides no pixel. Give a picture with white pixels as corruption.path, or corruption.rectangles "
            "such as [8, 8, 12, 12] (left, top, width, height)."
        )
    return hidden


def _read(path: Path) -> NDArray[np.bool_]:
    """Which pixels the file marks, (H, W): those of more than half of full brightness."""
    import warnings

    import numpy as np
    from PIL import Image

    try:
        if path.suffix.lower() == ".npy":
            array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
            if array.ndim != 2 or array.dtype.kind not in "buif":
                raise InputError(
                    f"The mask {path} holds an array of shape {array.shape} and type {array.dtype}. "
                    "Save truth values of shape (height, width)."
                )
            bright = 127 if array.dtype == np.uint8 and array.size and array.max() > 1 else 0.5
            return np.asarray(array > bright)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                return np.asarray(picture.convert("L")) > 127
    except InputError:
        raise
    except (OSError, ValueError, EOFError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
        raise InputError(
            f"The mask {path} cannot be read: {why}. Give a picture such as PNG, or an .npy array."
        ) from error


def _size(height: int, width: int) -> str:
    return f"{width} × {height}"
