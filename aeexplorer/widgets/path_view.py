"""A path through pins: its kind, its pictures, and a slider and a play button that go along it."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.segmented import Segmented
from aeexplorer.widgets.slider import Slider

LEG_MS = 1600
"""Time that playing takes from one pin to the next."""
TICK_MS = 33
LARGEST = 42
"""Side of a picture of the strip, at most, in px."""
PARTS = 1000
"""Positions of the slider."""


class PathView(QWidget):
    """Shows a path and asks for a place on it; where that is, others decide."""

    went = Signal(object)
    """The place on the path (float, 0 to 1) that the user or the play button goes to."""
    kind_changed = Signal(object)
    """``"straight"`` or ``"spherical"``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pins: tuple[int, ...] = ()
        self._position = 0.0
        self._places: list[float] = []
        self.name = Label(role="heading")
        self.kind = Segmented(
            [("straight", self.tr("Straight")), ("spherical", self.tr("Spherical"))], name=self.tr("Kind of path")
        )
        self.kind.segment("straight").setToolTip(self.tr("Along the line from code to code"))
        self.kind.segment("spherical").setToolTip(self.tr("Along the great circle about the origin (slerp)"))
        self.kind.changed.connect(self.kind_changed)
        self.play_button = IconButton("play", self.tr("Play the path"), accent=True)
        self.play_button.clicked.connect(self.toggle_play)
        self.strip = ImageStrip(LARGEST, 0, name=self.tr("Decoded path"))
        self.strip.clicked.connect(self._press)
        self.slider = Slider(0, PARTS, 0, name=self.tr("Position on the path"))
        self.slider.valueChanged.connect(self._slide)
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._play_on)
        self._row = QHBoxLayout()
        self._row.addWidget(self.name, 1)
        self._row.addWidget(self.kind)
        self._row.addWidget(self.play_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.strip)
        self._column.addWidget(self.slider)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_path(self, pins: Sequence[int], kind: str, position: float) -> None:
        """Show the path through ``pins``, of a kind, at a position (0 to 1); announces nothing."""
        self._pins, self._position = tuple(pins), position
        names = [str(number) for number in pins]
        if len(names) > 4:
            names = [*names[:2], "…", names[-1]]
        self.name.setText(self.tr("Path {pins}").format(pins=" → ".join(names)))
        self.kind.set_value(kind)
        self.slider.blockSignals(True)
        self.slider.setValue(round(position * PARTS))
        self.slider.blockSignals(False)
        self.slider.update()
        self._choose()

    def set_pictures(self, places: Sequence[float], pictures: Sequence[ArrayLike | QImage]) -> None:
        """Pictures at ``places`` (0 to 1, ascending) of the path."""
        self._places = list(places)
        self.strip.set_images(list(pictures))
        self._size_strip()
        self._choose()

    @property
    def tallest(self) -> int:
        """The height that it needs when the pictures of the strip are at their largest."""
        rows = (self._row.sizeHint(), self.slider.sizeHint())
        return sum(row.height() for row in rows) + px(LARGEST) + 2 * self._column.spacing()

    @property
    def playing(self) -> bool:
        """Whether the path is being played."""
        return self._ticks.isActive()

    @Slot()
    def toggle_play(self) -> None:
        """Play from where the path stands (from its start, if it stands at its end), or stop."""
        if self.playing or len(self._pins) < 2:
            self.stop()
            return
        if self._position >= 1:
            self.went.emit(0.0)
            self._position = 0.0
        self._ticks.start()
        self._name_play()

    def stop(self) -> None:
        """Stop playing."""
        self._ticks.stop()
        self._name_play()

    @Slot()
    def _play_on(self) -> None:
        legs = len(self._pins) - 1
        if legs < 1 or not self.isVisible():
            self.stop()
            return
        self._position = min(self._position + TICK_MS / (LEG_MS * legs), 1.0)
        self.went.emit(self._position)
        if self._position >= 1:
            self.stop()

    def _name_play(self) -> None:
        self.play_button.set_icon("pause" if self.playing else "play")
        self.play_button.set_name(self.tr("Stop playing") if self.playing else self.tr("Play the path"))

    @Slot(int)
    def _slide(self, value: int) -> None:
        self.stop()
        self.went.emit(value / PARTS)

    @Slot(int)
    def _press(self, at: int) -> None:
        self.stop()
        self.went.emit(self._places[at])

    def _choose(self) -> None:
        """Frame the picture nearest to the position."""
        nearest = min(range(len(self._places)), key=lambda k: abs(self._places[k] - self._position), default=None)
        self.strip.set_chosen(nearest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_strip()

    def _size_strip(self) -> None:
        """As high as its pictures, which are smaller the more they are."""
        self.strip.setFixedHeight(round(self.strip.tile_rect(0).height()) if self._places else px(LARGEST))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(6))
        self._row.setSpacing(px(8))
