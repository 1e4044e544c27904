"""Paste back: the pixels that were never damaged come from the damaged image, with a hard edge or a soft one."""

from __future__ import annotations

import torch
from torch import Tensor


def paste_back(restored: Tensor, damaged: Tensor, hidden: Tensor) -> Tensor:
    """``restored`` where ``hidden`` (N, 1, H, W) bool is true, and ``damaged`` elsewhere; pixels (N, C, H, W)."""
    return torch.where(hidden, restored, damaged)


def paste_back_feathered(restored: Tensor, damaged: Tensor, share: Tensor) -> Tensor:
    """share · restored + (1 − share) · damaged, with the ``share`` (N, 1, H, W) that ``feathered`` gives."""
    return torch.where(share > 0, torch.lerp(damaged, restored, share), damaged)


def feathered(hidden: Tensor, width: float) -> Tensor:
    """How much of each pixel is taken from the restored image: (N, 1, H, W) float32 in [0, 1].

    All of a hidden pixel, and of a visible one at a distance of d pixels from the hole max(0, 1 − d / (width + 1)):
    nothing but the restored image is known inside the hole, so the edge is soft on its outer side.
    """
    import numpy as np
    from scipy.ndimage import distance_transform_edt

    share = hidden.float()
    for image, hole in zip(share, hidden, strict=True):
        if width > 0 and hole.any():
            away = np.asarray(distance_transform_edt(~hole[0].cpu().numpy()), np.float32)
            image[0] = (1 - torch.from_numpy(away).to(image.device) / (width + 1)).clamp_min(0)
    return share
