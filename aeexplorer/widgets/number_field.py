"""A field for one number, with its unit inside and any problem with it below."""

import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import editable, figure
from aeexplorer.widgets.label import Label


class NumberField(QWidget):
    """One whole or decimal number between ``minimum`` and ``maximum``.

    Enter, leaving the field, the arrow keys and (with the focus) the wheel announce a new number through ``changed``.
    Without ``step`` whole numbers go by 1 and decimals along 1, 2, 5, 10. ``demand`` is said instead of the field's own
    sentence about its limits; ``check`` may refuse a number for other reasons: it says why, or "" to let it pass.
    Problems are said below the field, or in ``say_in`` where there is too little room.
    """

    changed = Signal(object)

    def __init__(
        self,
        kind: Literal["int", "float"] | type[int] | type[float] = "int",
        minimum: float = -math.inf,
        maximum: float = math.inf,
        unit: str = "",
        *,
        value: float | None = None,
        step: float | None = None,
        decimals: int | None = None,
        demand: str = "",
        check: Callable[[float], str] | None = None,
        say_in: Label | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole = kind in ("int", int)
        self._minimum, self._maximum = minimum, maximum
        self._step, self._decimals = step, decimals
        self._demanded, self._check = demand, check
        self._edit = _UnitEdit(unit)
        self._edit.installEventFilter(self)
        self._edit.editingFinished.connect(self._commit)
        self._problem = Label(role="problem", wrap=True) if say_in is None else say_in
        self._problem.hide()
        self._value: float = self._clamped(0 if value is None else value)
        self._announced = self._value
        self._edit.setText(self._written(self._value))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._edit)
        if say_in is None:
            column.addWidget(self._problem)
        self.setFocusProxy(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(name)

    @property
    def value(self) -> float:
        """The last good number, an ``int`` for whole ones."""
        return int(self._value) if self._whole else self._value

    def set_value(self, value: float) -> None:
        """Show a number without a signal."""
        self._value = self._announced = int(value) if self._whole else float(value)
        # What someone is typing is theirs.
        if not (self._edit.hasFocus() and self._edit.isModified()):
            self._edit.setText(self._written(self._value))

    def set_range(self, minimum: float, maximum: float) -> None:
        """Take other limits; the number itself stays."""
        self._minimum, self._maximum = minimum, maximum

    @property
    def problem(self) -> str:
        """What is wrong with the number, or nothing."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def set_problem(self, text: str) -> None:
        """Say below the field what is wrong, or with "" that nothing is."""
        if text == self.problem:
            return
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._edit.setProperty("problem", bool(text))
        self._edit.setAccessibleDescription(text)
        self._edit.style().unpolish(self._edit)
        self._edit.style().polish(self._edit)

    def set_unit(self, unit: str) -> None:
        """Show another unit."""
        self._edit.set_unit(unit)

    @property
    def edit(self) -> QLineEdit:
        """The line in which the number is typed."""
        return self._edit

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._edit.setAccessibleName(f"{name}, {self._edit.unit}" if self._edit.unit else name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            if not self._edit.hasFocus() or not self._edit.isEnabled():
                event.ignore()
                return True
            if turn := event.angleDelta().y():
                self._move(1 if turn > 0 else -1)
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
            if event.key() in moves:
                self._move(moves[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape and self._edit.isModified():
                self._edit.setText(self._written(self._value))
                self.set_problem("")
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _commit(self) -> None:
        if not self._edit.isModified():
            return
        number = self._read(self._edit.text())
        if problem := self._demand() if number is None else self._refusal(number):
            self.set_problem(problem)
        elif number is not None:
            self._edit.setModified(False)
            self._take(number)

    def _refusal(self, number: float) -> str:
        return "" if self._check is None else self._check(int(number) if self._whole else number)

    def _take(self, number: float) -> None:
        self.set_problem("")
        self._value = number
        self._edit.setText(self._written(number))
        if number != self._announced:
            self._announced = number
            self.changed.emit(self.value)

    def _read(self, text: str) -> float | None:
        clean = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
        clean = "".join(clean.split())
        try:
            number = float(clean)
        except ValueError:
            return None
        if not math.isfinite(number) or not self._minimum <= number <= self._maximum:
            return None
        if self._whole and not number.is_integer():
            return None
        return int(number) if self._whole else number

    def _demand(self) -> str:
        if self._demanded:
            return self._demanded
        what = self.tr("Type a whole number") if self._whole else self.tr("Type a number")
        low, high = (figure(end) if self._whole else editable(end) for end in (self._minimum, self._maximum))
        if math.isfinite(self._minimum) and math.isfinite(self._maximum):
            return self.tr("{what} from {low} to {high}.").format(what=what, low=low, high=high)
        if math.isfinite(self._minimum):
            return self.tr("{what}, {low} or more.").format(what=what, low=low)
        if math.isfinite(self._maximum):
            return self.tr("{what}, {high} or less.").format(what=what, high=high)
        return self.tr("{what}.").format(what=what)

    def _move(self, steps: int) -> None:
        number = self._read(self._edit.text())
        start = self._value if number is None else number
        target = self._clamped(self._stepped(start, steps))
        if problem := self._refusal(target):
            self.set_problem(problem)
            return
        self._edit.setModified(False)
        self._take(target)

    def _stepped(self, value: float, steps: int) -> float:
        if self._step is not None or self._whole:
            return value + steps * (1 if self._step is None else self._step)
        for _ in range(abs(steps)):
            value = _neighbour(value, up=steps > 0)
        return value

    def _clamped(self, value: float) -> float:
        inside = min(max(value, self._minimum), self._maximum)
        return int(inside) if self._whole else float(f"{inside:.10g}")

    def _written(self, value: float) -> str:
        return str(int(value)) if self._whole else editable(value, self._decimals)


def _neighbour(value: float, *, up: bool) -> float:
    """The next number along 1, 2, 5, 10 and their decimal multiples; from 0 the way leads to ±0.1."""
    if value < 0:
        return -_neighbour(-value, up=not up)
    if value == 0:
        return 0.1 if up else -0.1
    power = math.floor(math.log10(value)) - 1
    ladder = [float(f"{digit}e{power + decade}") for decade in range(4) for digit in (1, 2, 5)]
    if up:
        return next(rung for rung in ladder if rung > value * (1 + 1e-9))
    return next(rung for rung in reversed(ladder) if rung < value * (1 - 1e-9))


class _UnitEdit(QLineEdit):
    def __init__(self, unit: str) -> None:
        super().__init__()
        # The window opens what is dropped anywhere.
        self.setAcceptDrops(False)
        self.unit = unit
        appearance().changed.connect(self._dress)
        self._dress()

    def set_unit(self, unit: str) -> None:
        self.unit = unit
        self._dress()
        self.update()

    @Slot()
    def _dress(self) -> None:
        room = QFontMetrics(font(13)).horizontalAdvance(self.unit) + px(8) if self.unit else 0
        self.setTextMargins(0, 0, room, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.unit:
            return
        theme = appearance().theme
        painter = QPainter(self)
        painter.setPen(QColor(theme.text3 if self.isEnabled() else theme.control))
        box = self.rect().adjusted(0, 0, -px(12), 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.unit)
        painter.end()
