"""Image metrics, one number per image: pure functions on (N, C, H, W) pixels in [0, 1], on the tensors' own device."""

from __future__ import annotations

import torch
from torch import Tensor

SSIM_SIGMA = 1.5
"""Standard deviation in pixels of SSIM's Gaussian window (Wang et al. 2004)."""
SSIM_RADIUS = 5
"""Radius in pixels of that window, which is 11 pixels wide."""
_C1, _C2 = 0.01**2, 0.03**2
_CHUNK = 2**19
"""Numbers that SSIM works on at a time: its maps then stay in the processor's cache."""


def mse(x: Tensor, y: Tensor) -> Tensor:
    """Mean squared error per image (N,)."""
    return (x - y).square_().flatten(1).mean(1)


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
    radius = min(SSIM_RADIUS, (min(h, w) - 1) // 2)
    # Variances are small differences of large squares. In float32 a flat bright region would lose the third
    # digit of C2; MPS has no float64.
    dtype = torch.float32 if x.device.type == "mps" else torch.float64
    down = _band(h, radius).to(x.device, dtype)
    across = _band(w, radius).to(x.device, dtype).T.contiguous()
    images = max(1, _CHUNK // (4 * c * h * w))
    parts = [_ssim(a, b, down, across) for a, b in zip(torch.split(x, images), torch.split(y, images), strict=True)]
    return torch.cat(parts) if n else x.new_zeros(0, dtype=torch.float32)


def _ssim(x: Tensor, y: Tensor, down: Tensor, across: Tensor) -> Tensor:
    """SSIM = mean of (2·μx·μy + C1)(2·σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2)) over the whole windows.

    With p = x + y − 1 and m = x − y: σx² + σy² = (σp² + σm²) / 2 and σxy = (σp² − σm²) / 4. That takes four
    filtered maps, where x, y, x², y², xy take five.
    """
    n, c, h, w = x.shape
    x, y = x.to(down.dtype), y.to(down.dtype)
    maps = torch.empty(4, n * c, h, w, dtype=down.dtype, device=x.device)
    torch.add(x.reshape(n * c, h, w), y.reshape(n * c, h, w), out=maps[0]).sub_(1)
    torch.sub(x.reshape(n * c, h, w), y.reshape(n * c, h, w), out=maps[1])
    torch.mul(maps[:2], maps[:2], out=maps[2:])
    # A separable filter is one banded matrix across and one down.
    mean_p, mean_m, square_p, square_m = down @ (maps.view(-1, w) @ across).view(4, n * c, h, -1)
    var_p = square_p.addcmul_(mean_p, mean_p, value=-1)
    var_m = square_m.addcmul_(mean_m, mean_m, value=-1)
    p = mean_p.add_(1).square_()
    m = mean_m.square_()
    contrast = (0.5 * (var_p - var_m)).add_(_C2) / (0.5 * (var_p + var_m)).add_(_C2)
    luminance = (0.5 * (p - m)).add_(_C1) / (0.5 * (p + m)).add_(_C1)
    similarity: Tensor = luminance.mul_(contrast)
    return similarity.view(n, -1).mean(1).float()


def _band(size: int, radius: int) -> Tensor:
    """Matrix (size − 2·radius, size) float64 that filters a line with the Gaussian window, whole windows only."""
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64)
    sigma = SSIM_SIGMA * radius / SSIM_RADIUS
    window = torch.exp(-0.5 * (offsets / sigma) ** 2) if radius else torch.ones(1, dtype=torch.float64)
    window /= window.sum()
    band = torch.zeros(size - 2 * radius, size, dtype=torch.float64)
    for row in range(len(band)):
        band[row, row : row + len(window)] = window
    return band


def active_units(mean: Tensor, threshold: float = 0.01) -> int:
    """How many numbers of the code vary with the image (Burda, Grosse & Salakhutdinov 2015).

    A unit is active where the variance over images of its posterior mean exceeds ``threshold``. ``mean``: (N, ...).
    """
    variance = mean.flatten(1).var(0, correction=0)
    return int((variance > threshold).sum())
