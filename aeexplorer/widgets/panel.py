"""What every panel is: a widget that shows the session and redraws only when it is seen and out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class Panel(QWidget):
    """Base of the panels.

    A panel connects the session's signals to ``mark_dirty`` and draws in ``refresh``. The window's one timer calls
    ``refresh_if_dirty``, so that many events make one repaint and a hidden panel costs nothing.
    """

    id = ""
    title = ""
    shows_title = True
    """Whether the title stands over the panel in the centre; else what ``header_widget`` gives says more."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._dirty = True

    @Slot()
    def mark_dirty(self) -> None:
        """Say that what is shown is out of date."""
        self._dirty = True

    @property
    def dirty(self) -> bool:
        """Whether ``refresh`` is due."""
        return self._dirty

    def refresh_if_dirty(self) -> bool:
        """Redraw if this panel is visible and out of date; whether it was."""
        if not self._dirty or not self.isVisible():
            return False
        # Cleared first: what changes while refreshing is drawn next time.
        self._dirty = False
        self.refresh()
        return True

    def refresh(self) -> None:
        """Show the session as it is now; panels override this."""

    def header_widget(self) -> QWidget | None:
        """What the panel puts beside its title, if anything."""
        return None
