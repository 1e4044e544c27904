"""Recipe: everything that defines a run. Read from TOML, overridden key by key, written back as TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError

from resources import resource
from training.bottlenecks import Bottleneck
from training.bottlenecks.plain import Plain
from training.corruption import Corruption
from training.corruption.none import Uncorrupted
from training.data.settings import Data as Data
from training.errors import InputError
from training.models import Model
from training.models.dense import Dense
from training.objectives import Objective
from training.optimizer import Optimizer as Optimizer
from training.part import Part, unit

DEFAULT_RECIPE = "mnist-ae-2d"
"""What a newcomer sees first."""
LONGEST_VALUE = 200
"""Characters of a wrong value that its sentence repeats."""


class Schedule(Part):
    """``[schedule]``: how long, in what portions."""

    epochs: int = Field(20, title="Epochs", ge=1, le=100_000)
    """Passes over the training images."""
    batch_size: int = Field(128, title="Batch", ge=1, le=65536, json_schema_extra=unit("images"))
    """Images per step; over all devices together."""


class Device(Part):
    """``[device]``: where and how exactly to compute."""

    accelerator: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", title="Device")
    """``auto`` takes a GPU when there is one that works."""
    precision: Literal["32-true", "bf16-mixed"] = Field("32-true", title="Precision")
    """``bf16-mixed`` is faster where the hardware has bfloat16, and less exact."""
    threads: int = Field(0, title="CPU threads", ge=0, le=1024)
    """0: as many as pay, tried while training. Convolutions and batch norm round differently with another number."""


class Recipe(Part):
    """Everything that defines a run."""

    title: str = Field("Untitled", title="Title", min_length=1, max_length=120)
    seed: int = Field(7, title="Seed", ge=0, lt=2**63)
    """Decides the split, data order, initial weights, corruption and noise, each from its own generator."""
    data: Data = Data()
    corruption: Corruption = Uncorrupted()
    model: Model = Dense()
    bottleneck: Bottleneck = Plain()
    objective: Objective = Objective()
    optimizer: Optimizer = Optimizer()
    schedule: Schedule = Schedule()
    device: Device = Device()

    @classmethod
    def load(cls, name_or_path: str | Path) -> Self:
        """A built-in recipe by name (``"mnist-ae-2d"``) or one from a TOML file.

        Raises:
            InputError: no such recipe, or the file is not a valid recipe.
        """
        path = Path(name_or_path)
        if path.suffix != ".toml":
            builtin = resource("recipes", f"{name_or_path}.toml")
            if str(name_or_path) not in recipe_names():
                raise InputError(
                    f"There is no recipe “{name_or_path}”. The built-in recipes are "
                    f"{', '.join(recipe_names())}; anything else has to be a .toml file."
                )
            path = builtin
        try:
            # Editors on Windows put a byte order mark first.
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError, MemoryError) as error:
            shown = str(path).replace("\0", "\\0")
            raise InputError(f"The recipe {shown} cannot be read: {error}. Check the path and the file.") from error
        return cls.from_toml(text, where=str(path))

    @classmethod
    def from_toml(cls, text: str, *, where: str = "the recipe") -> Self:
        """The recipe that ``text`` declares; ``where`` names it in errors.

        Raises:
            InputError: the text is not TOML or not a recipe; names key, line and valid keys.
        """
        try:
            table = tomllib.loads(text)
        # A number of thousands of digits is a plain ValueError, brackets in brackets without end are the other two.
        except (ValueError, RecursionError, MemoryError) as error:
            raise InputError(f"{where} is not valid TOML: {str(error).rstrip('.')}.") from error
        return cls._checked(table, where, text)

    def to_toml(self) -> str:
        """The whole recipe as TOML; ``from_toml`` gives an equal recipe back."""
        import tomli_w

        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))

    def override(self, *assignments: str) -> Self:
        """A copy with some keys set: ``recipe.override("schedule.epochs=3", "bottleneck.kind=gaussian")``.

        Values are TOML; what is not TOML is taken as a string. Changing a part's ``kind`` keeps the keys that
        the new kind has too.

        Raises:
            InputError: unknown key or impossible value.
        """
        return self.with_values(dict(map(assigned, assignments)))

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """As ``override``, of dotted keys and their values: ``{"schedule.epochs": 3}``.

        Raises:
            InputError: unknown key or impossible value.
        """
        table = self.model_dump(mode="json", exclude_none=True)
        for key, value in values.items():
            _assign(table, key.split("."), value)
        return type(self)._checked(table, "The recipe")

    @classmethod
    def _checked(cls, table: dict[str, Any], where: str, text: str = "") -> Self:
        """The recipe of a table of TOML values; ``text`` is where they were read from, to name lines."""
        try:
            return cls.model_validate(table)
        except ValidationError as error:
            raise InputError("\n".join(_sentences(cls, error, where, text))) from error
        except (RecursionError, MemoryError) as error:
            raise InputError(f"{where} is nested too deeply to be one. Write keys as in schedule.epochs=3.") from error


def recipe_names() -> list[str]:
    """Names of the built-in recipes, sorted."""
    return sorted(path.stem for path in resource("recipes").glob("*.toml"))


def assigned(text: str) -> tuple[str, Any]:
    """Dotted key and value of ``key=value``; the value is TOML, and what is not TOML is a string.

    Raises:
        InputError: the text sets nothing.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError(f"“{text}” sets nothing. Write key=value, such as schedule.epochs=3.")
    return key.strip(), _toml_value(value.strip())


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError, MemoryError):
        return text


def _assign(table: dict[str, Any], keys: list[str], value: Any) -> None:
    *parents, last = keys
    for key in parents:
        inner = table.setdefault(key, {})
        if not isinstance(inner, dict):
            raise InputError(f"“{'.'.join(keys)}” cannot be set: “{key}” is a value, not a table.")
        table = inner
    if last == "kind" and table.get("kind") != value and len(parents) == 1:
        valid = _keys_of_kind(parents[0], value)
        if valid is not None:
            for stale in table.keys() - valid:
                del table[stale]
    table[last] = value


def _members(part: str) -> list[type[BaseModel]]:
    """The classes that the recipe's table ``part`` may be."""
    field = Recipe.model_fields.get(part)
    if field is None or field.annotation is None:
        return []
    members = getattr(field.annotation, "__args__", (field.annotation,))
    return [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]


def _keys_of_kind(part: str, kind: Any) -> set[str] | None:
    for member in _members(part):
        if "kind" in member.model_fields and member.model_fields["kind"].default == kind:
            return set(member.model_fields)
    return None


def _sentences(recipe: type[Recipe], error: ValidationError, where: str, text: str) -> Iterable[str]:
    """One sentence per problem: where, what, and which keys or values would do."""
    for problem in error.errors():
        loc = [str(part) for part in problem["loc"]]
        kinds = {m.model_fields["kind"].default for m in _members(loc[0]) if "kind" in m.model_fields}
        if len(loc) > 1 and loc[1] in kinds and len(_members(loc[0])) > 1:
            kind, loc = loc[1], [loc[0], *loc[2:]]
            valid = _keys_of_kind(loc[0], kind) or set()
        elif len(loc) > 1:
            members = _members(loc[0])
            valid = set(members[0].model_fields) if members else set()
        else:
            valid = set(recipe.model_fields)
        key = ".".join(loc)
        line = _line_of(text, loc)
        place = f"{where}, line {line}" if line else where
        if problem["type"] == "extra_forbidden":
            yield f"{place}: unknown key “{key}”. Valid here: {', '.join(sorted(valid))}."
        elif problem["type"] in {"union_tag_invalid", "union_tag_not_found"}:
            yield f"{place}: “{key}” needs a kind. Valid kinds: {', '.join(sorted(map(str, kinds)))}."
        else:
            message = problem["msg"].removeprefix("Value error, ")
            message = message[:1].lower() + message[1:]
            # What a table says of several of its keys together names them.
            whole = problem["type"] == "value_error" and isinstance(problem["input"], dict)
            found = f"in “{key}”" if whole else f"“{key}” is {_shown(problem['input'])}, but"
            yield f"{place}: {found} {message}."


def _shown(value: Any) -> str:
    """``value`` as Python writes it, cut where it would fill the screen."""
    try:
        whole = repr(value)
    except (ValueError, RecursionError, MemoryError):
        return "far too large"
    return whole if len(whole) <= LONGEST_VALUE else f"{whole[:LONGEST_VALUE]}…"


def _line_of(text: str, loc: list[str]) -> int | None:
    """Line of the key ``loc`` in the TOML ``text``, counted from 1."""
    table = ""
    wanted_table, wanted = ".".join(loc[:-1]), loc[-1]
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = header.group(1).replace(" ", "")
            if table == ".".join(loc):
                return number
        elif (key := re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", line)) and (
            (table == wanted_table and key.group(1) == wanted) or (not table and key.group(1) == ".".join(loc))
        ):
            return number
    return None
