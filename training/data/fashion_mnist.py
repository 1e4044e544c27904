"""The source ``fashion-mnist``: Zalando's clothes, laid out like MNIST (Xiao et al. 2017)."""

from __future__ import annotations

from training.data import Request
from training.data.images import ImageSet
from training.data.official_sets import OfficialSet, Remote, load_official

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


def load(request: Request) -> ImageSet:
    """70,000 images (1, 28, 28) uint8, the last 10,000 held out; see ``load_official``."""
    return load_official(FASHION_MNIST, request)


def _remote() -> Remote:
    from torchvision import datasets

    return Remote(tuple(datasets.FashionMNIST.mirrors), tuple(datasets.FashionMNIST.resources))


FASHION_MNIST = OfficialSet("fashion-mnist", "Fashion-MNIST", CLASSES, _remote)
