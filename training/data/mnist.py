"""The source ``mnist``: LeCun's handwritten digits."""

from __future__ import annotations

from training.data import Request
from training.data.images import ImageSet
from training.data.official_sets import OfficialSet, Remote, load_official


def load(request: Request) -> ImageSet:
    """70,000 images (1, 28, 28) uint8, the last 10,000 held out; see ``load_official``."""
    return load_official(MNIST, request)


def _remote() -> Remote:
    from torchvision import datasets

    return Remote(tuple(datasets.MNIST.mirrors), tuple(datasets.MNIST.resources))


MNIST = OfficialSet("mnist", "MNIST", tuple("0123456789"), _remote)
