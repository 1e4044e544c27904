"""The button that says which classes count as the anomaly, and the list to choose them from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from aeexplorer.theme import appearance, font, icon, px

LONGEST, SHORTEST = 130, 32
BESIDE = 28
"""Px that the arrow takes."""


class ClassChooser(QToolButton):
    """Several classes may be ticked."""

    toggled_class = Signal(int)
    """The label that was ticked, or ticked no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._text = self._chosen = ""
        self.menu_of_classes = QMenu(self)
        self.menu_of_classes.triggered.connect(self._announce)
        self.setMenu(self.menu_of_classes)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Anomaly"))
        appearance().changed.connect(self._dress)
        self._dress()

    def set_classes(self, classes: Sequence[str], strange: Collection[int], unknown: Collection[int]) -> None:
        """Offer classes; those that are ``unknown`` to the model are marked."""
        if tuple(classes) != self._classes:
            self._classes = tuple(classes)
            self.menu_of_classes.clear()
            for label in range(len(classes)):
                action = self.menu_of_classes.addAction("")
                action.setCheckable(True)
                action.setData(label)
        for label, action in enumerate(self.menu_of_classes.actions()):
            # A lone ampersand would be taken for a shortcut.
            name = classes[label].replace("&", "&&")
            action.setText(self.tr("{name} (never learned)").format(name=name) if label in unknown else name)
            action.setChecked(label in strange)
        chosen = ", ".join(classes[label] for label in sorted(strange) if label < len(classes))
        self._chosen = chosen or self.tr("none")
        self._text = self.tr("Anomaly: {classes}").format(classes=self._chosen)
        self.setEnabled(bool(classes))
        self.setAccessibleName(self._text)
        self.setToolTip(self._explained(learned=bool(set(strange).difference(unknown))))
        self._dress()

    def _explained(self, *, learned: bool) -> str:
        if not self._classes:
            return self.tr("These images have no classes.")
        said = self.tr("{chosen}. Choose the classes that count as the anomaly.").format(chosen=self._text)
        if learned:
            fairer = self.tr("The model has learned from them, too: a run without these classes is the fairer test.")
            said = f"{said}\n{fairer}"
        return said

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(font(13)).horizontalAdvance(self._text)
        return QSize(min(wide, px(LONGEST)) + px(BESIDE), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SHORTEST) + px(BESIDE), px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As much of the words as there is room for; of too many, the classes themselves."""
        metrics, room = QFontMetrics(font(13)), self.width() - px(BESIDE)
        text = self._text
        if metrics.horizontalAdvance(text) > room:
            text = metrics.elidedText(self._chosen, Qt.TextElideMode.ElideRight, max(room, px(SHORTEST)))
        self.setText(text.replace("&", "&&"))

    @Slot(QAction)
    def _announce(self, action: QAction) -> None:
        self.toggled_class.emit(action.data())

    @Slot()
    def _dress(self) -> None:
        self.setIcon(icon("down"))
        self.setFixedHeight(px(28))
        self.updateGeometry()
        self._fit()
