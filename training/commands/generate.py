"""``generate``: decode codes that no image was encoded to, and keep the pictures and how they came about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.commands.weights import Weights, WeightsOption
from training.errors import InputError
from training.generation import MOST

if TYPE_CHECKING:
    from training.generation.order import Order
    from training.generation.origin import Origin
    from training.latent.samplers import Sampler
    from training.saved_run import SavedRun

Square = tuple[float, float, float, float]


def generate(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the images, how they came about, and a sheet of them.")],
    images: Annotated[
        str | None,
        typer.Option(metavar="NUMBERS", help="Images to vary, counted from 1: 1-5,226-230.", show_default=False),
    ] = None,
    per_image: Annotated[
        int | None, typer.Option(min=1, max=1000, help="New images for each of --images; 5 if left out.")
    ] = None,
    per_class: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="New images for every class.", show_default=False)
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="New images that belong to none; 64 if left out.")
    ] = None,
    sampler: Annotated[
        str | None,
        typer.Option(help="How codes are drawn: noise, gaussian, mixture, pulled, normal or grid.", show_default=False),
    ] = None,
    noise: Annotated[
        float | None, typer.Option(help="For noise: its standard deviation on each number of the code.")
    ] = None,
    growing: Annotated[
        bool, typer.Option("--growing", help="For noise: once, twice, three times as much for further samples.")
    ] = False,
    in_spreads: Annotated[
        bool, typer.Option("--in-spreads", help="For noise: measured in the spread of each number of the code.")
    ] = False,
    share: Annotated[float | None, typer.Option(help="For pulled: share of the draw, from 0 to 1.")] = None,
    codes: Annotated[
        int | None, typer.Option(help="For gaussian, mixture, pulled: how many codes it is fitted to.")
    ] = None,
    components: Annotated[int | None, typer.Option(help="For mixture: how many Gaussians.")] = None,
    square: Annotated[
        Square | None,
        typer.Option(metavar="X0 X1 Y0 Y1", help="For grid: the part of the latent plane.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The same seed gives the same images.")] = 0,
    folder: Annotated[
        bool, typer.Option("--folder", help="Also write a PNG of each, in a folder of its class.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="File or folder with other images than the run's.", show_default=False)
    ] = None,
    weights: WeightsOption = Weights.LAST,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are in --out already.")] = False,
) -> None:
    """Draw images from a trained model.

    Variations of some images (--images) or of every class (--per-class) have codes with noise on them, unless a
    --sampler says otherwise. Free ones (--count) are drawn from the prior N(0, I) of a VAE, or else from the Gaussian
    fitted to codes of training images.
    """
    from training.generation.save import check, save
    from training.generation.sheet import sheet
    from training.saved_run import load_run

    _check_choice(images, per_image, per_class, count)
    check(out, force=force, folder=folder)
    given: dict[str, Any] = {"noise": noise, "share": share, "codes": codes, "components": components}
    given |= {"growing": growing or None, "measured_in": "spread" if in_spreads else None} | _over(square)
    saved = load_run(run, weights.value)
    chosen = _sampler(
        saved, sampler, {key: value for key, value in given.items() if value is not None}, images, per_class
    )
    needed = images is not None or per_class is not None or chosen.wants > 0 or data is not None
    origin = _origin(saved, data, seed) if needed else _without_images(saved, seed)
    order = _order(chosen, images, per_image or 5, per_class, count or 64)
    made = order.made(origin)
    how = order.how(origin, run=run.resolve().name, title=saved.recipe.title)
    picture = sheet(made, origin.images, f"New images: {saved.recipe.title}")
    for path in (out, *save(made, out, sheet=picture, how=how, folder=folder)):
        print(path)


def _check_choice(images: str | None, per_image: int | None, per_class: int | None, count: int | None) -> None:
    given = [name for name, value in (("--images", images), ("--per-class", per_class), ("--count", count)) if value]
    if images is not None and not images.strip():
        raise InputError("--images names no image. Write numbers and ranges such as 1-5,226-230.")
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} do not go together. Give one of them.")
    if per_image is not None and images is None:
        raise InputError("--per-image says how many new images each of --images gets. Choose some with --images.")


def _over(square: Square | None) -> dict[str, Any]:
    """The grid's settings for a square.

    Raises:
        InputError: it is none.
    """
    from training.latent.samplers.uniform_grid import FARTHEST

    if square is None:
        return {}
    shown = " ".join(map(str, square))
    if not all(abs(end) <= FARTHEST for end in square):
        raise InputError(
            f"--square {shown} leaves the plane of codes. Give numbers from {-FARTHEST:,.0f} to {FARTHEST:,.0f}."
        )
    x0, x1, y0, y1 = square
    if x0 >= x1 or y0 >= y1:
        raise InputError(f"--square {shown} has no area. Write it as X0 X1 Y0 Y1, X0 < X1, Y0 < Y1.")
    return {"over": "square", "left": x0, "right": x1, "bottom": y0, "top": y1}


def _sampler(
    saved: SavedRun, kind: str | None, settings: dict[str, Any], images: str | None, per_class: int | None
) -> Sampler:
    """The sampler that is named, or else the one that the other options are for.

    Raises:
        InputError: no such sampler, or settings that are not its.
    """
    from pydantic import ValidationError

    from training.latent.samplers import SAMPLERS

    if kind is None:
        named = {"noise": "noise", "growing": "noise", "measured_in": "noise"}
        named |= {"over": "grid", "share": "pulled", "components": "mixture"}
        free = "normal" if saved.recipe.bottleneck.has_kl else "gaussian"
        usual = "noise" if images is not None or per_class is not None else free
        kind = next((named[key] for key in settings if key in named), "gaussian" if "codes" in settings else usual)
    if kind not in SAMPLERS:
        raise InputError(f"There is no sampler “{kind}”. Choose one of {', '.join(SAMPLERS)}.")
    member = SAMPLERS[kind]
    if unknown := [key for key in settings if key not in member.model_fields]:
        raise InputError(f"{_option(unknown[0])} means nothing to the sampler “{kind}”. Leave one of them out.")
    if kind == "grid" and "over" not in settings:
        usual_square = {"left": -3.0, "right": 3.0, "bottom": -3.0, "top": 3.0}
        settings = usual_square if saved.recipe.bottleneck.has_kl else {"over": "codes"}
    try:
        return member.model_validate(settings)
    except ValidationError as error:
        wrong = error.errors()[0]
        key = str(wrong["loc"][0])
        raise InputError(f"{_option(key)} {settings[key]:g} is impossible: {_lowered(wrong['msg'])}.") from error


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _option(key: str) -> str:
    """The option that sets a sampler's key."""
    return {"measured_in": "--in-spreads", "over": "--square"}.get(key, f"--{key}")


def _origin(saved: SavedRun, data: Path | None, seed: int) -> Origin:
    from training.commands.images import load_for, with_data
    from training.generation.origin import Origin

    recipe = with_data(saved.recipe, data)
    found = load_for(recipe, saved.snapshot.image_shape)
    return Origin(saved.snapshot, found, found.split(recipe.data.held_out, recipe.seed).training.numpy(), seed)


def _without_images(saved: SavedRun, seed: int) -> Origin:
    """Nothing is read that nothing is drawn from: a run's images may be far away."""
    import numpy as np
    import torch

    from training.data.images import ImageSet
    from training.generation.origin import Origin

    begun = [entry for entry in saved.events() if entry["event"] == "RunStarted"]
    synthetic = bool(begun) and bool(begun[-1].get("synthetic", False))
    none = ImageSet(saved.recipe.data.source, torch.empty(0, *saved.snapshot.image_shape), synthetic=synthetic)
    return Origin(saved.snapshot, none, np.empty(0, np.int64), seed)


def _order(sampler: Sampler, images: str | None, per_image: int, per_class: int | None, count: int) -> Order:
    from training.generation.order import Order

    if images is not None:
        return Order("image", sampler, per_image, images)
    return Order("nothing", sampler, count) if per_class is None else Order("class", sampler, per_class)
