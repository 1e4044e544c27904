"""A line that opens and closes what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, icon, px


class Disclosure(QWidget):
    """A flat button with an arrow; ``body`` is shown while it is pressed."""

    toggled = Signal(bool)
    """Whether it is open now."""

    def __init__(self, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = body
        body.hide()
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setAccessibleName(title)
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._open)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.button)
        self._column.addWidget(body)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the body."""
        self.button.setChecked(is_open)

    @Slot(bool)
    def _open(self, is_open: bool) -> None:
        self.body.setVisible(is_open)
        self._dress()
        self.toggled.emit(is_open)

    @Slot()
    def _dress(self) -> None:
        self.button.setIcon(icon("ph.caret-down" if self.is_open else "ph.caret-right", size=12))
        self.button.setIconSize(QSize(px(12), px(12)))
        self.button.setFixedHeight(px(28))
        # The arrow says that it is open; the tint of chosen tools would say that it is chosen.
        self.button.setStyleSheet(
            f"QToolButton:checked {{ background: transparent; color: {appearance().theme.text2}; }}"
        )
        self._column.setSpacing(px(8))
