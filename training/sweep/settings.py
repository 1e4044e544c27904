"""Sweep: a recipe, and what of it varies. Read from TOML; torch is not needed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator

from resources import resource
from training.errors import InputError
from training.part import Part
from training.recipe import Recipe, assigned
from training.sweep.cases import Case, cases_of

PICTURES = 8
"""Held-out images that every case reconstructs, unless the sweep says otherwise."""


def is_recipe(path: Path) -> bool:
    """Whether the TOML file at ``path`` declares a recipe and no sweep; not if it cannot be read."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError, MemoryError):
        return False
    return "base" not in table and bool(table.keys() & Recipe.model_fields.keys() - {"title"})


def flat(table: Any) -> Any:
    """Tables in tables as dotted keys: ``{"schedule": {"epochs": 3}}`` and ``{"schedule.epochs": 3}`` are alike."""
    return _dotted(table, "") if isinstance(table, Mapping) else table


def _dotted(table: Mapping[str, Any], above: str) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for key, value in table.items():
        keys |= _dotted(value, f"{above}{key}.") if isinstance(value, Mapping) else {f"{above}{key}": value}
    return keys


class Choice(Part):
    """``[[case]]``: values that go together, and a name for them. Every choice meets every value that varies."""

    name: str = Field(min_length=1, max_length=60)
    base: Recipe | None = None
    """Another recipe to begin with; in a file its name or path."""
    set: dict[str, Any] = Field({})

    _flat = field_validator("set", mode="before")(flat)


class Reported(Part):
    """``[[report]]``: a figure that a report gives for some cases, by their names."""

    figure: Literal["loss", "mse", "psnr", "ssim", "kl"]
    on: Literal["training", "held out"] = "training"
    source: str = "Report"
    values: dict[str, float]


class Sweep(Part):
    """A recipe and lists of values: every combination is a case."""

    title: str = Field("Untitled sweep", min_length=1, max_length=100)
    base: Recipe
    """In a file the name or the path of a recipe, or a whole recipe."""
    set: dict[str, Any] = Field({})
    """Dotted keys and values that all cases have."""
    vary: dict[str, list[Any]] = Field({})
    """Dotted keys and their lists of values."""
    case: tuple[Choice, ...] = ()
    report: tuple[Reported, ...] = ()
    pictures: int = Field(PICTURES, ge=1, le=64)
    """Held-out images that every case reconstructs."""

    _flat = field_validator("set", "vary", mode="before")(flat)

    @classmethod
    def load(cls, name_or_path: str | Path) -> Self:
        """A built-in sweep by name (``"eyes-epochs"``) or one from a TOML file.

        Raises:
            InputError: no such sweep, or the file is not a valid sweep.
        """
        path = Path(name_or_path)
        if path.suffix != ".toml":
            if str(name_or_path) not in sweep_names():
                raise InputError(
                    f"There is no sweep “{name_or_path}”. The built-in sweeps are {', '.join(sweep_names())}; "
                    "anything else has to be a .toml file."
                )
            path = resource("sweeps", f"{name_or_path}.toml")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError, MemoryError) as error:
            shown = str(path).replace("\0", "\\0")
            raise InputError(f"The sweep {shown} cannot be read: {error}. Check the path and the file.") from error
        return cls.from_toml(text, where=str(path), folder=path.parent)

    @classmethod
    def from_toml(cls, text: str, *, where: str = "the sweep", folder: Path | None = None) -> Self:
        """The sweep that ``text`` declares; paths of recipes are relative to ``folder``.

        Raises:
            InputError: the text is not TOML or not a sweep, or a case is impossible.
        """
        import tomli_w

        try:
            table = tomllib.loads(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise InputError(f"{where} is not valid TOML: {str(error).rstrip('.')}.") from error
        for part in (table, *(one for one in _list(table.get("case")) if isinstance(one, dict))):
            if isinstance(part.get("base"), str):
                part["base"] = _base(part["base"], folder)
            elif isinstance(part.get("base"), dict):
                part["base"] = Recipe.from_toml(tomli_w.dumps(part["base"]), where=f"{where}, base")
        try:
            sweep = cls.model_validate(table)
        except ValidationError as error:
            raise InputError("\n".join(_sentence(where, one) for one in error.errors())) from error
        names = {case.name for case in sweep.cases()}
        for reported in sweep.report:
            if unknown := [name for name in reported.values if name not in names]:
                raise InputError(
                    f"{where}: the report's {reported.figure} is of “{unknown[0]}”, but there is no such case. "
                    f"The cases are {', '.join(f'“{name}”' for name in sorted(names))}."
                )
        return sweep

    def to_toml(self) -> str:
        """The whole sweep as TOML, with the recipes in it: ``from_toml`` needs no other file."""
        import tomli_w

        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))

    def cases(self) -> tuple[Case, ...]:
        """Every combination, each with its recipe; choices first, then what varies in the order of the file.

        Raises:
            InputError: nothing varies, a list is empty, two cases have one name, or a recipe is impossible.
        """
        choices = [(one.name, one.base, one.set) for one in self.case]
        return cases_of(self.title, self.base, self.set, choices, self.vary)

    def override(self, *assignments: str) -> Self:
        """A copy in which every case has some keys set: ``sweep.override("schedule.epochs=3")``.

        Raises:
            InputError: it sets nothing, or what varies from case to case.
        """
        values = dict(map(assigned, assignments))
        for key in values:
            if key in self.vary or any(key in choice.set for choice in self.case):
                raise InputError(
                    f"“{key}” differs from case to case in “{self.title}”, so it cannot be one value in all. "
                    f"Give the values that it takes: --vary {key}=…"
                )
        return self.with_set(values)

    def with_set(self, values: Mapping[str, Any]) -> Self:
        """A copy in which every case has these values, by dotted key."""
        return self.model_copy(update={"set": {**self.set, **values}})

    def varying(self, *assignments: str) -> Self:
        """A copy in which keys take other values: ``sweep.varying("schedule.epochs=5,10")``.

        Raises:
            InputError: it sets nothing, or what the choices of the sweep set.
        """
        vary = dict(self.vary)
        for assignment in assignments:
            key, value = assigned(assignment)
            if any(key in choice.set for choice in self.case):
                raise InputError(f"“{key}” belongs to the cases of “{self.title}”. Vary another key.")
            vary[key] = _listed(assignment, value)
        fixed = {key: value for key, value in self.set.items() if key not in vary}
        varied = self.model_copy(update={"vary": vary, "set": fixed})
        return varied.model_copy(update={"report": tuple(varied._still_reported())}) if assignments else varied

    def _still_reported(self) -> Iterator[Reported]:
        """What reports say of the cases that there are."""
        names = {case.name for case in self.cases()}
        for reported in self.report:
            values = {name: value for name, value in reported.values.items() if name in names}
            if values:
                yield reported.model_copy(update={"values": values})


def sweep_names() -> list[str]:
    """Names of the built-in sweeps, sorted."""
    return sorted(path.stem for path in resource("sweeps").glob("*.toml"))


def _listed(assignment: str, value: Any) -> list[Any]:
    """The values of ``key=v1,v2``: a list of TOML values if it is one, else what stands between the commas."""
    if isinstance(value, str):
        text = assignment.partition("=")[2]
        _, several = assigned(f"values=[{text}]")
        return several if isinstance(several, list) else [assigned(f"value={part}")[1] for part in text.split(",")]
    return value if isinstance(value, list) else [value]


def _base(name: str, folder: Path | None) -> Recipe:
    path = Path(name)
    return Recipe.load(folder / path if folder is not None and path.suffix == ".toml" else name)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _sentence(where: str, problem: Any) -> str:
    """What is wrong with a sweep's table, as ``Recipe`` says it of a recipe's."""
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        parts: dict[str, type[Part]] = {"case": Choice, "report": Reported}
        level = parts.get(str(problem["loc"][0]), Sweep)
        return f"{where}: unknown key “{key}”. Valid here: {', '.join(sorted(level.model_fields))}."
    if problem["type"] == "missing":
        return f"{where}: “{key}” is missing."
    message = problem["msg"].removeprefix("Value error, ")
    return f"{where}: “{key}” {message[:1].lower() + message[1:]}."
