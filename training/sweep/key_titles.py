"""Titles of a recipe's keys and texts of their values, as tables and names of cases show them."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from training.recipe import Recipe

_SPELLED = {"bce": "BCE", "mse": "MSE", "l1": "L1", "relu": "ReLU", "silu": "SiLU", "gelu": "GELU", "mnist": "MNIST"}
"""How the field writes what recipes write small."""
_MODELS = {"plain": "AE", "gaussian": "VAE"}
"""What a model with such a bottleneck is called."""


def title_of(key: str) -> str:
    """The title that forms give a dotted ``key``: ``Epochs`` for ``schedule.epochs``, ``Bottleneck`` for its kind."""
    section, _, name = key.partition(".")
    if not name or name == "kind":
        return section.capitalize()
    for part in _parts(section):
        field = part.model_fields.get(name)
        if field is not None and field.title:
            return field.title
    return key


def value_of(key: str, value: Any) -> str:
    """The value of a key in a table: short, without brackets."""
    return _MODELS.get(str(value), str(value)) if key == "bottleneck.kind" else _text(value)


def words_of(key: str, value: Any) -> str:
    """A key and its value in the name of a case: ``Epochs 5``, or ``VAE`` alone."""
    text = value_of(key, value)
    return text if text in _MODELS.values() else f"{title_of(key)} {text}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        kind = value.get("kind")
        rest = [f"{key} {_text(one)}" for key, one in value.items() if key != "kind"]
        return " ".join([*([_text(kind)] if kind is not None else []), *rest])
    if isinstance(value, list | tuple):
        return "–".join(map(_text, value)) or "none"
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return _SPELLED.get(str(value), str(value))


def _parts(section: str) -> list[type[BaseModel]]:
    field = Recipe.model_fields.get(section)
    if field is None:
        return []
    members = get_args(field.annotation) or (field.annotation,)
    return [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
