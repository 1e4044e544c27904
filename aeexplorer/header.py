"""The strip at the top of the window: logo, menus, workspaces, presenter and theme."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLabel, QMenuBar, QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.workspaces import WORKSPACES


class Header(QWidget):
    """44 px high; says which buttons were pressed and knows nothing else."""

    workspace_chosen = Signal(object)
    presenter_pressed = Signal()
    theme_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, menus: QMenuBar) -> None:
        super().__init__()
        self._logo = QLabel()
        menus.setNativeMenuBar(False)
        menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self._presenter = Button(self.tr("Presenter"), "presenter")
        self._presenter.setCheckable(True)
        self._presenter.setToolTip(self.tr("Larger type and controls, for a projector (F11)"))
        self._presenter.clicked.connect(self.presenter_pressed)
        self._theme = IconButton("dark", self.tr("Light or dark"))
        self._theme.clicked.connect(self.theme_pressed)
        self._help = IconButton("help", self.tr("Keys (F1)"))
        self._help.clicked.connect(self.help_pressed)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._logo)
        self._row.addWidget(menus, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addSpacing(12)
        self._tabs = QButtonGroup(self)
        for workspace in WORKSPACES:
            tab = WorkspaceTab(QCoreApplication.translate("Workspaces", workspace.title))
            tab.setProperty("workspace", workspace.id)
            self._tabs.addButton(tab)
            self._row.addWidget(tab)
        self._tabs.buttons()[0].setChecked(True)
        self._tabs.buttonClicked.connect(self._choose)
        self._row.addStretch(1)
        for button in (self._presenter, self._theme, self._help):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        appearance().changed.connect(self._dress)
        self._dress()

    def show_workspace(self, name: str) -> None:
        """Show which workspace is current."""
        for tab in self._tabs.buttons():
            if tab.property("workspace") == name:
                tab.setChecked(True)

    def show_presenting(self, presenting: bool) -> None:
        """Show whether the presenter's view is on."""
        self._presenter.setChecked(presenting)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.panel))
        painter.setPen(QPen(QColor(theme.line)))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    @Slot(QAbstractButton)
    def _choose(self, tab: QAbstractButton) -> None:
        self.workspace_chosen.emit(tab.property("workspace"))

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(px(44))
        self._row.setContentsMargins(px(16), 0, px(12), 0)
        self._row.setSpacing(px(8))
        self._logo.setPixmap(_logo())
        self._theme.set_icon("light" if appearance().theme.dark else "dark")
        self.update()


def _logo() -> QPixmap:
    """The bow tie of the application's icon, in the theme's ink: encoder, code, decoder."""
    side, ratio = px(22), 2
    picture = QPixmap(side * ratio, side * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 22, side / 22)
    painter.setPen(
        QPen(
            QColor(appearance().theme.text1),
            2,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    for outer in (2, 20):
        painter.drawPolygon(QPolygonF([QPointF(outer, 4), QPointF(outer, 18), QPointF(11, 11)]))
    painter.end()
    return picture


class WorkspaceTab(QAbstractButton):
    """A workspace's name, underlined in the accent while it is the current one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(13, 600)).horizontalAdvance(self.text())
        return QSize(width + px(24), px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        chosen = self.isChecked()
        painter.setFont(font(13, 600 if chosen else 500))
        painter.setPen(QColor(theme.text1 if chosen or self.underMouse() else theme.text2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if chosen:
            painter.fillRect(0, self.height() - px(2), self.width(), px(2), QColor(theme.accent))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(self.rect().adjusted(3, 5, -3, -5))
        painter.end()
