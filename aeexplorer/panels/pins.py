"""Pins: marked codes with their pictures, and the path that leads through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.shown_code import ShownCode
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.path_view import PathView
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.pin_row import SMALLEST, PinRow

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer
    from aeexplorer.session.selection import PathKind
    from aeexplorer.session.session import Session

PINS_CHANNEL, PATH_CHANNEL = "pins", "path"
MOST_PICTURES = 16
"""More pictures of a path would be too small to see."""


class PinsPanel(Panel):
    """Pins to go to, to add and to remove; from the second pin on, the path between them."""

    id = "pins"
    title = str(QT_TRANSLATE_NOOP("Panels", "Pins"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._decoded: NDArray[np.float32] | None = None
        self.row = PinRow()
        self.row.chosen.connect(self.go_to)
        self.row.removed.connect(self._remove)
        self.row.add.connect(self.add_pin)
        self.path = PathView()
        self.path.went.connect(self._go_along)
        self.path.kind_changed.connect(self._set_kind)
        self.hint = Label(role="second", wrap=True)
        self.empty = EmptyState(self.tr("Pinned codes and the path through them appear here."))
        self.steps = NumberField(
            "int",
            2,
            64,
            self.tr("steps a leg"),
            value=session.selection.path_steps,
            name=self.tr("Steps on each leg of the path"),
        )
        self.steps.setToolTip(
            self.tr(
                "Steps on each leg of the path, from one pin to the next, both pins included.\n"
                "The strip shows {most} of all steps at most."
            ).format(most=MOST_PICTURES)
        )
        self.steps.changed.connect(self._set_steps)
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.addStretch(1)
        header.addWidget(self.steps)
        content = QWidget()
        self._column = QVBoxLayout(content)
        for part in (self.row, self.hint, self.path):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._pages = Pages(self, self.empty, content)

        self.current = CurrentRun(session.document, self)
        self.shown = ShownCode(session.selection, self.current, self)
        self.current.changed.connect(self._decode_again)
        self.current.snapshot_changed.connect(self._decode_again)
        self.current.state_changed.connect(self.mark_dirty)
        session.selection.path_changed.connect(self.mark_dirty)
        session.asks.answered.connect(self._take)
        appearance().changed.connect(self._dress)
        self._dress()

    def header_widget(self) -> QWidget:
        return self._header

    def minimumSizeHint(self) -> QSize:
        # The same whatever is shown, so that a pin moves no dock.
        return QSize(px(264), px(SMALLEST) + self._beside_row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _beside_row(self) -> int:
        """Height of all but the pins, with a path."""
        return self.path.tallest + 2 * px(8)

    def _fit(self) -> None:
        self.row.set_room(self.height() - self._beside_row())

    @Slot()
    def add_pin(self) -> None:
        """Pin the code that the decoder shows."""
        code = self.shown.code
        if code is not None:
            self.session.selection.add_pin(code)

    @Slot(object)
    def go_to(self, number: int) -> bool:
        """Hold the crosshair at pin ``number``; whether there is one."""
        selection = self.session.selection
        code = next((pin.code for pin in selection.pins if pin.number == number), None)
        if code is None:
            return False
        self.path.stop()
        selection.held = True
        selection.cursor = code
        return True

    @Slot(object)
    def _remove(self, number: int) -> None:
        self.session.selection.remove_pin(number)

    @Slot(object)
    def _set_steps(self, steps: int) -> None:
        self.session.selection.path_steps = steps

    @Slot(object)
    def _set_kind(self, kind: PathKind) -> None:
        self.session.selection.path_kind = kind

    @Slot(object)
    def _go_along(self, position: float) -> None:
        """Stand at ``position`` of the path; the decoder and the map follow."""
        selection = self.session.selection
        selection.path_position = position
        selection.held = True
        selection.cursor = selection.path_code()

    @Slot()
    def _decode_again(self) -> None:
        self._decoded = None
        self.mark_dirty()

    def refresh(self) -> None:
        run, selection = self.current.run, self.session.selection
        ready = run is not None and run.snapshot is not None
        self._pages.show_content(ready)
        numbers = [pin.number for pin in selection.pins]
        is_path = ready and len(numbers) > 1
        self.steps.setVisible(is_path)
        self.path.setVisible(is_path)
        self.hint.setVisible(not is_path)
        self.hint.setText(
            self.tr("Pin a second code: a path leads from one to the other.")
            if numbers
            else self.tr("Point at the map and add a pin, or Shift-click there.")
        )
        self.row.set_pins(numbers)
        self.steps.set_value(selection.path_steps)
        self.path.set_path(numbers, selection.path_kind, selection.path_position)
        if ready:
            self._ask()

    def _ask(self) -> None:
        """Have pins and path decoded, unless they are already by these weights."""
        run, selection = self.current.run, self.session.selection
        codes = selection.path_codes()
        known = self._decoded is not None and np.array_equal(codes, self._decoded)
        if run is None or run.snapshot is None or known or not len(codes) or codes.shape[1] != run.latent_size:
            return
        self._decoded = codes
        snapshot = run.snapshot

        def decode(flat: NDArray[np.float32]) -> NDArray[np.float32]:
            return snapshot.decode(flat.reshape(len(flat), *snapshot.latent_shape))

        numbers = [pin.number for pin in selection.pins]
        pins = np.stack([pin.code for pin in selection.pins])
        self.session.asks.ask(PINS_CHANNEL, lambda: dict(zip(numbers, decode(pins), strict=True)))
        if len(pins) > 1:
            last = len(codes) - 1
            shown = np.linspace(0, last, min(len(codes), MOST_PICTURES)).round().astype(int)
            self.session.asks.ask(PATH_CHANNEL, lambda: ((shown / last).tolist(), decode(codes[shown])))

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel not in (PINS_CHANNEL, PATH_CHANNEL) or not self.session.asks.is_latest(answer):
            return
        source = self.current.run.source if self.current.run is not None else ""
        if answer.error is not None:
            self.hint.setText(answer.error)
            self.hint.show()
        elif answer.channel == PINS_CHANNEL:
            self.row.set_pictures({number: to_qimage(pixels, source) for number, pixels in answer.result.items()})
        else:
            places, pictures = answer.result
            self.path.set_pictures(places, [to_qimage(pixels, source) for pixels in pictures])

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self._column.setContentsMargins(px(16), 0, px(16), px(8))
        self._column.setSpacing(px(8))
        self.steps.setFixedWidth(px(128))
        self._fit()
