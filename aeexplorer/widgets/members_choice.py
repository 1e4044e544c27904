"""A choice of compared models: one of them, or a pair, the first less the second."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from aeexplorer.widgets.menu_choice import MenuChoice

if TYPE_CHECKING:
    from aeexplorer.session.members import Member


class MembersChoice(MenuChoice):
    """Values are letters, such as “A”, or “AB” for A less B; texts say the kinds, too."""

    def offer(self, members: Sequence[Member], choices: Sequence[str], chosen: str) -> None:
        """Offer ``choices`` among ``members``; with a single one there is nothing to choose."""
        kinds = {member.letter: member.kind for member in members}
        texts = [(of, f"{self._less(of)}  {self._less([kinds[letter] for letter in of])}") for of in choices]
        # Kinds alone say who is meant where no other is of the same kind.
        alone = len(set(kinds.values())) == len(kinds)
        briefs: dict[Hashable, str] = {
            of: self._less([kinds[letter] for letter in of] if alone else of) for of in choices if len(of) > 1
        }
        self.set_options(texts, briefs)
        if chosen:
            self.set_value(chosen)
        self.setToolTip("\n".join(f"{member.letter}  {member.name}" for member in members))
        self.setVisible(len(choices) > 1)

    def _less(self, names: Sequence[str]) -> str:
        return names[0] if len(names) == 1 else self.tr("{one} − {other}").format(one=names[0], other=names[1])
