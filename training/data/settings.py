"""The recipe's ``[data]``: which images to learn from, how files are read, and how many images are held out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from training.part import Part, unit

Fit = Literal["crop", "squeeze", "pad"]
"""How an image of another shape becomes square: its middle, the whole of it distorted, or with black beside it."""
READING = ("size", "fit", "images_key", "labels_key", "channels")
"""Keys of ``[data]`` on how files are read; every source heeds some of them."""
Channels = Literal["auto", "first", "last"]
"""Where an array has its channels: (N, C, H, W) or (N, H, W, C)."""
Colour = Literal["as-is", "grey", "rgb"]
"""Channels of an image: those that its source gives, one of luminance, or red, green and blue."""


class Data(Part):
    """``[data]``: which images, and how many of them are held out."""

    source: str = Field("mnist-5k", title="Data")
    """Name of a data source: see ``training.data``."""
    path: Path | None = Field(None, title="File or folder")
    """Where the source finds its files; some sources need none."""
    held_out: float = Field(0.2, title="Held out", gt=0, lt=1)
    """Share of the images that the model never learns from, where the source has no split of its own."""
    classes: tuple[str, ...] = Field((), title="Classes")
    """Names of the classes to learn from; none stands for all."""
    size: int | None = Field(None, title="Image size", ge=4, le=1024, json_schema_extra=unit("px"))
    """Side of the square images that picture files are scaled to; left out, the source's own or that of most files."""
    fit: Fit = Field("crop", title="Fit")
    """How files of another shape become square: crop to the middle, squeeze, or pad with black."""
    images_key: str = Field("", title="Images in the file")
    """Name of the array of images in an .npz file or folder; empty: the one that looks like images."""
    labels_key: str = Field("", title="Labels in the file")
    """Name of the array of labels in an .npz file or folder; empty: the one that looks like labels."""
    channels: Channels = Field("auto", title="Channels")
    """Where an array has its channels; ``auto`` goes by its shape."""
    colour: Colour = Field("as-is", title="Colour")
    """Make coloured images ``grey``, by their luminance, or of grey ones ``rgb``, with three equal channels."""

    def unheeded(self, heeds: Collection[str]) -> tuple[str, ...]:
        """The keys on reading that are set, but not among those that a source ``heeds``."""
        defaults = {name: type(self).model_fields[name].default for name in READING}
        return tuple(name for name in READING if name not in heeds and getattr(self, name) != defaults[name])

    @field_validator("classes", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        """``0``, ``0,1`` and ``[0, 1]`` for ``["0"]`` and ``["0", "1"]``, as one types them on a command line."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = [value]
        if isinstance(value, str):
            value = [name.strip() for name in value.split(",") if name.strip()]
        if isinstance(value, list | tuple):
            return tuple(str(name) if isinstance(name, int) and not isinstance(name, bool) else name for name in value)
        return value
