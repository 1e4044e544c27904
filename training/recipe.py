"""Recipe: everything that defines a run. Read from TOML, overridden key by key, written back as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from resources import resource
from training.augmentation import Augmentation as Augmentation
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
from training.wrong_recipe import keys_of_kind, sentences

DEFAULT_RECIPE = "mnist-ae-2d"
"""What a newcomer sees first."""


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
    """Decides split, data order, initial weights, augmentation, corruption and noise, each from its own generator."""
    data: Data = Data()
    augmentation: Augmentation = Augmentation()
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
                near = get_close_matches(str(name_or_path), recipe_names(), n=4, cutoff=0.5)
                raise InputError(
                    f"There is no recipe “{name_or_path}”. {'Near it: ' + ', '.join(near) + '. ' if near else ''}"
                    f"`aeexplorer-train recipes` lists all {len(recipe_names())}; anything else has to be a .toml file."
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
            raise InputError("\n".join(sentences(cls, error, where, text))) from error
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
        valid = keys_of_kind(Recipe, parents[0], value)
        if valid is not None:
            for stale in table.keys() - valid:
                del table[stale]
    table[last] = value
