"""Feeds a run with images: from the device's memory where they fit, else read while it trains, to the same numbers."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from training.events import FeedKind

AHEAD = 3
"""Batches that are read before they are needed."""
PORTION = 2**26
"""Bytes that are copied to the device at a time."""
AT_ONCE, LARGEST_AT_ONCE = 512, 2**23
"""Images that go through a model together outside of training, and how many numbers these may have."""


def images_at_once(shape: tuple[int, ...]) -> int:
    """How many images of shape (C, H, W) go through a model together where no batch size says it."""
    return max(min(AT_ONCE, LARGEST_AT_ONCE // math.prod(shape)), 1)


class Feed(ABC):
    """Some images of a set, in their order there, as stored: (n, C, H, W) uint8 or float32."""

    kind: FeedKind

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def batches(self, order: Sequence[Tensor]) -> Generator[Tensor]:
        """For each entry of ``order``, int64 rows on the run's device, those images there.

        Close it when leaving early: reading ahead ends then.
        """

    @abstractmethod
    def take(self, rows: Tensor) -> Tensor:
        """The images of some rows, int64 on any device, on the run's device."""

    @abstractmethod
    def chunks(self, size: int) -> Generator[Tensor]:
        """All images, ``size`` at a time; close it when leaving early."""


class Resident(Feed):
    """Images on the device."""

    kind: FeedKind = "resident"

    def __init__(self, pixels: Tensor) -> None:
        self._pixels = pixels

    def __len__(self) -> int:
        return len(self._pixels)

    def batches(self, order: Sequence[Tensor]) -> Generator[Tensor]:
        for rows in order:
            yield self._pixels.index_select(0, rows)

    def take(self, rows: Tensor) -> Tensor:
        return self._pixels.index_select(0, rows.to(self._pixels.device))

    def chunks(self, size: int) -> Generator[Tensor]:
        yield from torch.split(self._pixels, size)


class Streamed(Feed):
    """Images that stay where they are, such as in a memory-mapped file, and are read batch by batch.

    One thread reads ahead. It waits for the disk and copies outside of Python's lock, so it needs no processes,
    which would have to be forked beside the threads of torch and Qt, or started anew where there is no fork.
    """

    kind: FeedKind = "streamed"

    def __init__(self, pixels: Tensor, indices: Tensor, device: torch.device) -> None:
        self._images = _Chosen(pixels, indices)
        self._device = device

    def __len__(self) -> int:
        return len(self._images.indices)

    def batches(self, order: Sequence[Tensor]) -> Generator[Tensor]:
        if not order:
            return
        # One copy from the device instead of one for each batch.
        rows = torch.split(torch.cat(tuple(order)).cpu(), [len(rows) for rows in order])
        loader = DataLoader(
            self._images,
            batch_size=None,
            sampler=rows,
            pin_memory=self._device.type == "cuda",
            # A loader without its own would draw from the generator of all.
            generator=torch.Generator(),
        )
        with closing(_ahead(iter(loader), self._device)) as batches:
            for batch in batches:
                yield batch.to(self._device, non_blocking=True)

    def chunks(self, size: int) -> Generator[Tensor]:
        return self.batches(torch.split(torch.arange(len(self)), size))

    def take(self, rows: Tensor) -> Tensor:
        return self._images[rows.cpu()].to(self._device)


class _Chosen(Dataset[Tensor]):
    """Looked up by many rows at once, among ``indices`` of ``pixels``."""

    def __init__(self, pixels: Tensor, indices: Tensor) -> None:
        self.pixels = pixels
        self.indices = indices

    def __getitem__(self, rows: Tensor) -> Tensor:
        return self.pixels.index_select(0, self.indices[rows])


def _ahead(batches: Iterator[Tensor], device: torch.device) -> Generator[Tensor]:
    """The same, read by a thread that is a few batches ahead."""

    def prepare() -> None:
        # Copying shares no work with the threads that compute.
        torch.set_num_threads(1)
        if device.type == "cuda":
            torch.cuda.set_device(device)

    pool = ThreadPoolExecutor(1, "read images", prepare)
    try:
        coming: deque[Future[Tensor | None]] = deque(pool.submit(next, batches, None) for _ in range(AHEAD))
        while (batch := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, batches, None))
            yield batch
    finally:
        pool.shutdown(cancel_futures=True)


def open_feed(pixels: Tensor, indices: Tensor, device: torch.device, *, resident: bool) -> Feed:
    """The images ``indices`` (n,) of ``pixels`` (N, C, H, W): copied to the device, if they are to be ``resident``."""
    if not resident:
        return Streamed(pixels, indices.cpu(), device)
    copies = torch.empty((len(indices), *pixels.shape[1:]), dtype=pixels.dtype, device=device)
    portion = max(PORTION // max(pixels[:1].nbytes, 1), 1)
    for to, rows in zip(torch.split(copies, portion), torch.split(indices.cpu(), portion), strict=True):
        to.copy_(pixels.index_select(0, rows))
    return Resident(copies)
