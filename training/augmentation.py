"""Augmentation: each training image is turned, zoomed, sheared and shifted a little, anew in every epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.errors import InputError
from training.part import Part, unit

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet

INSPECTED = 64
"""Images that are looked at to see whether these are maps of classes."""


class Augmentation(Part):
    """``[augmentation]``: one affine map for each training image and epoch. As it comes, it changes nothing.

    The model is to give back the image as the map leaves it; a corruption comes after it. Held-out images stay as
    they are, and so does every image that is shown, encoded or measured.
    """

    rotation: float = Field(0.0, title="Turned up to", ge=0, le=180, json_schema_extra=unit("°"))
    """Largest angle by which a training image is turned, to either side."""
    zoom: float = Field(0.0, title="Zoomed up to", ge=0, lt=1)
    """Height and width of a training image are each multiplied by a number up to so far below or above 1."""
    shear: float = Field(0.0, title="Slanted up to", ge=0, le=2)
    """Pixels to either side by which a training image is slanted, for every pixel of its height."""
    shift: float = Field(0.0, title="Moved up to", ge=0, json_schema_extra=unit("px"))
    """Pixels by which a training image is moved at most, to either side and up or down."""
    p: float = Field(1.0, title="Images changed", gt=0, le=1)
    """Probability that a training image is changed in an epoch at all; the others stay as they are, bit for bit."""
    padding: Literal["zeros", "border", "reflection"] = Field("zeros", title="From outside")
    """What comes in at the edges: ``zeros`` is black, as behind digits, ``border`` repeats the outermost pixels, and
    ``reflection`` mirrors the image, as suits photographs, which a black wedge would be learned with."""

    @property
    def changes(self) -> bool:
        """Whether it changes any image."""
        return bool(self.rotation or self.zoom or self.shear or self.shift)

    def check(self, images: ImageSet) -> None:
        """See whether ``images`` can be augmented; a run asks before its first step.

        Raises:
            InputError: a shift may move them out of sight, or their channels are classes.
        """
        if not self.changes:
            return
        _, height, width = images.shape
        if self.shift >= min(height, width):
            raise InputError(
                f"An augmentation.shift of {self.shift:g} pixels may move images of {width} × {height} pixels out of "
                f"sight. Choose one below {min(height, width)}; a tenth of the width is a good deal."
            )
        if _one_hot(images.pixels[:INSPECTED]):
            raise InputError(
                f"“{images.name}” cannot be augmented: its channels are classes, of which every place has one, and a "
                "place between two would be given a mixture. Set rotation, zoom, shear and shift of augmentation to 0."
            )

    def apply(self, x: Tensor, *, seed: int, epoch: int, indices: Tensor) -> Tensor:
        """Pixels ``x`` (n, C, H, W) in [0, 1] under the maps of this epoch, on their device.

        Between pixels they are interpolated by cubic convolution (Keys 1981, a = −3/4; bilinear would blur what the
        model is to learn) and clamped to [0, 1]. What is drawn depends on the seed, the epoch and each image's number
        in its data set (``indices``, (n,) int64) only, so it is the same in every batch.
        """
        if not self.changes:
            return x
        import torch

        from training.seeds import uniform_noise

        draws = uniform_noise(seed, f"augment {epoch}", indices, (7,))
        # On Apple's GPUs there is no bicubic sampling.
        here = x.cpu() if x.device.type == "mps" else x
        moved = sampled(here, self.maps(draws).to(here.device), self.padding).to(x.device)
        return torch.where((draws[:, 0] < self.p)[:, None, None, None], moved, x)

    def maps(self, draws: Tensor) -> Tensor:
        """From places in the new image to those in the old one: (n, 2, 3), in pixels from the centre, x to the right.

        An image is zoomed by (sx, sy), slanted by k, turned clockwise by φ and moved by t:
        new = R(φ) · [[1, k], [0, 1]] · diag(sx, sy) · old + t, so old = diag(1/sx, 1/sy) · [[1, −k], [0, 1]] · R(−φ) ·
        (new − t). φ, k, sx, sy and t are uniform; the last six of ``draws`` (n, 7), in [0, 1), decide them.
        """
        import torch

        most = (math.radians(self.rotation), self.shear, self.zoom, self.zoom, self.shift, self.shift)
        angle, slant, wider, higher, right, down = (
            (draw * 2 - 1) * up_to for draw, up_to in zip(draws[:, 1:].unbind(1), most, strict=True)
        )
        cos, sin = torch.cos(angle), torch.sin(angle)
        across, along = 1 / (1 + wider), 1 / (1 + higher)
        a, b = (cos + slant * sin) * across, (sin - slant * cos) * across
        c, d = -sin * along, cos * along
        rows = (a, b, -(a * right + b * down), c, d, -(c * right + d * down))
        return torch.stack(rows, dim=1).reshape(-1, 2, 3)


def sampled(x: Tensor, maps: Tensor, padding: str) -> Tensor:
    """Pixels ``x`` (n, C, H, W) at the places that ``maps`` (n, 2, 3) say, interpolated, in [0, 1]."""
    import torch

    height, width = x.shape[2:]
    across = torch.arange(width, device=x.device) - (width - 1) / 2
    down = (torch.arange(height, device=x.device) - (height - 1) / 2)[:, None]
    # Not by a matrix product, which may round differently in batches of other sizes.
    m = maps[..., None, None]
    places = [
        (m[:, i, 0] * across + m[:, i, 1] * down + m[:, i, 2]) * (2 / size) for i, size in enumerate((width, height))
    ]
    grid = torch.stack(places, dim=-1)
    moved = torch.nn.functional.grid_sample(x, grid, mode="bicubic", padding_mode=padding, align_corners=False)
    return moved.clamp_(0, 1)


def _one_hot(pixels: Tensor) -> bool:
    """Whether exactly one of several channels is white at every place, and the others black."""
    most = 1 if pixels.is_floating_point() else 255
    white = pixels == most
    return pixels.shape[1] > 1 and bool((white | (pixels == 0)).all() and (white.sum(1) == 1).all())
