"""Cases: the combinations of a sweep, each with a name, a folder's name and a recipe."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from training.errors import InputError
from training.recipe import Recipe
from training.sweep.key_titles import words_of

MOST_CASES = 1000
"""Cases of a sweep; more come of a mistake in a list."""
LONGEST_SLUG = 100
"""Characters of a folder's name."""
CHOICE = "case"
"""The column of the choices' names: it is no key of a recipe."""
TAKEN = {"pictures", "lock", "originals", "given", "losses"}
"""Names in a sweep's folder, or of its pictures, that no case may have."""

ChoiceValues = tuple[str, Recipe | None, Mapping[str, Any]]
"""A choice's name, the recipe that it begins with if another, and its values."""


@dataclass(frozen=True, slots=True)
class Case:
    """One combination.

    Attributes:
        name: for people.
        slug: the name of its run folder.
        values: what differs from case to case, by dotted key; the name of its choice under ``case``.
        recipe: what is trained.
    """

    name: str
    slug: str
    values: dict[str, Any]
    recipe: Recipe


def cases_of(
    title: str,
    base: Recipe,
    fixed: Mapping[str, Any],
    choices: Sequence[ChoiceValues],
    vary: Mapping[str, list[Any]],
) -> tuple[Case, ...]:
    """Every choice with every combination of the values that ``vary``.

    Raises:
        InputError: nothing varies, a list is empty, two cases have one name, or a recipe is impossible.
    """
    for key, values in vary.items():
        if not values:
            raise InputError(f"“{title}”: the list of “{key}” is empty. Give at least one value, or leave the key out.")
    if not choices and not vary:
        raise InputError(
            f'“{title}” varies nothing. Give lists of values under [vary], such as "schedule.epochs" = [5, 10], '
            "or --vary schedule.epochs=5,10."
        )
    count = max(len(choices), 1) * math.prod(map(len, vary.values()))
    if count > MOST_CASES:
        raise InputError(f"“{title}” has {count:,} cases; {MOST_CASES:,} are the most. Shorten a list.")
    cases = tuple(_combined(title, base, fixed, choices, vary))
    seen: dict[str, Case] = {}
    for case in cases:
        if case.slug in TAKEN:
            raise InputError(f"“{title}”: a case cannot be called “{case.name}”. Give it another name.")
        if case.slug in seen:
            raise InputError(
                f"“{title}”: two cases have one name, “{seen[case.slug].name}” and “{case.name}”. "
                "Take out a value that is there twice, or rename one."
            )
        seen[case.slug] = case
    return cases


def _combined(
    title: str,
    base: Recipe,
    fixed: Mapping[str, Any],
    choices: Sequence[ChoiceValues],
    vary: Mapping[str, list[Any]],
) -> Iterator[Case]:
    for choice in choices or [("", None, {})]:
        name, own, chosen = choice
        for combination in product(*vary.values()):
            varied = dict(zip(vary, combination, strict=True))
            words = [name] if name else []
            words += [words_of(key, value) for key, value in varied.items()]
            called = ", ".join(words)
            try:
                recipe = (own or base).with_values(_kinds_first({**fixed, **chosen, **varied}))
            except InputError as error:
                what = str(error).removeprefix("The recipe: ")
                raise InputError(f"The case “{called}” of “{title}” is impossible: {what}") from error
            recipe = recipe.model_copy(update={"title": f"{title}: {called}"[:120]})
            yield Case(called, _slug(called), {**({CHOICE: name} if name else {}), **varied}, recipe)


def _kinds_first(values: dict[str, Any]) -> dict[str, Any]:
    """Another kind of a part drops the keys that it does not have, so it has to come before its own keys."""
    return dict(sorted(values.items(), key=lambda item: (item[0].count("."), not item[0].endswith(".kind"))))


def _slug(name: str) -> str:
    """``name`` as the name of a folder on every system."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")[:LONGEST_SLUG].rstrip("-.")
