"""Selection: where the cursor is, what is selected, hidden and pinned. Pure state: compares, sets, then announces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal

from aeexplorer.session.pin_path import PathKind as PathKind
from aeexplorer.session.pin_path import along, joined

Code = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """A marked code (d,); numbers count from 1 and are not given again while another pin holds a higher one."""

    number: int
    code: Code


class Selection(QObject):
    """What the panels point at, together. Codes are (d,) float32, read-only copies of what was given."""

    cursor_changed = Signal()
    """``cursor`` or ``held``."""
    hovered_changed = Signal()
    image_changed = Signal()
    images_changed = Signal()
    classes_changed = Signal()
    pins_changed = Signal()
    path_changed = Signal()
    """``path_kind``, ``path_steps`` or ``path_position``; and the pins, through which the path leads."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cursor: Code | None = None
        self._held = False
        self._hovered: int | None = None
        self._image: int | None = None
        self._images: tuple[int, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        self._pins: tuple[Pin, ...] = ()
        self._path_kind: PathKind = "straight"
        self._path_steps = 8
        self._path_position = 0.0

    @property
    def cursor(self) -> Code | None:
        """The code under the cursor, which the decoder shows."""
        return self._cursor

    @cursor.setter
    def cursor(self, code: ArrayLike | None) -> None:
        code = None if code is None else _frozen(code)
        if not _same(code, self._cursor):
            self._cursor = code
            self.cursor_changed.emit()

    @property
    def held(self) -> bool:
        """Whether a click holds the crosshair where it is: hovering then moves it no more."""
        return self._held

    @held.setter
    def held(self, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.cursor_changed.emit()

    @property
    def hovered(self) -> int | None:
        """Index of the image whose point is under the cursor."""
        return self._hovered

    @hovered.setter
    def hovered(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.hovered_changed.emit()

    @property
    def image(self) -> int | None:
        """Index of the selected image."""
        return self._image

    @image.setter
    def image(self, index: int | None) -> None:
        if index != self._image:
            self._image = index
            self.image_changed.emit()

    @property
    def images(self) -> tuple[int, ...]:
        """Indices of the images chosen together, ascending and each once; empty when none are."""
        return self._images

    @images.setter
    def images(self, indices: Iterable[int]) -> None:
        chosen = tuple(sorted({int(index) for index in indices}))
        if chosen != self._images:
            self._images = chosen
            self.images_changed.emit()

    def toggle_image(self, index: int) -> None:
        """Choose one more image, or let it go."""
        self.images = set(self._images) ^ {int(index)}

    @property
    def hidden_classes(self) -> frozenset[int]:
        """Labels whose points are not shown."""
        return self._hidden

    @hidden_classes.setter
    def hidden_classes(self, hidden: frozenset[int]) -> None:
        if hidden != self._hidden:
            self._hidden = frozenset(hidden)
            self.classes_changed.emit()

    def toggle_class(self, label: int) -> None:
        """Show a hidden class, hide a shown one."""
        self.hidden_classes = self._hidden ^ {label}

    def show_only(self, label: int, classes: int) -> None:
        """Hide every class of 0..classes-1 but one; show all if it was the only one already."""
        others = frozenset(range(classes)) - {label}
        self.hidden_classes = frozenset() if self._hidden == others else others

    @property
    def pins(self) -> tuple[Pin, ...]:
        """The pins in the order of the path."""
        return self._pins

    def add_pin(self, code: ArrayLike) -> Pin:
        """Pin a code (d,) at the end of the path."""
        pin = Pin(max((pin.number for pin in self._pins), default=0) + 1, _frozen(code))
        self._set_pins((*self._pins, pin))
        return pin

    def move_pin(self, number: int, code: ArrayLike) -> None:
        """Move a pin; nothing happens if there is none of that number."""
        moved = _frozen(code)
        before = next((pin.code for pin in self._pins if pin.number == number), None)
        if before is not None and not _same(before, moved):
            self._set_pins(tuple(Pin(number, moved) if pin.number == number else pin for pin in self._pins))

    def remove_pin(self, number: int) -> None:
        """Remove a pin; the others keep their numbers."""
        left = tuple(pin for pin in self._pins if pin.number != number)
        if len(left) != len(self._pins):
            self._set_pins(left)

    def clear_pins(self) -> None:
        """Remove all pins."""
        if self._pins:
            self._set_pins(())

    def _set_pins(self, pins: tuple[Pin, ...]) -> None:
        self._pins = pins
        self.pins_changed.emit()
        self.path_changed.emit()

    @property
    def path_kind(self) -> PathKind:
        """How the path leads from pin to pin: along lines, or along great circles about the origin."""
        return self._path_kind

    @path_kind.setter
    def path_kind(self, kind: PathKind) -> None:
        if kind != self._path_kind:
            self._path_kind = kind
            self.path_changed.emit()

    @property
    def path_steps(self) -> int:
        """Codes from one pin to the next, both pins included; at least 2."""
        return self._path_steps

    @path_steps.setter
    def path_steps(self, steps: int) -> None:
        steps = max(2, int(steps))
        if steps != self._path_steps:
            self._path_steps = steps
            self.path_changed.emit()

    @property
    def path_position(self) -> float:
        """Where on the path the slider is: 0 at the first pin, 1 at the last, pins evenly spaced between."""
        return self._path_position

    @path_position.setter
    def path_position(self, position: float) -> None:
        position = min(max(float(position), 0.0), 1.0)
        if position != self._path_position:
            self._path_position = position
            self.path_changed.emit()

    def path_codes(self) -> NDArray[np.float32]:
        """Codes (m, d) of the whole path, each pin once; only the pins themselves if they are fewer than 2."""
        return joined([pin.code for pin in self._pins], self._path_steps, self._path_kind)

    def path_code(self) -> Code | None:
        """The code (d,) at ``path_position``; None without pins."""
        return along([pin.code for pin in self._pins], self._path_position, self._path_kind)

    def clear(self) -> None:
        """Forget everything that belongs to one run and to its images; path settings stay."""
        self.clear_codes()
        self.keep_images(0)

    def clear_codes(self) -> None:
        """Forget everything that belongs to one run's latent space; selected and chosen images stay."""
        self.cursor = None
        self.held = False
        self.hovered = None
        self.hidden_classes = frozenset()
        self.clear_pins()

    def keep_images(self, count: int) -> None:
        """Let go of selected and chosen images that are not among the first ``count``."""
        if self._image is not None and not 0 <= self._image < count:
            self.image = None
        self.images = (index for index in self._images if 0 <= index < count)


def _frozen(code: ArrayLike) -> Code:
    copy = np.array(code, np.float32).reshape(-1)
    copy.flags.writeable = False
    return copy


def _same(a: Code | None, b: Code | None) -> bool:
    if a is None or b is None:
        return a is b
    return np.array_equal(a, b)
