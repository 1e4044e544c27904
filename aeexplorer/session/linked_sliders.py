"""Linked sliders: a number moved in the code view is moved in the codes of all compared runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from aeexplorer.session.compare_words import cannot_move
from aeexplorer.session.number_moves import moves

if TYPE_CHECKING:
    from aeexplorer.session.code_view import CodeView
    from aeexplorer.session.comparing import Comparing


class LinkedSliders(QObject):
    """Lives as long as the code view that it listens to."""

    def __init__(self, code_view: CodeView, comparing: Comparing) -> None:
        super().__init__(code_view)
        self._code_view, self._comparing = code_view, comparing
        code_view.code_changed.connect(self._follow)

    @property
    def models(self) -> tuple[str, ...]:
        """The kinds of the runs that are moved together; none where there is only one."""
        members = self._comparing.members
        return tuple(member.short for member in members) if len(members) > 1 else ()

    @property
    def left_out(self) -> str:
        """Which runs do not have a number that is moved, in sentences; or ""."""
        return cannot_move(self._comparing.members, self._comparing.moves)

    @Slot()
    def _follow(self) -> None:
        view, run = self._code_view, self._code_view.current.run
        if not view.is_moved or run is None or view.look is None or view.spread is None or view.code is None:
            self._comparing.moves = None
            return
        shape, spread = run.latent_shape or (), view.spread
        if len(view.look.code) == len(view.code) == run.latent_size:
            self._comparing.moves = moves(shape, spread.axes, spread.places, view.look.code, view.code)
