"""How much faster ``fit`` trains than a textbook loop, and how close it comes to the bare computation."""

from __future__ import annotations

from tests.benchmarks.contenders import (
    DENSE,
    LINEAR,
    SHAPE,
    Contender,
    one_batch,
    ours,
    race,
    random_digits,
    textbook,
    times_faster,
)
from training.build import build_model
from training.fast_linear import accelerate
from training.threads import usable_cores

SLICES, SECONDS = 7, 0.7


def rows() -> list[tuple[str, float, float]]:
    """What was compared, how many times faster ``fit`` is, and how many times are wanted."""
    images = random_digits()
    compared = []
    for name, recipe in (("dense", DENSE), ("linear", LINEAR)):
        contenders = {
            way.__name__: Contender(way(recipe, images), usable_cores()) for way in (ours, one_batch, textbook)
        }
        race(contenders, slices=SLICES, seconds=SECONDS)
        with_onednn = accelerate(build_model(recipe, SHAPE))
        against = times_faster(contenders["ours"], contenders["textbook"])
        compared.append((f"fit, {name} network, against a textbook loop", against, 2.5 if with_onednn else 1.8))
        against = times_faster(contenders["ours"], contenders["one_batch"])
        compared.append((f"fit, {name} network, against one batch over and over", against, 0.95))
    return compared


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.2f}x (wanted {wanted:.2f}x)")
