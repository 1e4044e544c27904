"""Makes grey images of coloured ones, or of grey ones images with three channels, whatever source they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor

from training.data import LoadingCancelled, Request
from training.data.images import ImageSet
from training.data.pixel_cache import decoded_folder, find, keep, key_of
from training.errors import InputError

LUMINANCE = (19_595, 38_470, 7_471)
"""Red, green and blue in 65,536ths: 0.299, 0.587 and 0.114 (ITU-R BT.601), as Pillow makes its mode L."""
KEEP_FROM = 64 * 1024**2
"""Bytes of grey pixels from which they are kept on disk."""
PORTION = 2**24
"""Bytes of coloured pixels that are made grey at a time."""


def recoloured(images: ImageSet, request: Request) -> ImageSet:
    """``images`` with one channel or three, as the request's settings say; themselves where they are so already.

    Grey images get three equal channels, which share their memory. Large sets are made grey once and kept.

    Raises:
        InputError: the channels are no colours, or the cache cannot be written.
        LoadingCancelled: as asked for by the request.
    """
    colour, channels = request.settings.colour, images.shape[0]
    if colour == "as-is":
        return images
    if images.name == "wafers":
        raise InputError(
            "The three channels of a wafer map are no colours: they say “outside”, “normal die” and “defect”. "
            "Leave data.colour at “as-is”."
        )
    if channels == {"grey": 1, "rgb": 3}[colour]:
        return images
    if channels not in (1, 3):
        raise InputError(
            f"The images of “{images.name}” have {channels} channels, which are neither grey nor red, green and blue. "
            "Leave data.colour at “as-is”."
        )
    if colour == "rgb":
        return replace(images, pixels=images.pixels.expand(-1, 3, -1, -1))
    return replace(images, pixels=_grey(images, request))


def luminance(pixels: Tensor) -> Tensor:
    """Grey pixels (n, 1, H, W) of coloured ones (n, 3, H, W), of the same kind: uint8, or float32 in [0, 1]."""
    red, green, blue = (pixels[:, at : at + 1] for at in range(3))
    if pixels.dtype == torch.uint8:
        weighted = (part.int() * weight for part, weight in zip((red, green, blue), LUMINANCE, strict=True))
        return ((sum(weighted, start=torch.tensor(2**15))) >> 16).byte()
    weighted = (part * (weight / 2**16) for part, weight in zip((red, green, blue), LUMINANCE, strict=True))
    # Rounding may leave the interval by half a step.
    return sum(weighted, start=torch.tensor(0.0)).clamp_(max=1)


def _grey(images: ImageSet, request: Request) -> Tensor:
    _, _, height, width = images.pixels.shape
    if images.pixels[:, :1].nbytes < KEEP_FROM:
        return torch.cat([luminance(portion) for portion in _portions(images, request)])
    key = key_of(decoded_folder(), [_content(images, request)], "grey")
    kept = find(key)
    if kept is None:
        grey = (luminance(portion).numpy() for portion in _portions(images, request))
        kept = keep(key, (1, height, width), images.pixels.numpy().dtype.type, grey, dict)
    return torch.from_numpy(kept[0])


def _content(images: ImageSet, request: Request) -> str:
    """A name for the pixels: their source may be a file, a folder, or one of several readings of these."""
    digest = hashlib.blake2b(repr((images.pixels.shape, images.pixels.dtype)).encode(), digest_size=16)
    for portion in _portions(images, request):
        digest.update(portion.contiguous().numpy().data)
    return digest.hexdigest()


def _portions(images: ImageSet, request: Request) -> Iterator[Tensor]:
    what, done, total = f"colours of “{images.name}”", 0, images.pixels.nbytes
    for portion in torch.split(images.pixels, max(PORTION // images.pixels[:1].nbytes, 1)):
        if request.cancelled is not None and request.cancelled():
            raise LoadingCancelled(f"Reading the {what} was cancelled. Choose it again to read it.")
        yield portion
        done += portion.nbytes
        if request.progress is not None:
            request.progress(done, total, what)
