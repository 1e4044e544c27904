"""How much faster our SSIM is than scikit-image's in a loop, and how far the two are apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.metrics import structural_similarity
from torch import Tensor
from torch.nn import functional as F

from training.metrics import ssim

REPEATS, OURS_PER_REPEAT = 7, 10


def rows() -> list[tuple[str, float, float]]:
    """What was compared, how many times faster ours is, and how many times are wanted.

    Batches of 128 images, and one thread: scikit-image has no more.
    """
    torch.set_num_threads(1)
    compared = []
    for shape, wanted in (((1, 28, 28), 15.0), ((3, 64, 64), 1.0)):
        random = torch.Generator().manual_seed(0)
        x = F.interpolate(torch.rand(128, shape[0], 7, 7, generator=random), shape[1:], mode="bicubic").clamp(0, 1)
        y = (x + 0.1 * torch.randn(x.shape, generator=random)).clamp(0, 1)
        theirs: list[float] = []
        mine: list[float] = []
        for _ in range(REPEATS):
            theirs.append(_seconds(_loop, x, y))
            mine.extend(_seconds(ssim, x, y) for _ in range(OURS_PER_REPEAT))
        apart = float(np.abs(_loop(x.double(), y.double()) - ssim(x, y).numpy()).max())
        assert apart <= 1e-6, f"SSIM is {apart:.1e} off"
        size = "×".join(map(str, shape))
        compared.append((f"SSIM of {size}, against scikit-image in a loop", median(theirs) / median(mine), wanted))
    return compared


def _loop(x: Tensor, y: Tensor) -> NDArray[np.float64]:
    return np.array(
        [
            structural_similarity(  # type: ignore[no-untyped-call]
                a, b, channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0
            )
            for a, b in zip(x.numpy(), y.numpy(), strict=True)
        ]
    )


def _seconds(measure: Callable[[Tensor, Tensor], object], x: Tensor, y: Tensor) -> float:
    began = time.perf_counter()
    measure(x, y)
    return time.perf_counter() - began


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.1f}x (wanted {wanted:.1f}x)")
