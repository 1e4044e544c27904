"""The timeline: go back to any epoch that was kept, play through them, or stay live."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, icon, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.epoch_slider import TRACK, EpochSlider
from aeexplorer.widgets.label import Label

STEP_MS = 250
"""Time that a played epoch stays; less where there are many, so that the whole takes 10 s at most."""


class Timeline(QWidget):
    """Play, a slider over epochs, and Live. It shows and asks; what is shown is for others to decide."""

    epoch_chosen = Signal(object)
    """The epoch (int) to show, or None to go live."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: list[int] = []
        self._steps = QTimer(self)
        self._steps.timeout.connect(self._play_on)
        self.play_button = IconButton("play", self.tr("Play through the epochs"), checkable=True)
        self.play_button.toggled.connect(self._play)
        self.label = Label(self.tr("Epoch"), "heading")
        self.slider = EpochSlider(self)
        self.slider.setAccessibleName(self.tr("Epoch shown"))
        self.slider.epoch_chosen.connect(self._chosen)
        self.label.setBuddy(self.slider)
        self.live_button = Button(self.tr("Live"), "live", name=self.tr("Live: follow the training"))
        self.live_button.setCheckable(True)
        self.live_button.setChecked(True)
        self.live_button.setToolTip(self.tr("Show the newest weights and codes (L)"))
        self.live_button.clicked.connect(self._live_clicked)
        self._layout = QHBoxLayout(self)
        self._play_place = QVBoxLayout()
        self._play_place.addWidget(self.play_button)
        self._play_place.addStretch(1)
        self._layout.addLayout(self._play_place)
        for part in (self.label, self.slider, self.live_button):
            self._layout.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.setStretch(2, 1)
        appearance().changed.connect(self._restyle)
        self._restyle()

    def set_state(self, kept: list[int], last: float, place: float, *, live: bool) -> None:
        """Epochs that can be shown (ascending), the axis' end, the place shown, and whether that follows training."""
        self._kept = kept
        enabled = bool(kept)
        for part in (self.play_button, self.slider, self.live_button):
            part.setEnabled(enabled)
        self.slider.set_epochs(kept, last)
        self.slider.set_place(place)
        if live != self.live_button.isChecked():
            self.live_button.setChecked(live)
            self._restyle()
        if not enabled:
            self.play_button.setChecked(False)

    @property
    def playing(self) -> bool:
        """Whether the epochs are being played."""
        return self._steps.isActive()

    @Slot(bool)
    def _play(self, on: bool) -> None:
        if on and len(self._kept) > 1:
            self._steps.start(min(STEP_MS, 10_000 // len(self._kept)))
            if self.slider.place >= self._kept[-1]:
                self.epoch_chosen.emit(self._kept[0])
        else:
            self._steps.stop()
            self.play_button.setChecked(False)
        self._restyle()

    @Slot()
    def _play_on(self) -> None:
        later = [epoch for epoch in self._kept if epoch > self.slider.place]
        if later:
            self.epoch_chosen.emit(later[0])
        else:
            self.play_button.setChecked(False)
            self.epoch_chosen.emit(None)

    @Slot(object)
    def _chosen(self, epoch: int) -> None:
        self.play_button.setChecked(False)
        self.epoch_chosen.emit(epoch)

    @Slot(bool)
    def _live_clicked(self, live: bool) -> None:
        self.play_button.setChecked(False)
        place = [epoch for epoch in self._kept if epoch <= self.slider.place]
        self.epoch_chosen.emit(None if live or not place else place[-1])

    @Slot()
    def _restyle(self) -> None:
        self.play_button.set_icon("pause" if self.playing else "play")
        self.play_button.set_name(self.tr("Pause the epochs") if self.playing else self.tr("Play through the epochs"))
        theme = appearance().theme
        colour = theme.accent if self.live_button.isChecked() and self.live_button.isEnabled() else theme.text3
        self.live_button.setIcon(icon("live", colour))
        self._layout.setContentsMargins(px(8), px(4), px(16), 0)
        self._layout.setSpacing(px(12))
        # All stand level with the slider's track.
        for part in (self.label, self.live_button):
            part.setFixedHeight(2 * px(TRACK))
        self._play_place.setContentsMargins(0, px(TRACK) - px(14), 0, 0)
