"""What a comparison looks like: which rows it has, their words, and what stands under their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.compare.row_painting import Row
from aeexplorer.widgets.compare.strips import error_strip, picture_strip, signed_strip
from aeexplorer.widgets.figures import figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from aeexplorer.session.compare_pictures import Compared, SideShown
    from aeexplorer.session.compare_settings import Difference
    from aeexplorer.session.members import Member

CAP = 100.0
"""PSNR in dB that the engine gives equal images."""


def rows_of(results: Compared, members: Sequence[Member], difference: Difference, source: str) -> list[Row]:
    """Originals; what was fed, if that is something else; pictures and differences of each model; and A − B of two."""
    rows = [Row(_tr("Original"), (_tr("held out"),), picture_strip(results.originals, source))]
    if results.conditions.input_noise > 0:
        rows.append(Row(_tr("Input"), (_tr("what models see"),), picture_strip(results.fed, source), follows=True))
    noisy = _is_noisy(results)
    psnr = np.stack([_scores(side, difference) for side in results.sides])
    places = {member.letter: k for k, member in enumerate(members)}
    shorts = {member.letter: member.short for member in members}
    for k, side in enumerate(results.sides):
        short = shorts.get(side.letter, side.letter)
        place = places.get(side.letter, k)
        title = _tr("{model} with noise") if noisy else _tr("{model}")
        rows.append(Row(title.format(model=short), (), picture_strip(side.pictures, source), mark=place))
        rows.append(_difference_row(results, side, difference, psnr, k))
    if len(results.sides) == 2:
        one, other = results.sides
        first, second = shorts.get(one.letter, "A"), shorts.get(other.letter, "B")
        rows.append(
            Row(
                f"{first} − {second}",
                (_tr("rust: {model} brighter").format(model=first), _tr("blue: {model}").format(model=second)),
                signed_strip(one.pictures, other.pictures, source),
            )
        )
    return rows


def _difference_row(
    results: Compared, side: SideShown, difference: Difference, psnr: NDArray[np.float64], k: int
) -> Row:
    other = results.originals if difference == "original" else side.clean
    to = _tr("to the original") if difference == "original" else _tr("to noise-free")
    best = (psnr[k] == psnr.max(0)) & ((psnr == psnr.max(0)).sum(0) == 1) if len(psnr) > 1 else np.zeros(0, bool)
    return Row(
        _tr("Difference"),
        (to, _tr("PSNR in dB ↑")),
        error_strip(side.pictures, other),
        values=tuple("∞" if value >= CAP else figure(float(value), 1) for value in psnr[k]),
        best=tuple(bool(one) for one in best),
        follows=True,
    )


def _scores(side: SideShown, difference: Difference) -> NDArray[np.float64]:
    return (side.scores if difference == "original" else side.scores_free)["psnr"]


def _is_noisy(results: Compared) -> bool:
    asked = results.conditions
    return asked.code.amount > 0 or asked.input_noise > 0 or asked.sampling or asked.code.way == "power"


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareImages", text)
