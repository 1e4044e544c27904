"""A choice among many: a closed list."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)


class Choice(QComboBox):
    """One of ``options``, pairs of a value and its text. The wheel turns it only when it has the focus."""

    changed = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[Hashable, str]] = (),
        value: Hashable | None = None,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values: list[Hashable] = []
        # The default delegate of a styled combo box ignores the stylesheet's item rules.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.activated.connect(self._announce)
        self.set_options(options, value)

    def set_options(self, options: Sequence[tuple[Hashable, str]], value: Hashable | None = None) -> None:
        """Offer other options; ``value`` (or the first) is chosen, without a signal."""
        self.clear()
        self._values = [key for key, _ in options]
        self.addItems([text for _, text in options])
        if self._values:
            self.set_value(self._values[0] if value is None else value)

    @property
    def value(self) -> Hashable:
        """The chosen option's value; None while there are no options."""
        index = self.currentIndex()
        return self._values[index] if index >= 0 else None

    def set_value(self, value: Hashable) -> None:
        """Choose without a signal; raises ``ValueError`` if it is none of the options."""
        self.setCurrentIndex(self._values.index(value))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(k)) for k in range(self.count())), default=0)
        return QSize(max(hint.width(), min(widest + 4 * hint.height() // 3 + 12, 8 * hint.height())), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        # A styled combo box cuts its text off without a sign.
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width()
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot(int)
    def _announce(self, index: int) -> None:
        self.changed.emit(self._values[index])
