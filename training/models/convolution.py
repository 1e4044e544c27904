"""The layers behind convolutional backbones: stages that shrink maps, and their mirror images, which enlarge them."""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise

from torch import nn

from training.models.activations import activation
from training.models.backbone import ImageShape
from training.models.batch_norm import BatchNorm
from training.models.stages import Size, Stages


def shrinking(stages: Stages, image_shape: ImageShape) -> OrderedDict[str, nn.Module]:
    """The encoder's stages by name: (N, C, H, W) to (N, last of the channels, *last of the sizes)."""
    inputs = (image_shape[0], *stages.channels)
    return OrderedDict(
        (f"stage{number}", _shrinking_stage(stages, *ends, first=number == 1))
        for number, ends in enumerate(pairwise(inputs), start=1)
    )


def enlarging(stages: Stages, image_shape: ImageShape) -> OrderedDict[str, nn.Module]:
    """The decoder's stages by name, named as those they mirror: the last ends on the image's raw output."""
    outputs = (image_shape[0], *stages.channels)
    sizes = stages.sizes(image_shape)
    return OrderedDict(
        (f"stage{n}", _enlarging_stage(stages, outputs[n], outputs[n - 1], sizes[n], sizes[n - 1], last=n == 1))
        for n in range(len(stages.channels), 0, -1)
    )


def after_layer(stages: Stages, maps: int, *, bare: bool = False) -> OrderedDict[str, nn.Module]:
    """What follows a layer of so many ``maps``: batch norm, unless it is to stay ``bare`` of it, and activation."""
    modules: OrderedDict[str, nn.Module] = OrderedDict()
    if stages.batch_norm and not bare:
        modules["norm"] = BatchNorm(maps)
    modules["activation"] = activation(stages.activation)
    return modules


def _shrinking_stage(stages: Stages, inputs: int, maps: int, *, first: bool) -> nn.Sequential:
    modules: OrderedDict[str, nn.Module] = OrderedDict()
    for layer in range(1, stages.depth + 1):
        stride = 2 if stages.down == "stride" and layer == stages.depth else 1
        modules[f"conv{layer}"] = nn.Conv2d(inputs, maps, stages.kernel, stride, padding=stages.kernel // 2)
        _number(modules, after_layer(stages, maps, bare=first and layer == 1), layer)
        inputs = maps
    if stages.down == "max-pool":
        modules["pool"] = nn.MaxPool2d(2)
    return nn.Sequential(modules)


def _enlarging_stage(stages: Stages, maps: int, outputs: int, small: Size, large: Size, *, last: bool) -> nn.Sequential:
    modules: OrderedDict[str, nn.Module] = OrderedDict()
    grows = stages.down != "none"
    if grows and stages.up == "upsample":
        modules["upsample"] = nn.Upsample(size=large, mode="nearest")
    for layer in range(1, stages.depth + 1):
        after = outputs if layer == stages.depth else maps
        if grows and stages.up != "upsample" and layer == 1:
            kernel = None if stages.up == "tiles" else stages.kernel
            modules["conv1"] = _transposed(maps, after, kernel, small, large)
        else:
            modules[f"conv{layer}"] = nn.Conv2d(maps, after, stages.kernel, padding=stages.kernel // 2)
        if not (last and layer == stages.depth):
            _number(modules, after_layer(stages, after), layer)
    return nn.Sequential(modules)


def _transposed(inputs: int, maps: int, kernel: int | None, small: Size, large: Size) -> nn.ConvTranspose2d:
    """Transposed convolution of stride 2 that takes maps of the size ``small`` to exactly ``large``.

    Its output is 2 · (small − 1) + kernel − 2 · padding + output padding (Dumoulin & Visin 2016). Without a
    ``kernel``, it is as large as the tile that a pixel grows to.
    """
    kernels, padding, extra = [], [], []
    for a, b in zip(small, large, strict=True):
        # 1, 2 or 3 pixels of the kernel stay, for what was 2a − 1, 2a or 2a + 1 pixels wide.
        stays = b - 2 * (a - 1)
        # A kernel of one pixel would leave gaps.
        kernels.append(kernel or (stays if stays > 1 else 3))
        padding.append((kernels[-1] - stays + 1) // 2)
        extra.append(stays - kernels[-1] + 2 * padding[-1])
    return nn.ConvTranspose2d(
        inputs,
        maps,
        (kernels[0], kernels[1]),
        2,
        padding=(padding[0], padding[1]),
        output_padding=(extra[0], extra[1]),
    )


def _number(into: OrderedDict[str, nn.Module], modules: OrderedDict[str, nn.Module], layer: int) -> None:
    for name, module in modules.items():
        into[f"{name}{layer}"] = module
