"""Remarks on a hole: what a mask leaves to go by, in a sentence for people."""

from __future__ import annotations

from torch import Tensor

EVEN = 0.02
"""Range of grey levels up to which visible pixels count as one even surface."""


def remark_on(damaged: Tensor, hidden: Tensor) -> str:
    """What has to be said of holes ``hidden`` (n, 1, H, W) in images (n, C, H, W); empty if nothing."""
    counts = hidden.flatten(1).sum(1)
    pixels = hidden[0].numel() if len(hidden) else 0
    none, all_ = counts == 0, counts == pixels
    said = [
        _said(none, "nothing is hidden, so there is nothing to fill in"),
        _said(all_, "every pixel is hidden, so the picture is a guess from the fill alone"),
        _said(
            _even(damaged, hidden) & ~none & ~all_,
            "nothing of the digit or object is visible, so what is filled in is a guess",
        ),
    ]
    return " ".join(filter(None, said))


def _even(damaged: Tensor, hidden: Tensor) -> Tensor:
    """Whether the visible pixels of each image are all alike, channel by channel, (n,) bool."""
    low = damaged.masked_fill(hidden, float("inf")).flatten(2).amin(2)
    high = damaged.masked_fill(hidden, float("-inf")).flatten(2).amax(2)
    return (high - low <= EVEN).all(1)


def _said(which: Tensor, what: str) -> str:
    found, n = int(which.sum()), len(which)
    if not found:
        return ""
    if n == 1:
        return f"{what[:1].upper()}{what[1:]}."
    return f"In {found:,} of {n:,} images {what}."
