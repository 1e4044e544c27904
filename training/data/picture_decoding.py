"""Decodes one picture file of any mode and size into RGB pixels of the size that is wanted, with Pillow."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from training.data.settings import Fit

FORMATS = (
    "PNG",
    "JPEG",
    "GIF",
    "BMP",
    "DIB",
    "TIFF",
    "WEBP",
    "PPM",
    "TGA",
    "ICO",
    "PCX",
    "JPEG2000",
    "AVIF",
    "MPO",
    "SGI",
)
"""Those that Pillow decodes itself: EPS, for one, would start another program."""
MOST_PIXELS = 89_478_485
"""Pillow's own limit for decompression bombs: a quarter of a gigabyte in RGB."""
ORIENTATION, SIDEWAYS = 0x0112, (5, 6, 7, 8)
"""EXIF's tag for how the camera was held, and its values for a quarter turn."""
PAPER = (255, 255, 255)
"""What shows through transparent pixels."""


class UnreadableError(Exception):
    """The bytes are no picture that can be used. The message says why, without a full stop."""


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height, after turning as EXIF says; only the file's header is decoded.

    Raises:
        UnreadableError: no picture.
    """
    with _opened(data) as image:
        try:
            turned = image.getexif().get(ORIENTATION, 1) in SIDEWAYS
        except Exception as error:
            raise UnreadableError(f"what it says of itself is damaged ({type(error).__name__})") from error
        return image.size[::-1] if turned else image.size


def decode(data: bytes, size: tuple[int, int], fit: Fit) -> NDArray[np.uint8]:
    """The first frame as (3, H, W) uint8 of ``size`` (width, height), turned as EXIF says, on white paper.

    Raises:
        UnreadableError: no picture, a damaged one, or one of too many pixels.
    """
    with _opened(data) as image:
        try:
            # JPEG decodes an eighth of the pixels as fast as that sounds, where no more are needed.
            image.draft("RGB", (2 * max(size), 2 * max(size)))
            return _fitted(_rgb(ImageOps.exif_transpose(image)), size, fit)
        except UnreadableError:
            raise
        except MemoryError as error:
            raise UnreadableError("it does not fit into memory") from error
        except Exception as error:
            # Pillow's decoders raise whatever a damaged file leads them to.
            raise UnreadableError(f"it is damaged ({str(error).rstrip('.') or type(error).__name__})") from error


def _opened(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=_formats())
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        return image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError(f"it has more than {MOST_PIXELS:,} pixels") from error
    except Exception as error:
        raise UnreadableError("it is empty" if not data else "it is no picture") from error


def _formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _rgb(image: Image.Image) -> Image.Image:
    """``image`` in mode L where it has no colours and in mode RGB elsewhere."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode in ("1", "CMYK", "YCbCr", "LAB", "HSV"):
        return image.convert("L" if image.mode == "1" else "RGB")
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_bytes(np.asarray(image)))
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    opaque = image.convert("RGBA")
    paper = Image.new("RGBA", opaque.size, (*PAPER, 255))
    return Image.alpha_composite(paper, opaque).convert("RGB")


def _bytes(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Grey values of more than 8 bits in 8; those of 16 bits whether the file says 16 or 32."""
    low, high = float(values.min()), float(values.max())
    if not (low >= 0 and high <= 65_535):
        raise UnreadableError(f"its pixels go from {low:g} to {high:g}, which are no shades of grey")
    if values.dtype.kind == "f":
        white = 1.0 if high <= 1 else 255.0 if high <= 255 else 65_535.0
    else:
        white = 255.0 if values.dtype.itemsize > 2 and high <= 255 else 65_535.0
    return np.rint(values.astype(np.float64) * (255 / white)).astype(np.uint8)


def _fitted(image: Image.Image, size: tuple[int, int], fit: Fit) -> NDArray[np.uint8]:
    if image.size != size:
        method = Image.Resampling.LANCZOS
        if fit == "squeeze":
            image = image.resize(size, method)
        elif fit == "pad":
            image = ImageOps.pad(image, size, method, color=0)
        else:
            image = ImageOps.fit(image, size, method)
    pixels = np.asarray(image)
    return np.ascontiguousarray(
        np.broadcast_to(pixels, (3, *pixels.shape)) if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    )
