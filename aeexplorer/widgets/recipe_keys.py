"""What the form knows of the Recipe: every key that can be set, with its title, kind of value, limits and choices."""

from __future__ import annotations

import json
import math
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.figures import figure
from training.data import SOURCES
from training.recipe import Recipe

ValueKind = Literal["choice", "switch", "int", "float", "names", "numbers", "path", "text"]


@dataclass(frozen=True, slots=True)
class Key:
    """One leaf of a recipe, such as ``schedule.epochs``.

    ``kind`` says what its value is (``numbers``: a tuple of whole numbers, whose limits hold for each of them;
    ``names``: a tuple of words);
    ``above`` and ``below`` are limits that the value must not reach, ``minimum`` and ``maximum`` ones that it may.
    """

    path: str
    title: str
    note: str
    kind: ValueKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    at_least: int = 0
    """Fewest entries of ``numbers`` or ``names``, fewest characters of a text."""
    optional: bool = False

    def admits(self, value: Any) -> bool:
        """Whether the recipe would take ``value`` here, as far as this key's own limits go."""
        if self.kind == "numbers":
            return len(value) >= self.at_least and all(map(self._within, value))
        if self.kind in ("int", "float"):
            return self._within(value)
        if self.kind == "choice":
            return value in self.choices
        if self.kind == "switch":
            return isinstance(value, bool)
        return len(value if self.kind == "names" else str(value)) >= self.at_least

    def demand(self) -> str:
        """A sentence that says which values are possible here."""
        if self.kind == "numbers":
            text = _tr("Type whole numbers %l, with commas between them.")
        elif self.kind == "int":
            text = _tr("Type a whole number %l.")
        elif self.kind == "float":
            text = _tr("Type a number %l.")
        else:
            text = _tr("This cannot stay empty.")
        return text.replace(" %l", f" {limits}" if (limits := self._limits()) else "")

    def _within(self, value: float) -> bool:
        return (
            math.isfinite(value)
            and self.minimum <= value <= self.maximum
            and self.above < value < self.below
            and (self.kind == "float" or float(value).is_integer())
        )

    def _limits(self) -> str:
        above, below = math.isfinite(self.above), math.isfinite(self.below)
        low, high = max(self.minimum, self.above), min(self.maximum, self.below)
        if self.kind == "int":
            low, high = (low + 1 if above else low), (high - 1 if below else high)
            above = below = False
        if not math.isfinite(low) and not math.isfinite(high):
            return ""
        if not math.isfinite(high):
            text = _tr("above %1") if above else _tr("of at least %1")
        elif not math.isfinite(low):
            text = _tr("below %2") if below else _tr("of at most %2")
        elif above:
            text = _tr("above %1 and below %2") if below else _tr("above %1, at most %2")
        else:
            text = _tr("from %1 to below %2") if below else _tr("from %1 to %2")
        return text.replace("%1", figure(low)).replace("%2", figure(high))


def keys_of(recipe: BaseModel, *parents: str) -> tuple[Key, ...]:
    """Every leaf of ``recipe``, in the recipe's own order; which there are depends on the kinds of its parts.

    A part alone has keys, too; ``parents`` then say what stands before each of their names.
    """
    return tuple(_keys(recipe, parents, None))


def value_at(recipe: BaseModel, path: str) -> Any:
    """The value of the key ``path``."""
    value: Any = recipe
    for name in path.split("."):
        value = getattr(value, name)
    return value


def with_value(recipe: Recipe, path: str, value: Any) -> Recipe:
    """A copy of ``recipe`` with one key set; None takes an optional key out.

    Raises:
        InputError: the recipe does not take this value.
    """
    if value is None:
        part, _, name = path.rpartition(".")
        if not part:
            return recipe.model_copy(update={name: None})
        return recipe.model_copy(update={part: value_at(recipe, part).model_copy(update={name: None})})
    return recipe.override(f"{path}={_toml(value)}")


def _keys(part: BaseModel, parents: tuple[str, ...], kinds: tuple[str, ...] | None) -> Iterator[Key]:
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _keys(value, (*parents, name), _kinds(field))
        else:
            yield _key((*parents, name), field, kinds if name == "kind" else None)


def _kinds(field: FieldInfo) -> tuple[str, ...]:
    """The kinds that a table of the recipe may be of, or () if it is of one kind only."""
    members = typing.get_args(field.annotation)
    return tuple(member.model_fields["kind"].default for member in members if "kind" in member.model_fields)


def _key(names: tuple[str, ...], field: FieldInfo, kinds: tuple[str, ...] | None) -> Key:
    annotation: Any = field.annotation
    optional = False
    if isinstance(annotation, types.UnionType):
        optional = type(None) in annotation.__args__
        annotation = next(a for a in annotation.__args__ if a is not type(None))
    constraints: list[Any] = list(field.metadata)
    choices: tuple[str, ...] = ()
    kind: ValueKind = "text"
    if typing.get_origin(annotation) is Literal:
        kind, choices = "choice", kinds or typing.get_args(annotation)
    elif typing.get_origin(annotation) is tuple:
        item = typing.get_args(annotation)[0]
        kind = "names" if item is str else "numbers"
        constraints += _constraints(item)
    elif annotation is bool:
        kind = "switch"
    elif annotation in (int, float):
        kind = "int" if annotation is int else "float"
    elif annotation is Path:
        kind = "path"
    elif names == ("data", "source"):
        kind, choices = "choice", tuple(SOURCES)
    extra = field.json_schema_extra
    return Key(
        path=".".join(names),
        title=field.title or " ".join(names).replace("_", " ").capitalize(),
        note=" ".join((field.description or "").replace("``", "").split()),
        kind=kind,
        unit=str(extra.get("unit", "")) if isinstance(extra, dict) else "",
        choices=choices,
        minimum=_limit(constraints, "ge", -math.inf),
        maximum=_limit(constraints, "le", math.inf),
        above=_limit(constraints, "gt", -math.inf),
        below=_limit(constraints, "lt", math.inf),
        at_least=int(_limit(constraints, "min_length", 0)),
        optional=optional,
    )


def _constraints(item: Any) -> list[Any]:
    """The limits of a tuple's entries: ``Annotated[int, Field(ge=1)]`` hides them one level down."""
    found: list[Any] = []
    for extra in getattr(item, "__metadata__", ()):
        found += extra.metadata if isinstance(extra, FieldInfo) else [extra]
    return found


def _limit(constraints: Iterable[Any], name: str, default: float) -> float:
    return next((getattr(c, name) for c in constraints if hasattr(c, name)), default)


def _toml(value: Any) -> str:
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    return repr(list(value) if isinstance(value, tuple) else value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Recipe", text)
