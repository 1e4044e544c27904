"""What every panel is: a widget that shows the session and redraws only when it is seen and out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
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

    main: QWidget | None = None
    """What keys are for. No focus proxy: while that is hidden, the Tab key would come no further than to the panel."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._dirty = True
        self._seen = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._be_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._be_seen(False)

    def _be_seen(self, seen: bool) -> None:
        # Qt may tell a widget that it is hidden more often than that it is shown.
        if seen is not self._seen:
            self._seen = seen
            self.watch(seen)

    def take_focus(self) -> None:
        """Give the focus to what keys are for."""
        (self.main or self).setFocus()

    def watch(self, watching: bool) -> None:
        """The panel is seen from now on, or no more; panels whose answers cost something tell the session."""

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

    def show_header(self, shown: bool) -> None:
        """Show what stands beside the title, or hide it; before it stands there, it would be a window of its own."""
        header = self.header_widget()
        if header is not None and (header.parentWidget() is not None or not shown):
            header.setVisible(shown)
