"""The source ``sprites``: binary shapes with known factors, computed here."""

from __future__ import annotations

from training.data import Request
from training.data.images import ImageSet

COMPUTED = 4000
SEED = 7


def load(_request: Request) -> ImageSet:
    """4,000 sprites (1, 64, 64) uint8: see ``training.data.synthetic.sprites``."""
    from training.data.synthetic.sprites import generate

    return generate(COMPUTED, SEED)
