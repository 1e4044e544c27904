"""What a comparison looks like: which rows it has, their words, and what stands under their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

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
    """Originals; what was fed, if that is something else; and of each model what ``results`` were asked for.

    That is pictures without noise, at several strengths of it and at the one that is set; or pictures, how far they are
    off, and what the first model makes brighter or darker than each other one.
    """
    rows = [Row(_tr("Original"), (_tr("held out"),), picture_strip(results.originals, source))]
    if results.conditions.input_noise > 0:
        rows.append(Row(_tr("Input"), (_tr("what models see"),), picture_strip(results.fed, source), follows=True))
    places = {member.letter: k for k, member in enumerate(members)}
    shorts = {member.letter: member.short for member in members}
    moved = {member.letter: _is_moved(results, member) for member in members}
    named = [
        _Named(side, shorts.get(side.letter, side.letter), places.get(side.letter, k), moved.get(side.letter, False))
        for k, side in enumerate(results.sides)
    ]
    if results.levels:
        return rows + [row for one in named for row in _level_rows(results, one, source)]
    return rows + _difference_rows(results, named, difference, source)


class _Named(NamedTuple):
    """A side, its member's kind and place, and whether its codes are moved by hand."""

    side: SideShown
    short: str
    place: int
    moved: bool


def _level_rows(results: Compared, one: _Named, source: str) -> list[Row]:
    side, code = one.side, results.conditions.code
    symbol = "a" if code.way == "blend" else "σ"
    rows = [Row(one.short, (_tr("no noise"),), picture_strip(side.clean, source), mark=one.place)]
    for level, pictures in zip(results.levels, side.at_levels, strict=True):
        rows.append(Row(f"{symbol} {level:g}", (), picture_strip(pictures, source), follows=True))
    now = f"{symbol} {code.amount:.{3 if code.way == 'power' else 2}f}"
    rows.append(Row(now, (_tr("as set"),), picture_strip(side.pictures, source), follows=True))
    return rows


def _difference_rows(results: Compared, named: list[_Named], difference: Difference, source: str) -> list[Row]:
    rows = []
    psnr = np.stack([_scores(side, difference) for side in results.sides])
    for k, (side, short, place, moved) in enumerate(named):
        treated = _treated(moved=moved, noisy=_is_noisy(results))
        rows.append(Row(short, treated, picture_strip(side.pictures, source), mark=place))
        rows.append(_difference_row(results, side, difference, psnr, k))
    first, *others = named
    return rows + [_signed_row(first, other, source) for other in others]


def _signed_row(one: _Named, other: _Named, source: str) -> Row:
    return Row(
        f"{one.short} − {other.short}",
        (_tr("rust: {model} brighter").format(model=one.short), _tr("blue: {model}").format(model=other.short)),
        signed_strip(one.side.pictures, other.side.pictures, source),
    )


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


def _treated(*, moved: bool, noisy: bool) -> tuple[str, ...]:
    if moved:
        return (_tr("moved, with noise") if noisy else _tr("moved"),)
    return (_tr("with noise"),) if noisy else ()


def _is_moved(results: Compared, member: Member) -> bool:
    moves, shape = results.moves, member.run.latent_shape
    return moves is not None and shape is not None and len(moves.missing(shape)) < len(moves.by)


def _is_noisy(results: Compared) -> bool:
    asked = results.conditions
    return asked.code.amount > 0 or asked.input_noise > 0 or asked.sampling or asked.code.way == "power"


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareImages", text)
