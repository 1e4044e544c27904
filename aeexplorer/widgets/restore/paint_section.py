"""PaintSection: tools, brush and what the hole is filled with."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.brush import LARGEST, SMALLEST
from aeexplorer.session.restoration import Restoration
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.canvas.tool_row import ToolRow
from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.segmented import Segmented
from aeexplorer.widgets.slider_field import SliderField

WHOLE = 100
"""Per cent."""
SWATCH, GAP = 16, 6
"""Of the colour on its button, in pixels, and from there to the word."""


class PaintSection(QWidget):
    """Follows brush, mask and fill, and they follow it."""

    def __init__(self, restoration: Restoration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restoration = restoration
        painting, brush = restoration.painting, restoration.brush
        self.undo = IconButton("undo", self.tr("Undo (Ctrl+Z)"))
        self.redo = IconButton("redo", self.tr("Redo (Ctrl+Shift+Z)"))
        self.clear = IconButton("remove", self.tr("Wipe the whole mask off"))
        self.invert = IconButton("invert", self.tr("Paint what is not painted, and only that"))
        self.invert.clicked.connect(painting.invert)
        self.undo.clicked.connect(painting.undo)
        self.redo.clicked.connect(painting.redo)
        self.clear.clicked.connect(painting.clear)
        self.tools = ToolRow(brush)
        self.tools.erase_pressed.connect(restoration.erase_randomly)
        self.brush_size = SliderField(SMALLEST, LARGEST, brush.size, self.tr("px"), name=self.tr("Brush size"))
        self.brush_size.changed.connect(self._resize)
        self.hardness = SliderField(0, WHOLE, WHOLE, self.tr("%"), name=self.tr("Hardness of the brush"))
        self.hardness.changed.connect(self._harden)
        self.tip = Segmented(
            (("round", self.tr("Round")), ("square", self.tr("Square"))), name=self.tr("Shape of the brush")
        )
        self.tip.changed.connect(self._shape)
        self.ink = SliderField(0, WHOLE, WHOLE, self.tr("%"), name=self.tr("Brightness that is drawn with"))
        self.ink.changed.connect(self._dip)
        self.ink_colour = Button(self.tr("Choose…"), name=self.tr("Choose the colour to draw with"))
        self.ink_colour.clicked.connect(self._choose_ink)
        self.fill = Segmented(
            (("colour", self.tr("Grey")), ("noise", self.tr("Noise")), ("neighbour", self.tr("Image"))),
            name=self.tr("What the hole is filled with"),
        )
        self.fill.segment("neighbour").setToolTip(self.tr("The same place of the next held-out image"))
        self.fill.changed.connect(self._fill_with)
        self.level = SliderField(0, WHOLE, WHOLE // 2, self.tr("%"), name=self.tr("Brightness of the fill"))
        self.level.changed.connect(self._brighten)
        self.colour = Button(self.tr("Choose…"), name=self.tr("Choose the colour of the fill"))
        self.colour.clicked.connect(self._choose_colour)
        self._lay_out()
        painting.undo_changed.connect(self.follow)
        painting.changed.connect(self.follow)
        painting.image_changed.connect(self.follow)
        brush.changed.connect(self.follow)
        restoration.settings_changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(Label(self.tr("Paint the hole"), "heading"), 1)
        for button in (self.undo, self.redo, self.invert, self.clear):
            head.addWidget(button)
        more = QWidget()
        rows = QVBoxLayout(more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(LabelledRow(self.tr("Hardness"), self.hardness))
        rows.addWidget(LabelledRow(self.tr("Shape"), self.tip))
        self.more = Disclosure(self.tr("More of the brush"), more)
        self._ink_row = LabelledRow(self.tr("Draw with"), self.ink)
        self._ink_colour_row = LabelledRow(self.tr("Colour"), self.ink_colour)
        self._level_row = LabelledRow(self.tr("Grey level"), self.level)
        self._colour_row = LabelledRow(self.tr("Colour"), self.colour)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.tools)
        self._column.addWidget(LabelledRow(self.tr("Brush size"), self.brush_size))
        self._column.addWidget(self._ink_row)
        self._column.addWidget(self._ink_colour_row)
        self._column.addWidget(LabelledRow(self.tr("Fill with"), self.fill))
        self._column.addWidget(self._level_row)
        self._column.addWidget(self._colour_row)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    @Slot()
    @Slot(object)
    def follow(self, _box: object = None) -> None:
        """Show what is so now."""
        painting, brush, damage = self._restoration.painting, self._restoration.brush, self._restoration.damage
        self.undo.setEnabled(painting.can_undo)
        self.redo.setEnabled(painting.can_redo)
        self.clear.setEnabled(painting.painted > 0)
        self.brush_size.set_value(brush.size)
        self.hardness.set_value(round(brush.hardness * WHOLE))
        self.tip.set_value(brush.tip)
        self.ink.set_value(round(sum(brush.ink) / len(brush.ink) * WHOLE))
        self.fill.set_value(damage.fill)
        self.level.set_value(round(sum(damage.colour) / len(damage.colour) * WHOLE))
        coloured = painting.picture.shape[0] == 3
        draws = brush.tool == "draw"
        self._ink_row.setVisible(draws)
        self._ink_colour_row.setVisible(draws and coloured)
        self.ink_colour.setIcon(_swatch(_coloured(brush.ink)))
        self._level_row.setVisible(damage.fill == "colour")
        self._colour_row.setVisible(damage.fill == "colour" and coloured)
        self.colour.setIcon(_swatch(_coloured(damage.colour)))

    @Slot(object)
    def _resize(self, size: int) -> None:
        self._restoration.brush.size = size

    @Slot(object)
    def _harden(self, per_cent: int) -> None:
        self._restoration.brush.hardness = per_cent / WHOLE

    @Slot(object)
    def _shape(self, tip: str) -> None:
        self._restoration.brush.tip = "square" if tip == "square" else "round"

    @Slot(object)
    def _dip(self, per_cent: int) -> None:
        self._restoration.brush.ink = (per_cent / WHOLE,)

    @Slot(object)
    def _fill_with(self, fill: str) -> None:
        kind = fill if fill in ("noise", "neighbour") else "colour"
        self._restoration.damage = replace(self._restoration.damage, fill=kind)  # type: ignore[arg-type]

    @Slot(object)
    def _brighten(self, per_cent: int) -> None:
        self._restoration.damage = replace(self._restoration.damage, colour=(per_cent / WHOLE,))

    @Slot()
    def _choose_colour(self) -> None:
        if chosen := self._ask_colour(self._restoration.damage.colour, self.tr("Fill with")):
            self._restoration.damage = replace(self._restoration.damage, colour=chosen)

    @Slot()
    def _choose_ink(self) -> None:
        if chosen := self._ask_colour(self._restoration.brush.ink, self.tr("Draw with")):
            self._restoration.brush.ink = chosen

    def _ask_colour(self, before: tuple[float, ...], title: str) -> tuple[float, ...]:
        """Red, green and blue in [0, 1]; () if it is called off."""
        chosen = QColorDialog.getColor(_coloured(before), self, title)
        return (chosen.redF(), chosen.greenF(), chosen.blueF()) if chosen.isValid() else ()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(6))
        for button in (self.colour, self.ink_colour):
            button.setIconSize(QSize(px(SWATCH + GAP), px(SWATCH)))
        self.follow()


def _coloured(levels: tuple[float, ...]) -> QColor:
    return QColor.fromRgbF(*(levels if len(levels) == 3 else levels * 3))


def _swatch(colour: QColor) -> QIcon:
    picture = QPixmap(2 * px(SWATCH + GAP), 2 * px(SWATCH))
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(QColor(appearance().theme.control), 1))
    painter.setBrush(colour)
    painter.drawRect(QRectF(0, 0, px(SWATCH), px(SWATCH)).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()
    return QIcon(picture)
