"""Origin: the trained model that images are generated with, and the real images that it knows."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """A trained model with its images.

    Attributes:
        snapshot: the model.
        images: real images; those that samples start at are rows of it.
        training: (k,) int64, the rows that samplers are fitted to.
        seed: decides every draw, and which codes a sampler is fitted to.
    """

    snapshot: Snapshot
    images: ImageSet
    training: Numbers
    seed: int

    def codes(self, rows: Numbers) -> Floats:
        """Codes (n, *latent_shape) of the images with number ``rows`` (n,): the posterior means."""
        if not len(rows):
            return np.empty((0, *self.snapshot.latent_shape), np.float32)
        parts = torch.split(torch.from_numpy(rows), _CHUNK)
        codes: Floats = torch.cat([self.snapshot.encode(self.images.batch(part)) for part in parts]).numpy()
        return codes

    def decoded(self, codes: Floats) -> Floats:
        """Pixels (n, C, H, W) in [0, 1] of codes: an ``identity`` output may leave that range."""
        if not len(codes):
            return np.empty((0, *self.snapshot.image_shape), np.float32)
        parts = torch.split(torch.from_numpy(codes), _CHUNK)
        pixels: Floats = torch.cat([self.snapshot.decode(part) for part in parts]).clamp_(0, 1).numpy()
        return pixels

    def fitted(self, sampler: Sampler, among: Numbers | None = None) -> Draw:
        """How ``sampler`` draws, fitted to as many codes as it wants of the training images, or of those ``among``.

        Raises:
            InputError: the sampler cannot draw such codes, or there are too few to fit to.
        """
        rows = self.training if among is None else among
        return sampler.fitted(self.codes(rows[some_rows(len(rows), sampler.wants, self.seed)]))
