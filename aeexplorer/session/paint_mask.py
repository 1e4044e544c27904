"""PaintMask: the image under the brush and the mask over it, with every step of painting to be taken back."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal

from aeexplorer.session.rasterise import Patch, random_rectangle
from aeexplorer.session.undo_tiles import Layers, UndoTiles, changed_tiles

Effect = Literal["hide", "show", "draw"]
"""Paint the mask, wipe it off, or draw on the image itself."""
Box = tuple[int, int, int, int]
"""Left, top, width and height of a part of the image, in pixels."""

BLANK = np.zeros((1, 28, 28), np.float32)


class PaintMask(QObject):
    """Two layers of one height and width: ``picture`` (C, H, W) and ``cover`` (H, W).

    Painting goes ``begin``, then ``add`` or ``put`` as often as the hand moves, then ``end``: one step of undo.
    """

    changed = Signal(object)
    """The ``Box`` in which either layer changed."""
    image_changed = Signal()
    """Another image, of another size perhaps."""
    undo_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: Layers = {"picture": BLANK.copy(), "cover": np.zeros(BLANK.shape[1:], np.uint8)}
        self._undo = UndoTiles()
        self._before: Layers | None = None
        self._effect: Effect = "hide"
        self._ink = np.ones((1, 1, 1), np.float32)
        self._stroke = np.zeros(BLANK.shape[1:], np.uint8)

    @property
    def picture(self) -> NDArray[np.float32]:
        """The image under the brush, (C, H, W) in [0, 1]; not to be written to."""
        return self._layers["picture"]

    @property
    def cover(self) -> NDArray[np.uint8]:
        """How much of each pixel (H, W) is painted over, 0 to 255; not to be written to."""
        return self._layers["cover"]

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which pixels (H, W) are painted over, if only a little: what is to be restored."""
        return self.cover > 0

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        height, width = self.cover.shape
        return height, width

    @property
    def painted(self) -> int:
        """How many pixels are painted over."""
        return int(np.count_nonzero(self.cover))

    @property
    def is_painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._before is not None

    def set_image(self, pixels: ArrayLike) -> None:
        """Put another image (C, H, W) in [0, 1] under the brush; the mask stays where the size does."""
        self.end()
        picture = np.array(pixels, np.float32)
        if picture.ndim != 3 or not picture.size:
            raise ValueError(f"an image is (C, H, W), not {picture.shape}")
        same_size = picture.shape[1:] == self.size
        self._layers["picture"] = picture
        self._undo.forget("picture")
        if not same_size:
            self._layers["cover"] = np.zeros(picture.shape[1:], np.uint8)
            self._undo.clear()
        self._stroke = np.zeros(self.size, np.uint8)
        self.image_changed.emit()
        self.undo_changed.emit()

    # Painting

    def begin(self, effect: Effect, ink: ArrayLike = 1.0) -> None:
        """Start a step; ``ink`` is a grey or (C,) numbers in [0, 1], for drawing."""
        self.end()
        self._before = {name: layer.copy() for name, layer in self._layers.items()}
        self._effect = effect
        self._ink = np.asarray(ink, np.float32).reshape(-1, 1, 1)
        self._stroke[:] = 0

    def add(self, patch: Patch) -> None:
        """Paint ``patch``, too."""
        stroke = self._stroke[patch.rows, patch.columns]
        np.maximum(stroke, patch.cover, out=stroke)
        self._show(patch.rows, patch.columns)

    def put(self, patch: Patch) -> None:
        """Paint ``patch`` in place of what this step has painted so far, as a shape that is being drawn open."""
        rows, columns = np.nonzero(self._stroke)
        self._stroke[:] = 0
        self._stroke[patch.rows, patch.columns] = patch.cover
        top, left, bottom, right = patch.rows.start, patch.columns.start, patch.rows.stop, patch.columns.stop
        if len(rows):
            top, bottom = min(top, int(rows.min())), max(bottom, int(rows.max()) + 1)
            left, right = min(left, int(columns.min())), max(right, int(columns.max()) + 1)
        self._show(slice(top, bottom), slice(left, right))

    def end(self) -> None:
        """Finish the step; nothing happens without one."""
        if self._before is not None:
            self._undo.add(changed_tiles(self._before, self._layers))
            self._before = None
            self.undo_changed.emit()

    def cancel(self) -> None:
        """Take back what the step under way has painted."""
        if self._before is not None:
            nothing = Patch(0, 0, np.zeros((0, 0), np.uint8))
            self.put(nothing)
            self._before = None

    def paint(self, effect: Effect, patch: Patch, ink: ArrayLike = 1.0) -> None:
        """One step that paints ``patch``."""
        self.begin(effect, ink)
        self.add(patch)
        self.end()

    def _show(self, rows: slice, columns: slice) -> None:
        """Work the stroke into the layer that it paints, from what that was before it."""
        if self._before is None:
            raise RuntimeError("begin() comes before painting")
        if rows.stop <= rows.start or columns.stop <= columns.start:
            return
        stroke = self._stroke[rows, columns]
        if self._effect == "draw":
            before = self._before["picture"][:, rows, columns]
            share = stroke.astype(np.float32) / np.float32(255)
            self._layers["picture"][:, rows, columns] = before + (self._ink - before) * share
        else:
            before = self._before["cover"][rows, columns]
            painted = np.maximum(before, stroke) if self._effect == "hide" else np.minimum(before, 255 - stroke)
            self._layers["cover"][rows, columns] = painted
        self.changed.emit((columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start))

    # The whole mask at once

    def invert(self) -> None:
        """Paint what is not painted, and wipe off what is."""
        self._replace(255 - self.cover)

    def clear(self) -> None:
        """Wipe everything off."""
        self._replace(np.zeros_like(self.cover))

    def erase_randomly(self, random: np.random.Generator) -> None:
        """Paint one random rectangle, and nothing else."""
        patch = random_rectangle(random, self.size)
        cover = np.zeros_like(self.cover)
        cover[patch.rows, patch.columns] = patch.cover
        self._replace(cover)

    def _replace(self, cover: NDArray[np.uint8]) -> None:
        self.end()
        before = {"cover": self.cover.copy()}
        self._layers["cover"][:] = cover
        step = changed_tiles(before, {"cover": self.cover})
        if step:
            self._undo.add(step)
            self._tell_all()
            self.undo_changed.emit()

    # Undo

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._undo.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._undo.can_redo

    def covers_so_far(self) -> list[NDArray[np.uint8]]:
        """The cover (H, W) after each step that can be taken back, from before the first on."""
        return self._undo.history("cover", self.cover)

    def pictures_so_far(self) -> list[NDArray[np.float32]]:
        """The picture (C, H, W) at each of these, as it was drawn on."""
        return self._undo.history("picture", self.picture)

    @property
    def undo_bytes(self) -> int:
        """Memory that the steps take."""
        return self._undo.nbytes

    def undo(self) -> None:
        """Take the last step back."""
        self._travel(back=True)

    def redo(self) -> None:
        """Take a step again that was taken back."""
        self._travel(back=False)

    def _travel(self, *, back: bool) -> None:
        self.end()
        if self._undo.undo(self._layers) if back else self._undo.redo(self._layers):
            self._tell_all()
            self.undo_changed.emit()

    def _tell_all(self) -> None:
        height, width = self.size
        self.changed.emit((0, 0, width, height))
