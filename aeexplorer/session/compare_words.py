"""Why a run, or any image, cannot be compared: in sentences, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.run import RunState
from aeexplorer.session.size_words import numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aeexplorer.session.compare_settings import Show
    from aeexplorer.session.members import Member
    from aeexplorer.session.number_moves import NumberMoves


def why_not_yet(member: Member, incomparable: str, *, waits: bool) -> str:
    """Why a member cannot be asked, or "".

    ``incomparable`` is why it never can, if so, and ``waits`` whether it trains as soon as another run has ended.
    """
    if incomparable:
        return f"{member.name}: {incomparable}"
    if member.run.snapshot is not None and member.run.images is not None:
        return ""
    if member.run.state is RunState.LOADING:
        words = _tr("{name} is getting ready: its pictures are to come.")
    elif waits:
        words = _tr("{name} trains as soon as the run before it has ended.")
    else:
        words = _tr("{name} has not been trained yet. Train it to compare it.")
    return words.format(name=member.name)


def no_images(show: Show) -> str:
    """Why there is nothing to show."""
    if show == "chosen":
        return _tr("No images are chosen. Choose some on a map.")
    return _tr(
        "There is no image that none of these runs has learned from. Train them with one seed, so that they hold out "
        "the same images."
    )


def cannot_move(members: Sequence[Member], moves: NumberMoves | None) -> str:
    """Which members do not have a number that is moved, in sentences; or ""."""
    if moves is None:
        return ""
    without: dict[tuple[int, ...], list[str]] = {}
    for member in members:
        shape = member.run.latent_shape
        if shape and (missing := moves.missing(shape)):
            without.setdefault(missing, []).append(f"{member.short} ({numbers_of(shape)})")
    what = _tr("number") if moves.along == "numbers" else _tr("principal component")
    sentence = _tr("There is no {what} {which} in the codes of {models}: they stay as they are.")
    return " ".join(
        sentence.format(what=what, which=", ".join(str(number + 1) for number in missing), models=", ".join(models))
        for missing, models in without.items()
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Comparing", text)
