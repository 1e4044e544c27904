"""A strip that says what went wrong, why, and what to do: in place of a dialog."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.label import Label


class ErrorStrip(QWidget):
    """Shown at the top of the dock concerned while there is a problem: ``what``, ``why``, ``next`` and one button."""

    pressed = Signal()
    dismissed = Signal()

    def __init__(
        self,
        what: str = "",
        why: str = "",
        next: str = "",  # noqa: A002
        button: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._what = Label(role="problem", wrap=True)
        self._what.setProperty("role", "problem-head")
        self._rest = Label(wrap=True)
        self._offers = False
        self._button = Button()
        self._button.clicked.connect(self.pressed)
        self._dismiss = IconButton("close", self.tr("Dismiss"))
        self._dismiss.clicked.connect(self._leave)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._what)
        words.addWidget(self._rest)
        words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        sizing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        appearance().changed.connect(self._dress)
        self._dress()
        self.show_problem(what, why, next, button)

    def show_problem(self, what: str, why: str = "", next: str = "", button: str = "") -> None:  # noqa: A002
        """Say what happened, why, what next; with no ``what`` the strip goes away."""
        self._show(what, why, next, button, offers=False)

    def show_offer(self, what: str, why: str, button: str) -> None:
        """Say what can be done where nothing went wrong, on a ground that does not alarm."""
        self._show(what, why, "", button, offers=True)

    def _show(self, what: str, why: str, next: str, button: str, *, offers: bool) -> None:  # noqa: A002
        if offers != self._offers:
            self._offers = offers
            self._what.setProperty("role", "heading" if offers else "problem-head")
            self._what.style().polish(self._what)
            self.update()
        self._what.setText(what)
        self._rest.setText(" ".join(part for part in (why, next) if part))
        self._rest.setVisible(bool(why or next))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(" ".join(part for part in (what, why, next) if part))
        self.setVisible(bool(what))

    @property
    def button(self) -> Button:
        """The one button."""
        return self._button

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        ground, edge = (theme.tint, theme.accent) if self._offers else (theme.error_ground, theme.error)
        painter.fillRect(self.rect(), QColor(ground))
        painter.fillRect(QRectF(0, 0, px(3), self.height()), QColor(edge))
        painter.end()

    @Slot()
    def _leave(self) -> None:
        self.show_problem("")
        self.dismissed.emit()

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        self.update()
