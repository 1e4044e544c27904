"""Image metrics, one number per image: pure functions on (N, C, H, W) pixels in [0, 1], on the tensors' own device."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SSIM_SIGMA = 1.5
"""Standard deviation in pixels of SSIM's Gaussian window (Wang et al. 2004)."""
SSIM_RADIUS = 5
"""Radius in pixels of that window, which is 11 pixels wide."""
_C1, _C2 = 0.01**2, 0.03**2
_CHUNK = 2**19
"""Numbers that SSIM works on at a time: its maps then stay in the processor's cache."""
_DOUBT, _TEXTURE = 0.6, 30.0
"""Doubt (see ``_ssim``) from which float32 could be more than 1e-6 off; below it, 6e-7 was the most seen."""


def mse(x: Tensor, y: Tensor) -> Tensor:
    """Mean squared error per image (N,)."""
    return (x.float() - y.float()).square_().flatten(1).mean(1)


def psnr(x: Tensor, y: Tensor) -> Tensor:
    """Peak signal-to-noise ratio per image (N,), in dB, for a data range of 1; infinite where the images are equal.

    PSNR = −10 · log10(MSE)
    """
    return -10 * torch.log10(mse(x, y))


def ssim(x: Tensor, y: Tensor) -> Tensor:
    """Structural similarity per image (N,), float32 (Wang et al. 2004): 1 where the images are equal.

    Equal to scikit-image's ``structural_similarity`` with ``gaussian_weights=True, sigma=1.5,
    use_sample_covariance=False, data_range=1`` and one channel axis. Only whole windows count, as there. Images
    narrower than the 11-pixel window get the widest odd window that fits, and a Gaussian narrower in proportion:
    for 8×8 pixels a window of 7 and σ = 0.9.
    """
    n, c, h, w = x.shape
    if n == 0:
        return x.new_zeros(0, dtype=torch.float32)
    images = max(1, _CHUNK // (4 * c * h * w))
    parts = [_ssim(a, b, torch.float32) for a, b in zip(torch.split(x, images), torch.split(y, images), strict=True)]
    similarity, doubt = (torch.cat(part) for part in zip(*parts, strict=True))
    doubtful = (doubt > _DOUBT).nonzero().squeeze(1)
    if len(doubtful) and x.device.type != "mps":  # which has no float64
        for some in torch.split(doubtful, images):
            similarity[some], _ = _ssim(x[some], y[some], torch.float64)
    return similarity


def _ssim(x: Tensor, y: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """SSIM (n,) float32, and how much cancellation there was in computing it (n,).

    SSIM = mean of (2·μx·μy + C1)(2·σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2)) over the whole windows.
    With p = x + y and m = x − y its first factor is 1 − μm² / ((μp² + μm²) / 2 + C1), and the second one the same
    with variances and C2: four maps to filter, where x, y, x², y², xy are five, and exactly 1 where x = y.

    A variance is the small difference of two large squares. Taking each image's mean off beforehand helps; what is
    left is the squared local mean against the denominator; its average, weighted as it enters SSIM, is the doubt.
    Texture counts less: there the windows' errors differ and average out, and in flat regions they are all the same.
    """
    n, c, h, w = x.shape
    radius = min(SSIM_RADIUS, (min(h, w) - 1) // 2)
    down = torch.from_numpy(_band(h, radius)).to(x.device, dtype)
    across = torch.from_numpy(_band(w, radius)).to(x.device, dtype).T
    x, y = x.reshape(n * c, h * w).to(dtype), y.reshape(n * c, h * w).to(dtype)
    maps = torch.empty(4, n * c, h * w, dtype=dtype, device=x.device)
    torch.add(x, y, out=maps[0])
    torch.sub(x, y, out=maps[1])
    level = maps[:2].mean(2, keepdim=True)
    maps[:2] -= level
    torch.mul(maps[:2], maps[:2], out=maps[2:])
    with torch.autocast(x.device.type, enabled=False):
        # A separable filter is one banded matrix across and one down.
        filtered = torch.bmm(down.expand(4 * n * c, -1, -1), (maps.view(-1, w) @ across).view(4 * n * c, h, -1))
    mean, variance = torch.split(filtered.view(4, n, -1), 2)
    lost = mean.square()
    variance -= lost
    mean.view(2, n * c, -1).add_(level).square_()
    spread = variance.sum(0).mul_(0.5).add_(_C2)
    contrast = 1 - variance[1] / spread
    luminance = 1 - mean[1] / mean.sum(0).mul_(0.5).add_(_C1)
    spread.mul_(_TEXTURE).sub_((_TEXTURE - 1) * _C2)
    doubt = (lost[1] + lost[0] * (1 - contrast)).div_(spread).mul_(luminance.abs()).mean(1)
    return luminance.mul_(contrast).mean(1).float(), doubt


@lru_cache(maxsize=16)
def _band(size: int, radius: int) -> NDArray[np.float64]:
    """Matrix (size − 2·radius, size) that filters a line with the Gaussian window, whole windows only."""
    offsets = np.arange(-radius, radius + 1)
    sigma = SSIM_SIGMA * radius / SSIM_RADIUS
    window = np.exp(-0.5 * (offsets / sigma) ** 2) if radius else np.ones(1)
    band = np.zeros((size - 2 * radius, size))
    for row in range(len(band)):
        band[row, row : row + len(window)] = window / window.sum()
    return band


def active_units(mean: Tensor, threshold: float = 0.01) -> int:
    """How many numbers of the code vary with the image (Burda, Grosse & Salakhutdinov 2015).

    A unit is active where the variance over images of its posterior mean exceeds ``threshold``. ``mean``: (N, ...).
    """
    variance = mean.flatten(1).var(0, correction=0)
    return int((variance > threshold).sum())
