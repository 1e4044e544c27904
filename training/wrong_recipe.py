"""What is wrong with a recipe, in sentences: where, what it is, and which keys or values would do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

LONGEST_VALUE = 200
"""Characters of a wrong value that its sentence repeats."""
_MESSAGES = {
    "tuple_type": "input should be a list in brackets",
    "model_type": "input should be a table of keys and values",
    "model_attributes_type": "input should be a table of keys and values",
    "too_short": "at least {min_length} is needed",
    "too_long": "at most {max_length} can be given",
}
"""Instead of pydantic's words, where these are about Python."""


def sentences(recipe: type[BaseModel], error: ValidationError, where: str, text: str) -> Iterable[str]:
    """One sentence for each problem of a table that was to be a ``recipe``.

    ``where`` names the table, and ``text`` is the TOML that it was read from, to name lines.
    """
    problems = error.errors()
    for problem in problems:
        loc = [str(part) for part in problem["loc"]]
        if problem["type"] == "too_short" and any(len(other["loc"]) > len(loc) for other in problems):
            # What a list lacks because its items were refused.
            continue
        kinds = {m.model_fields["kind"].default for m in _members(recipe, loc[0]) if "kind" in m.model_fields}
        if len(loc) > 1 and loc[1] in kinds and len(_members(recipe, loc[0])) > 1:
            kind, loc = loc[1], [loc[0], *loc[2:]]
            valid = keys_of_kind(recipe, loc[0], kind) or set()
        elif len(loc) > 1:
            members = _members(recipe, loc[0])
            valid = set(members[0].model_fields) if members else set()
        else:
            valid = set(recipe.model_fields)
        key = ".".join(loc)
        line = _line_of(text, loc)
        place = f"{where}, line {line}" if line else where
        if problem["type"] == "extra_forbidden":
            yield f"{place}: unknown key “{key}”. Valid here: {', '.join(sorted(valid))}."
        elif problem["type"] in {"union_tag_invalid", "union_tag_not_found"}:
            given = problem.get("ctx", {}).get("tag")
            found = f"“{key}” needs a kind" if given is None else f"“{given}” is no kind of “{key}”"
            yield f"{place}: {found}. Valid kinds: {', '.join(sorted(map(str, kinds)))}."
        else:
            message = problem["msg"].removeprefix("Value error, ")
            message = message[:1].lower() + message[1:]
            if problem["type"] in _MESSAGES:
                message = _MESSAGES[problem["type"]].format(**problem.get("ctx", {}))
            # What a table says of several of its keys together names them.
            whole = problem["type"] == "value_error" and isinstance(problem["input"], dict)
            found = f"in “{key}”" if whole else f"“{key}” is {_shown(problem['input'])}, but"
            yield f"{place}: {found} {message}."


def keys_of_kind(recipe: type[BaseModel], part: str, kind: Any) -> set[str] | None:
    """The keys of the table ``part`` of a ``recipe`` where it is of that kind; None if there is no such kind."""
    for member in _members(recipe, part):
        if "kind" in member.model_fields and member.model_fields["kind"].default == kind:
            return set(member.model_fields)
    return None


def _members(recipe: type[BaseModel], part: str) -> list[type[BaseModel]]:
    """The classes that the table ``part`` may be."""
    field = recipe.model_fields.get(part)
    if field is None or field.annotation is None:
        return []
    members = getattr(field.annotation, "__args__", (field.annotation,))
    return [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]


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
