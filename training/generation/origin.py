"""Origin: the trained model that images are generated with, and the real images that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.latent.samplers.sampler import Draw, Sampler, some_rows
from training.snapshot import Snapshot

_CHUNK = 512
"""Images at a time."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Tell = Callable[[str, int, int], None]
"""Told after each portion: ``encoded``, ``drawn`` or ``decoded``, how many of how many. It may raise to stop."""


def _silently(_what: str, _done: int, _of: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """A trained model with its images.

    Attributes:
        snapshot: the model.
        images: real images; those that samples start at are rows of it.
        training: (k,) int64, the rows that samplers are fitted to.
        seed: decides every draw, and which codes a sampler is fitted to.
        tell: told how far the work is.
    """

    snapshot: Snapshot
    images: ImageSet
    training: Numbers
    seed: int
    tell: Tell = _silently

    def codes(self, rows: Numbers) -> Floats:
        """Codes (n, *latent_shape) of the images with number ``rows`` (n,): the posterior means."""
        codes = np.empty((len(rows), *self.snapshot.latent_shape), np.float32)
        with _one_thread():
            for part in _portions(len(rows)):
                codes[part] = self.snapshot.encode(self.images.batch(torch.from_numpy(rows[part]))).numpy()
                self.tell("encoded", min(part.stop, len(rows)), len(rows))
        return codes

    def decoded(self, codes: Floats) -> Floats:
        """Pixels (n, C, H, W) in [0, 1] of codes: an ``identity`` output may leave that range."""
        pixels = np.empty((len(codes), *self.snapshot.image_shape), np.float32)
        with _one_thread():
            for part in _portions(len(codes)):
                pixels[part] = self.snapshot.decode(torch.from_numpy(codes[part])).clamp(0, 1).numpy()
                self.tell("decoded", min(part.stop, len(codes)), len(codes))
        return pixels

    def fitted(self, sampler: Sampler, among: Numbers | None = None) -> Draw:
        """How ``sampler`` draws, fitted to as many codes as it wants of the training images, or of those ``among``.

        Raises:
            InputError: the sampler cannot draw such codes, or there are too few to fit to.
        """
        rows = self.training if among is None else among
        return sampler.fitted(self.codes(rows[some_rows(len(rows), sampler.wants, self.seed)]))


def _portions(count: int) -> Iterator[slice]:
    return (slice(first, first + _CHUNK) for first in range(0, count, _CHUNK))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute with one thread: several may give other last bits, and files would depend on the number of cores."""
    threads = torch.get_num_threads()
    if threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
