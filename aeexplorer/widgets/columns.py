"""Columns of a table: what stands over them, and how they share its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aeexplorer.theme import px

MARGIN = 8
"""At both sides of a cell."""
EDGE = 16
"""At the edges of a table."""
ALL = 10_000
"""The most that a column gets which takes whatever is left."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; lengths in px of the design.

    Attributes:
        key: what the model knows it by.
        title: over it.
        width: the least it gets.
        most: the most it gets, where there is more room; 0 for no more than the least.
        right: whether its title stands at the right.
        indent: by how much a title at the right is moved in, where room is kept below for a mark.
        sortable: whether its title sorts.
        yields: which columns are left out first where there is no room for all, the highest; 0 never.
    """

    key: str
    title: str
    width: int
    most: int = 0
    right: bool = False
    indent: int = 0
    sortable: bool = True
    yields: int = 0


def fitted(columns: Sequence[Column], width: int) -> list[int]:
    """Widths of ``columns`` in a table ``width`` px wide, at the scale in force; 0 for those that it has no room for.

    What is left over goes to those that may be wider, the most modest first.
    """
    widths = [px(column.width) for column in columns]
    for k in sorted(range(len(columns)), key=lambda k: -columns[k].yields):
        if sum(widths) > width and columns[k].yields:
            widths[k] = 0
    left = width - sum(widths)
    for k in sorted(range(len(columns)), key=lambda k: columns[k].most):
        more = min(max(px(columns[k].most) - widths[k], 0), max(left, 0)) if widths[k] else 0
        widths[k] += more
        left -= more
    return widths
