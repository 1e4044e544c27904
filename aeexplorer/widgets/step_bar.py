"""StepBar: which step of a restoration is shown, and a button that plays them all."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.slider import Slider

LASTS = 2500
"""Milliseconds that playing all steps takes, about."""
FASTEST = 33
"""Milliseconds from one picture to the next."""


class StepBar(QWidget):
    """``moved`` tells the step that is wanted; what is shown is set by ``show_step``."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = 0
        self.play = IconButton("play", self.tr("Play the steps"))
        self.play.clicked.connect(self._play_or_stop)
        self.label = Label(role="heading")
        self.slider = Slider(0, 0, 0, name=self.tr("Step of the restoration"))
        self.slider.valueChanged.connect(self.moved)
        self.slider.sliderPressed.connect(self.stop)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.play)
        self._row.addWidget(self.label)
        self._row.addWidget(self.slider, 1)
        appearance().changed.connect(self._dress)
        self._dress()

    def show_step(self, step: int, steps: int) -> None:
        """Step ``step`` of ``steps`` is shown."""
        self._steps = steps
        self.slider.blockSignals(True)
        self.slider.setRange(0, steps)
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self.label.setText(self.tr("Step {step} of {steps}").format(step=step, steps=steps))

    @property
    def is_playing(self) -> bool:
        """Whether the steps run."""
        return self._timer.isActive()

    @Slot()
    def stop(self) -> None:
        """Stay at the step that is shown."""
        self._timer.stop()
        self._show_playing()

    @Slot()
    def _play_or_stop(self) -> None:
        if self.is_playing:
            self.stop()
        elif self._steps:
            if self.slider.value() >= self._steps:
                self.moved.emit(0)
            self._timer.start(max(LASTS // self._steps, FASTEST))
            self._show_playing()

    @Slot()
    def _advance(self) -> None:
        stride = max(1, round(FASTEST * self._steps / LASTS))
        step = min(self.slider.value() + stride, self._steps)
        self.moved.emit(step)
        if step >= self._steps:
            self.stop()

    def _show_playing(self) -> None:
        self.play.set_icon("pause" if self.is_playing else "play")
        self.play.set_name(self.tr("Stay at this step") if self.is_playing else self.tr("Play the steps"))

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), 0, px(24), px(8))
        self._row.setSpacing(px(12))
        self.label.setMinimumWidth(px(108))
