"""The title row of a dock: its name, what the panel adds, and the way out of the window."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QSizePolicy, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.label import Label


class DockTitle(QWidget):
    """A row of 40 px: ``title``, ``header`` beside it, and a button that takes the dock out of the window or back.

    The row serves as ``QDockWidget.setTitleBarWidget``; the title may also stand over a panel that is no dock, and then
    has no button. A dock with tabs has its name there: the row then shows the rest, lower, or nothing if there is none.
    """

    def __init__(self, title: str, header: QWidget | None = None, dock: QDockWidget | None = None) -> None:
        super().__init__(dock)
        self._dock = dock
        self._header = header
        self._tabbed = False
        self._label = Label(title, "heading")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._label)
        self._label.setVisible(bool(title))
        if header is not None:
            self._row.addWidget(header, 1)
        else:
            self._row.addStretch(1)
        self._float = IconButton("float", "")
        self._close = IconButton("close", self.tr("Close {title}").format(title=title))
        self._float.clicked.connect(self._toggle_floating)
        self._close.clicked.connect(self._close_dock)
        self._row.addWidget(self._float)
        self._row.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        if dock is not None:
            dock.topLevelChanged.connect(self._show_buttons)
        appearance().changed.connect(self._dress)
        self._dress()
        self._show_buttons()

    @property
    def title(self) -> str:
        """The dock's name."""
        return self._label.text()

    def set_tabbed(self, tabbed: bool) -> None:
        """Whether a tab above says the title."""
        if tabbed != self._tabbed:
            self._tabbed = tabbed
            self._label.setVisible(bool(self.title) and not tabbed)
            self._show_buttons()
            self._dress()

    def take_keys(self, taken: bool) -> None:
        """Whether the keyboard reaches what the panel adds: of docks behind others, Qt thinks that they are visible."""
        if self._header is not None:
            self._header.setEnabled(taken)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height())

    def _height(self) -> int:
        if self._tabbed:
            return px(36) if self._header is not None else 0
        return px(40)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A dock that is not yet in a window counts as floating, and says nothing when it enters one.
        self._show_buttons()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._dock is None:
            event.ignore()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._float.toolTip(), self._toggle_floating)
        menu.addAction(self._close.toolTip(), self._close_dock)
        menu.popup(event.globalPos())

    @Slot()
    def _toggle_floating(self) -> None:
        if self._dock is not None:
            self._dock.setFloating(not self._dock.isFloating())

    @Slot()
    def _close_dock(self) -> None:
        if self._dock is not None:
            self._dock.close()

    @Slot()
    def _show_buttons(self) -> None:
        floating = self._dock is not None and self._dock.isFloating()
        can_float = self._dock is not None and bool(
            self._dock.features() & QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        text = self.tr("Put {title} back into the window") if floating else self.tr("Take {title} out of the window")
        self._float.set_name(text.format(title=self.title))
        self._float.setVisible(can_float and not self._tabbed)
        # Docked, the View menu and the context menu close it: one quiet button is enough.
        self._close.setVisible(floating)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), 0, px(12), 0)
        self.setFixedHeight(self._height())
