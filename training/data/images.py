"""ImageSet, the one container of images, and its split into training and held-out images."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.chosen_rows import chosen_rows
from training.errors import InputError
from training.seeds import generator

LARGEST_LABEL = 65_535
"""Every number up to the largest label is a class with a name."""
NAMES_SHOWN = 40
"""Classes that an error lists; more would fill the screen."""


@dataclass(frozen=True, slots=True)
class Split:
    """Indices of the training and the held-out images: int64 tensors on the CPU, sorted, disjoint."""

    training: Tensor
    held_out: Tensor


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Images of one shape with optional class labels.

    Attributes:
        name: the source's name, such as ``mnist-5k``.
        pixels: (N, C, H, W), uint8 in 0..255 or float32 in [0, 1], on the CPU; may be a memory-mapped file.
        labels: (N,) int64 in 0..len(classes)-1, or None.
        classes: a name per label.
        note: a sentence for people, such as what was used instead and why; may be empty.
        held_out_from: first index of the source's own held-out images, or None if it has no split.
        synthetic: whether the images were computed, not photographed or drawn.
        skipped: files that were left out, each with the reason.
        factors: known factors of variation by name, (N,) float32 each, or None.
    """

    name: str
    pixels: Tensor
    labels: Tensor | None = None
    classes: tuple[str, ...] = ()
    note: str = ""
    held_out_from: int | None = None
    synthetic: bool = False
    skipped: tuple[str, ...] = ()
    factors: dict[str, Tensor] | None = None

    def __post_init__(self) -> None:
        if self.pixels.ndim != 4 or self.pixels.dtype not in (torch.uint8, torch.float32):
            raise ValueError(f"pixels must be (N, C, H, W) uint8 or float32, not {tuple(self.pixels.shape)}")
        if self.labels is not None and self.labels.shape != self.pixels.shape[:1]:
            raise ValueError("one label per image")
        if any(factor.shape != self.pixels.shape[:1] for factor in (self.factors or {}).values()):
            raise ValueError("one number per image and factor")

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one image: (C, H, W)."""
        _, c, h, w = self.pixels.shape
        return c, h, w

    @classmethod
    def from_array(
        cls,
        array: NDArray[Any] | Tensor,
        labels: Any = None,
        *,
        classes: tuple[str, ...] = (),
        name: str = "array",
    ) -> Self:
        """Images of an array: (N, H, W), (N, C, H, W) or (N, H, W, C); uint8, or float in [0, 1].

        Channels are taken as last when the last axis, and not the second, has 1 or 3 entries.

        Raises:
            InputError: another shape or kind of number, values outside [0, 1], labels that do not fit.
        """
        data = _array(array, "Images")
        if data.ndim == 3:
            data = data[:, None]
        if data.ndim != 4 or 0 in data.shape:
            raise InputError(
                f"Images have to be an array (N, H, W), (N, C, H, W) or (N, H, W, C) with no empty axis; "
                f"this one has shape {tuple(data.shape)}."
            )
        if data.shape[1] not in (1, 3) and data.shape[3] in (1, 3):
            data = data.transpose(0, 3, 1, 2)
        if data.dtype == np.bool_:
            data = data.astype(np.uint8) * 255
        elif data.dtype != np.uint8:
            if data.dtype.kind != "f":
                raise InputError(f"Pixels have to be uint8 or float in [0, 1]; these are {data.dtype}.")
            data = data.astype(np.float32)
            refuse_beyond_unit(float(data.min()), float(data.max()))
        targets, names = checked_labels(labels, len(data), classes)
        return cls(name, torch.from_numpy(np.ascontiguousarray(data)), targets, names)

    def batch(self, indices: Tensor | slice) -> Tensor:
        """Pixels of some images as float32 in [0, 1], (n, C, H, W)."""
        return to_unit(self.pixels[indices])

    def only(self, classes: Collection[str]) -> Self:
        """The images of some classes, given by name; of all if none is named.

        Labels count the classes that are left, in their old order. A split of the source's own is kept, unless
        one of its sides would be empty. Pixels are copied into memory only where ``chosen_rows`` has to.

        Raises:
            InputError: no class of that name, no images of these classes, or no room for them.
        """
        wanted = set(classes)
        if not wanted or wanted == set(self.classes):
            return self
        if self.labels is None:
            raise InputError(f"“{self.name}” has no classes to choose from. Leave data.classes empty.")
        if unknown := wanted.difference(self.classes):
            raise InputError(
                f"“{self.name}” has no class {_quoted(sorted(unknown))}. Its classes are {_quoted(self.classes)}."
            )
        kept = torch.tensor([name in wanted for name in self.classes])
        chosen = kept[self.labels].nonzero().squeeze(1)
        if not len(chosen):
            raise InputError(f"“{self.name}” has no images of {_quoted(sorted(wanted))}. Choose other classes.")
        held_out_from = None
        if self.held_out_from is not None:
            before = int((chosen < self.held_out_from).sum())
            held_out_from = before if 0 < before < len(chosen) else None
        return replace(
            self,
            pixels=chosen_rows(self.pixels, chosen),
            labels=(kept.cumsum(0) - 1)[self.labels[chosen]],
            classes=tuple(name for name in self.classes if name in wanted),
            held_out_from=held_out_from,
            factors=self.factors and {name: factor[chosen] for name, factor in self.factors.items()},
        )

    def split(self, held_out: float, seed: int) -> Split:
        """The source's own split, or else a random share ``held_out``, of every class alike where possible.

        Raises:
            InputError: too few images to have one of each.
        """
        n = len(self)
        if self.held_out_from is not None:
            return Split(torch.arange(self.held_out_from), torch.arange(self.held_out_from, n))
        if n < 2:
            raise InputError(f"{n} image cannot be split into training and held-out images. Give at least 2.")
        random = generator(seed, "split")
        order = torch.randperm(n, generator=random)
        total = min(max(round(n * held_out), 1), n - 1)
        if self.labels is None:
            chosen = order[:total]
        else:
            # Rank of each image within its class, as a share of the class: the smallest shares are held out.
            labels = self.labels[order]
            share = torch.empty(n, dtype=torch.float64)
            for label in torch.unique(labels):
                of_class = (labels == label).nonzero().squeeze(1)
                share[of_class] = (torch.arange(len(of_class), dtype=torch.float64) + 0.5) / len(of_class)
            chosen = order[share.argsort(stable=True)[:total]]
        held = torch.zeros(n, dtype=torch.bool)
        held[chosen] = True
        return Split((~held).nonzero().squeeze(1), held.nonzero().squeeze(1))


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 pixels to float32 in [0, 1]; float32 ones as they are."""
    return pixels.float().div_(255) if pixels.dtype == torch.uint8 else pixels


def refuse_beyond_unit(low: float, high: float) -> None:
    """Refuse float pixels from ``low`` to ``high`` unless these lie in [0, 1].

    Raises:
        InputError: they do not, or are NaN.
    """
    if math.isnan(low) or math.isnan(high):
        raise InputError(
            "Float pixels have to lie in [0, 1]; some of these are no numbers (NaN). "
            "Give those pixels a value, or leave their images out."
        )
    if not (low >= 0 and high <= 1):
        raise InputError(
            f"Float pixels have to lie in [0, 1]; these go from {low:g} to {high:g}. "
            "Divide by 255, or rescale them first."
        )


def checked_labels(labels: Any, n: int, classes: tuple[str, ...] = ()) -> tuple[Tensor | None, tuple[str, ...]]:
    """Labels (n,) int64 and the classes' names, which are numbers unless given; None and () without labels.

    Raises:
        InputError: not one whole number from 0 per image, or one without a name.
    """
    if labels is None:
        return None, ()
    values = _array(labels, "Labels").reshape(-1)
    if len(values) != n:
        raise InputError(f"There are {n} images but {len(values)} labels. Give one label per image.")
    if values.dtype.kind not in "iub":
        raise InputError(f"Labels have to be whole numbers; these are {values.dtype}.")
    if values.min() < 0:
        raise InputError("Labels have to count from 0; there is a negative one.")
    if not classes and values.max() > LARGEST_LABEL:
        raise InputError(f"A label is {values.max()}, but at most {LARGEST_LABEL:,} can be. Number the classes from 0.")
    names = classes or tuple(str(k) for k in range(int(values.max()) + 1))
    if int(values.max()) >= len(names):
        raise InputError(f"A label is {values.max()}, but only {len(names)} classes are named.")
    return torch.from_numpy(values.astype(np.int64)), names


def _quoted(names: Collection[str]) -> str:
    shown = [f"“{name}”" for name in list(names)[:NAMES_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else "")


def _array(given: Any, what: str) -> NDArray[Any]:
    """``given`` as NumPy has it; ``what`` names it in errors."""
    try:
        return given.detach().cpu().numpy() if isinstance(given, Tensor) else np.asarray(given)
    except (ValueError, TypeError, RuntimeError, MemoryError) as error:
        raise InputError(
            f"{what} have to be one array of numbers, with rows of one length; these are not: {error}."
        ) from error
