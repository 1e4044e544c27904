"""Three ways to generate: samples of chosen images, of every class, and freely."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from training.errors import InputError
from training.generation.generated import Generated
from training.generation.origin import Origin
from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler
from training.seeds import generator

Numbers = NDArray[np.int64]


def freely(origin: Origin, sampler: Sampler, count: int) -> Generated:
    """``count`` images of codes drawn from the whole latent space; a grid gives the largest square up to it.

    The first n are the same whatever the count, except on a grid.

    Raises:
        InputError: a sampler that starts at images, or that cannot draw such codes.
    """
    if sampler.starts:
        raise InputError(
            f"The sampler “{sampler.kind}” starts at the codes of images. Choose some with --images or --per-class."
        )
    draw = origin.fitted(sampler)
    total = sampler.whole(count)
    rows = np.arange(total, dtype=np.int64)
    codes = _drawn(origin, draw, Randomness(origin.seed, "generate", rows), at_once=sampler.together)
    return Generated("nothing", origin.decoded(codes), codes, origin.images.classes, None, None, rows + 1)


def around_images(origin: Origin, sampler: Sampler, rows: Numbers, per_image: int) -> Generated:
    """``per_image`` samples of each of the images with number ``rows`` (n,), all of the first one first.

    Sample j of an image gets the same noise whatever the other images and samples are.

    Raises:
        InputError: a sampler that starts nowhere, or that cannot draw such codes.
    """
    if not sampler.starts:
        raise InputError(
            f"The sampler “{sampler.kind}” starts at no image. Leave the images out, or choose “noise” or “pulled”."
        )
    draw = origin.fitted(sampler)
    starts = origin.codes(rows)
    turns = range(1, per_image + 1)
    drawn = []
    for turn in turns:
        drawn.append(draw(Randomness(origin.seed, f"generate {turn}", rows, turn), starts))
        origin.tell("drawn", turn * len(rows), per_image * len(rows))
    # From (samples, images) to all samples of an image together.
    codes = np.stack(drawn, axis=1).reshape(-1, *starts.shape[1:])
    return Generated(
        "image",
        origin.decoded(codes),
        codes,
        origin.images.classes,
        _labels(origin, np.repeat(rows, per_image)),
        np.repeat(rows, per_image),
        np.tile(np.arange(1, per_image + 1, dtype=np.int64), len(rows)),
    )


def of_every_class(origin: Origin, sampler: Sampler, per_class: int) -> Generated:
    """``per_class`` samples of every class that has images, class after class.

    Samplers that start at images take the class's own, in an order drawn by the seed and over again where there are
    too few; the others are fitted to the class's training images alone.

    Raises:
        InputError: images without classes, a sampler that knows nothing of them or cannot draw such codes.
    """
    if origin.images.labels is None:
        raise InputError(f"“{origin.images.name}” has no classes. Choose images by their numbers instead.")
    if not sampler.starts and (not sampler.wants or sampler.together):
        raise InputError(
            f"The sampler “{sampler.kind}” knows no classes. Choose “noise”, “pulled”, “gaussian” or “mixture”."
        )
    labels = origin.images.labels.numpy()
    places = np.arange(per_class, dtype=np.int64)
    common = origin.fitted(sampler) if sampler.starts else None
    codes, starts, kept = [], [], []
    for label in np.unique(labels):
        purpose = f"generate class {label}"
        if common is not None:
            begun = _in_turn(np.flatnonzero(labels == label), per_class, origin.seed, purpose)
            # By the sample's place in the class: an image that is taken twice gets another noise.
            codes.append(common(Randomness(origin.seed, purpose, places, places + 1), origin.codes(begun)))
            starts.append(begun)
        else:
            among = origin.training[labels[origin.training] == label]
            if not len(among):
                continue
            draw = origin.fitted(sampler, among)
            codes.append(_drawn(origin, draw, Randomness(origin.seed, purpose, places)))
        kept.append(label)
    drawn = np.concatenate(codes)
    return Generated(
        "class",
        origin.decoded(drawn),
        drawn,
        origin.images.classes,
        np.repeat(np.array(kept, np.int64), per_class),
        np.concatenate(starts) if starts else None,
        np.tile(places + 1, len(kept)),
    )


def _drawn(origin: Origin, draw: Draw, random: Randomness, *, at_once: bool = False) -> Floats:
    """Draws that start nowhere, some at a time: a draw may need more random numbers than its code has."""
    step = len(random) if at_once else 1024
    parts = []
    for first in range(0, len(random), max(step, 1)):
        part = random.indices[first : first + step]
        parts.append(draw(Randomness(random.seed, random.purpose, part), None))
        origin.tell("drawn", first + len(part), len(random))
    return np.concatenate(parts)


def _in_turn(rows: Numbers, count: int, seed: int, purpose: str) -> Numbers:
    """``count`` of the rows in an order drawn by the seed, from the first again when all had their turn."""
    order = torch.randperm(len(rows), generator=generator(seed, purpose)).numpy()
    return rows[np.resize(order, count)]


def _labels(origin: Origin, rows: Numbers) -> Numbers | None:
    return None if origin.images.labels is None else origin.images.labels.numpy()[rows]
