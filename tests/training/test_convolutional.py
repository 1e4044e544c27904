"""Convolutional backbones: the reports' networks to the parameter, and pictures of exactly the images' shape."""

from __future__ import annotations

import math
import random

import pytest
import torch

from training.build import build_model
from training.errors import InputError
from training.models.autoencoder import Autoencoder
from training.models.backbone import ImageShape
from training.recipe import Recipe

EYES = ("model.kind=convolutional", "model.channels=[32,64]", "model.up=tiles", "model.latent_size=256")
DOGS = (
    "model.kind=feature-maps",
    "model.channels=[48,96,192]",
    "model.batch_norm=true",
    "model.code_activation=true",
    "model.output=tanh",
)
FACES = (
    "model.kind=dense",
    "model.widths=[4096]",
    "model.latent_size=2048",
    "model.batch_norm=true",
    "model.code_activation=true",
    "model.output=tanh",
)


def build(shape: ImageShape, *assignments: str) -> Autoencoder:
    return build_model(Recipe().override("objective.reconstruction=mse", *assignments), shape)


def shapes_only(shape: ImageShape, *assignments: str) -> Autoencoder:
    with torch.device("meta"):
        return build(shape, *assignments)


@pytest.mark.parametrize(
    ("report", "shape", "assignments", "parameters", "latent_shape"),
    [
        # 784·512 + 512 + 512·128 + 128 + 128·512 + 512 + 512·784 + 784
        ("A", (1, 28, 28), ("model.kind=linear", "model.widths=[512]", "model.latent_size=128"), 935_824, (128,)),
        ("B", (3, 26, 26), ("model.kind=wafer-conv",), 112_643, (64, 3, 3)),
        # From 50 pixels to 25 to 12, and back with tiles of 3 and of 2: 27·32 + 32 + 288·64 + 64, 9216·256 + 256 (9216
        # are 64·12·12), 256·9216 + 9216, 576·32 + 32 and 128·3 + 3; a VAE's log-variance takes another 9216·256 + 256.
        ("C", (3, 50, 50), EYES, 4_766_307, (256,)),
        ("C, VAE", (3, 50, 50), (*EYES, "bottleneck.kind=gaussian"), 7_125_859, (256,)),
        (
            "C, large code",
            (3, 50, 50),
            ("model.kind=feature-maps", "model.channels=[]", "model.code_maps=64", "model.code_kernel=3"),
            2 * 3 * 64 * 9 + 64 + 3,
            (64, 48, 48),
        ),
        ("E", (3, 64, 64), DOGS, 425_427, (16, 8, 8)),
        # Less 192 maps: the stage from 96 to them and back, and 96 instead of them beside the code.
        ("F, large code", (3, 64, 64), (*DOGS, "model.channels=[48,96]"), 89_427, (16, 16, 16)),
        ("G", (3, 64, 64), FACES, 117_483_520, (2048,)),
    ],
)
def test_the_reports_networks_have_their_parameters_and_codes(
    report: str, shape: ImageShape, assignments: tuple[str, ...], parameters: int, latent_shape: tuple[int, ...]
) -> None:
    model = shapes_only(shape, *assignments)
    assert sum(parameter.numel() for parameter in model.parameters()) == parameters
    assert model.latent_shape == latent_shape
    out = model(torch.zeros(2, *shape, device="meta"))
    assert out.z.shape == (2, *latent_shape) and out.raw.shape == (2, *shape)


def variants() -> list[tuple[ImageShape, tuple[str, ...]]]:
    """Sizes from 8 to 64, odd and even, each with some of the family's keys."""
    chosen = random.Random(0)
    sides = [8, 9, 11, 12, 13, 16, 25, 26, 28, 31, 33, 50, 51, 63, 64]
    return [
        (
            (chosen.choice((1, 3)), height, chosen.choice(sides)),
            (
                f"model.kind={kind}",
                f"model.down={down}",
                f"model.up={up}",
                f"model.kernel={chosen.choice((3, 5, 7))}",
                f"model.depth={chosen.choice((1, 2))}",
                f"model.channels={chosen.choice(([4], [3, 4], [4, 3, 2]))}",
                f"model.batch_norm={chosen.choice(('true', 'false'))}",
                f"model.code_activation={chosen.choice(('true', 'false'))}",
                f"bottleneck.kind={chosen.choice(('plain', 'gaussian', 'power'))}",
            ),
        )
        for number, height in enumerate(sides)
        for kind in ("convolutional", "feature-maps")
        for down in ("max-pool", "stride", "none")
        for up in ("upsample", "transposed", "tiles")
        if (number + len(down) + len(up)) % 3 == 0
    ]


def test_every_size_comes_back_as_it_went_in() -> None:
    for shape, assignments in variants():
        model = shapes_only(shape, *assignments)
        out = model(torch.zeros(2, *shape, device="meta"), torch.zeros(2, *model.latent_shape, device="meta"))
        assert out.raw.shape == (2, *shape), (shape, assignments)
        assert out.z.shape == (2, *model.latent_shape), (shape, assignments)
        assert model.decode(out.z).shape == (2, *shape), (shape, assignments)


@pytest.mark.parametrize("side", [18, 22, 26, 30, 50])
def test_the_wafer_network_takes_other_sizes_that_it_comes_back_to(side: int) -> None:
    model = shapes_only((1, side, 26), "model.kind=wafer-conv")
    out = model(torch.zeros(1, 1, side, 26, device="meta"))
    assert out.raw.shape == (1, 1, side, 26)
    assert tuple(out.z.shape[1:]) == model.latent_shape


@pytest.mark.parametrize("assignments", [EYES[:2], DOGS[:4], ("model.kind=wafer-conv",)])
def test_ae_vae_and_noisy_ae_start_from_the_same_weights(assignments: tuple[str, ...]) -> None:
    plain, gaussian, power = (
        build((3, 26, 26), *assignments, f"bottleneck.kind={kind}").state_dict()
        for kind in ("plain", "gaussian", "power")
    )
    assert plain.keys() == power.keys()
    assert all(torch.equal(tensor, power[name]) for name, tensor in plain.items())
    # A VAE's mean is not activated, so it lacks the batch norm of that.
    assert all(name.startswith(("bottleneck.logvar", "bottleneck.finish")) for name in plain.keys() ^ gaussian.keys())
    assert all(torch.equal(tensor, plain[name]) for name, tensor in gaussian.items() if name in plain)


def test_convolutions_start_the_same_with_and_without_batch_norm() -> None:
    bare = build((1, 16, 16), "model.kind=convolutional").state_dict()
    normed = build((1, 16, 16), "model.kind=convolutional", "model.batch_norm=true").state_dict()
    assert all(torch.equal(tensor, normed[name]) for name, tensor in bare.items())


def test_first_weights_are_spread_as_torch_spreads_them() -> None:
    """Uniform within 1 / √(inputs of a unit): the layout in memory changes nothing about that."""
    model = build((3, 26, 26), "model.kind=convolutional", "model.channels=[32,64]")
    weight = model.state_dict()["encoder.stage2.conv1.weight"]
    assert weight.is_contiguous(memory_format=torch.channels_last)
    bound = 1 / math.sqrt(32 * 9)
    assert weight.abs().max() <= bound
    assert weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.02)


def test_the_layout_in_memory_changes_no_picture() -> None:
    model = build((3, 13, 11), *DOGS[:2], "model.batch_norm=true").eval()
    x = torch.rand(4, 3, 13, 11, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        before = model(x).raw
        torch.testing.assert_close(model.to(memory_format=torch.contiguous_format)(x).raw, before)


def test_a_decoder_can_be_traced() -> None:
    model = build((1, 25, 26), "model.kind=convolutional", "model.batch_norm=true", "model.up=transposed").eval()
    z = torch.rand(3, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        traced = torch.jit.trace(model.decoder, torch.zeros(1, 2))  # type: ignore[no-untyped-call]
        torch.testing.assert_close(traced(z), model.decoder(z))


@pytest.mark.parametrize(
    ("assignments", "why"),
    [
        (("model.kind=convolutional", "model.channels=[4,4,4,4]"), "8×8 pixels are too small for 4 stages"),
        (("model.kind=feature-maps", "model.code_kernel=5"), "kernel of 5 pixels is larger than the maps"),
        (("model.kind=convolutional", "model.kernel=1", "model.up=transposed"), "leaves gaps"),
        (("model.kind=wafer-conv",), "sides of 18, 22, 26, 30 … pixels, and these are 8×8"),
    ],
)
def test_impossible_networks_are_refused_in_a_sentence(assignments: tuple[str, ...], why: str) -> None:
    with pytest.raises(InputError, match=why) as refusal:
        build((3, 8, 8), *assignments)
    assert str(refusal.value).endswith(".") and "hoose" in str(refusal.value)


def test_a_network_that_no_memory_holds_is_refused_before_it_is_built() -> None:
    # 2 · 65,536 · (4096 · 64 · 64) weights between code and maps.
    with pytest.raises(InputError, match="does not fit into this machine's memory: it has 2,199,"):
        build(
            (3, 64, 64),
            "model.kind=convolutional",
            "model.channels=[4096]",
            "model.down=none",
            "model.latent_size=65536",
        )


def test_a_kernel_without_a_middle_is_refused() -> None:
    with pytest.raises(InputError, match=r"“model.kernel” is 4, but a kernel needs a middle: choose an odd number"):
        Recipe().override("model.kind=convolutional", "model.kernel=4")
