"""Beside the title of the curves: what the lines are, what is read, the log switch and the choice of metrics."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from aeexplorer.theme import appearance, icon, px
from aeexplorer.widgets.curve_legend import CurveLegend
from aeexplorer.widgets.label import Label


class CurveHeader(QWidget):
    """One row; what its controls ask for is for others to do."""

    log_toggled = Signal(bool)
    """Whether values shall be logarithmic."""
    metric_toggled = Signal(object)
    """The metric (str) to plot, or to plot no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = CurveLegend()
        self.reading = Label(role="second")
        self.log_button = QToolButton()
        self.log_button.setText(self.tr("Log scale"))
        self.log_button.setCheckable(True)
        self.log_button.setToolTip(self.tr("Logarithmic values; PSNR and SSIM stay linear"))
        self.log_button.toggled.connect(self.log_toggled)
        self.chooser = QToolButton()
        self.chooser.setText(self.tr("Metrics"))
        self.chooser.setToolTip(self.tr("Choose what is plotted"))
        self.chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.chooser.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.chooser)
        self.menu.triggered.connect(self._toggle)
        self.chooser.setMenu(self.menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.legend)
        self._row.addWidget(self.reading, 1)
        for button in (self.log_button, self.chooser):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(button.toolTip())
            self._row.addWidget(button)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_ready(self, ready: bool) -> None:
        """Whether there are curves."""
        self.log_button.setEnabled(ready)
        self.chooser.setEnabled(ready)
        self.legend.setVisible(ready)

    def set_metrics(self, metrics: Sequence[tuple[str, str, bool]]) -> None:
        """Offer metrics: name in the engine, name for people, whether it is plotted."""
        known = [(action.data(), action.text()) for action in self.menu.actions()]
        if known != [(metric, name) for metric, name, _ in metrics]:
            self.menu.clear()
            for metric, name, _ in metrics:
                action = self.menu.addAction(name)
                action.setCheckable(True)
                action.setData(metric)
        for action, (_, _, plotted) in zip(self.menu.actions(), metrics, strict=True):
            action.setChecked(plotted)

    @Slot(QAction)
    def _toggle(self, action: QAction) -> None:
        self.metric_toggled.emit(action.data())

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(px(12))
        self.chooser.setIcon(icon("down"))
        for button in (self.log_button, self.chooser):
            button.setFixedHeight(px(28))
