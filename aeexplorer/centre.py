"""The centre of the window: a strip for problems, and below it the panels of the workspace side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.panel import Panel
from aeexplorer.workspaces import Place


class Centre(QWidget):
    """Every panel is put into a pane with its title once; a workspace shows those it wants, in its order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = ErrorStrip(parent=self)
        self._panes: dict[str, QWidget] = {}
        self._panels: tuple[Panel, ...] = ()
        self._row = QSplitter(Qt.Orientation.Horizontal)
        self._row.setChildrenCollapsible(False)
        self._row.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.problem)
        column.addWidget(self._row, 1)

    def show_panels(self, places: Sequence[Place], panels: Sequence[Panel], widths: Sequence[int] | None) -> None:
        """Show ``panels`` from left to right, ``widths`` px wide; None: by the shares of their ``places``."""
        wanted = [self._pane(place.panel, panel) for place, panel in zip(places, panels, strict=True)]
        for pane in self._panes.values():
            if pane not in wanted:
                pane.hide()
        for at, pane in enumerate(wanted):
            self._row.insertWidget(at, pane)
            pane.show()
        self._panels = tuple(panels)
        if widths is None or len(widths) != len(wanted):
            total = sum(place.share for place in places)
            widths = [max(self.width(), len(places)) * place.share // total for place in places]
        self._row.setSizes([*widths, *(0 for _ in range(self._row.count() - len(wanted)))])

    @property
    def widths(self) -> list[int]:
        """Pixels of each panel shown."""
        return self._row.sizes()[: len(self._panels)]

    def take_focus(self) -> None:
        """Give the focus to the first panel."""
        for panel in self._panels[:1]:
            panel.take_focus()

    def _pane(self, name: str, panel: Panel) -> QWidget:
        if name not in self._panes:
            title = QCoreApplication.translate("Panels", panel.title) if panel.shows_title else ""
            self._panes[name] = _stacked((DockTitle(title, panel.header_widget()), panel))
        return self._panes[name]


def _stacked(parts: Iterable[QWidget]) -> QWidget:
    """The last of ``parts`` takes all the height that the others leave."""
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    column.setStretch(column.count() - 1, 1)
    return pane
