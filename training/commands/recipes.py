"""``recipes``: what can be trained out of the box."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from training.recipe import Data, Recipe


def recipes(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list, for programs.")] = False,
) -> None:
    """List the built-in recipes."""
    from training.recipe import Recipe, recipe_names

    rows = [_describe(name, Recipe.load(name)) for name in recipe_names()]
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    # Names are typed again, so they stay whole in a narrow terminal.
    table.add_column("Recipe", no_wrap=True)
    for heading in ("Title", "Data", "Image", "Code"):
        table.add_column(heading)
    table.add_column("Parameters", justify="right")
    table.add_column("Epochs", justify="right")
    for row in rows:
        table.add_row(
            row["name"],
            row["title"],
            row["data"],
            _times(row["image_shape"]),
            _times(row["latent_shape"]),
            f"{row['parameters']:,}",
            str(row["epochs"]),
        )
    Console().print(table)


def _describe(name: str, recipe: Recipe) -> dict[str, Any]:
    """What can be said of a recipe without training it."""
    import torch

    from training.build import build_model
    from training.models.summary import summary

    image_shape = _image_shape(recipe.data)
    # On the meta device layers have shapes but no memory, so that large models are counted in no time.
    with torch.device("meta"):
        model = build_model(recipe, image_shape)
    return {
        "name": name,
        "title": recipe.title,
        "data": recipe.data.source,
        "image_shape": list(image_shape),
        "model": recipe.model.kind,
        "bottleneck": recipe.bottleneck.kind,
        "reconstruction": recipe.objective.reconstruction,
        "latent_shape": list(model.latent_shape),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "layers": [asdict(layer) for layer in summary(model)],
        "epochs": recipe.schedule.epochs,
        "batch_size": recipe.schedule.batch_size,
        "seed": recipe.seed,
    }


def _image_shape(data: Data) -> tuple[int, int, int]:
    """The shape of a recipe's images: as the source declares it, or else as they are."""
    from training.data import SOURCES, load_images

    known = SOURCES.get(data.source)
    if known is not None and known.image_shape is not None and data.path is None and data.size is None:
        return known.image_shape
    return load_images(data).shape


def _times(shape: list[int]) -> str:
    return "×".join(map(str, shape))
