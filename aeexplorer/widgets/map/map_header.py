"""MapHeader: beside the map's title, which layers are shown and what a click does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.label import line
from aeexplorer.widgets.segmented import Segmented

LAYERS = ("points", "decoded", "both")


class MapHeader(QWidget):
    """Points, decoded or both; select, lasso or pin; fit; and a remark at the right."""

    layers_changed = Signal(object)
    """``points``, ``decoded`` or ``both``."""
    fit_pressed = Signal()
    colours_changed = Signal(object)
    """What the points are coloured by: ``class``, ``split``, ``error`` or ``none``."""
    lasso_taken = Signal(bool)
    """Whether dragging draws a lasso from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = Segmented(
            [("points", self.tr("Points")), ("decoded", self.tr("Decoded")), ("both", self.tr("Both"))],
            "points",
            name=self.tr("What the map shows"),
        )
        self._layers.changed.connect(self.layers_changed)
        self.select = IconButton("cursor", self.tr("Select: a click selects the image there"), checkable=True)
        self.pin = IconButton("pin", self.tr("Pin: a click pins the code there (Shift-click, P)"), checkable=True)
        self.lasso = IconButton(
            "lasso", self.tr("Lasso: drag around codes to choose their images (Alt-drag)"), checkable=True
        )
        self.holes = IconButton("holes", self.tr("Holes: amber where no real image has its code (H)"), checkable=True)
        self.fit = IconButton("fit", self.tr("Fit the view to all codes (F)"))
        self.select.setChecked(True)
        self._tools = QButtonGroup(self)
        for tool in (self.select, self.lasso, self.pin):
            self._tools.addButton(tool)
        self.lasso.toggled.connect(self.lasso_taken)
        self.fit.clicked.connect(self.fit_pressed)
        self._remark = Elided()
        self._remark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Its width is wanted, not asked for: docks are not to be squeezed while a window becomes smaller.
        self._coloured = Elided(self.tr("Colour by"), whole=True)
        self._coloured.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._colours = Choice(
            [
                ("class", self.tr("Class")),
                ("split", self.tr("Training, held out")),
                ("error", self.tr("Error")),
                ("none", self.tr("Nothing")),
            ],
            name=self.tr("Colour the points by"),
        )
        self._colours.setToolTip(self.tr("What the colour of a point says"))
        self._colours.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._colours.changed.connect(self.colours_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        divider = line(vertical=True)
        divider.setFixedHeight(20)
        row.addWidget(divider)
        row.addSpacing(8)
        row.addWidget(self._layers)
        row.addSpacing(8)
        for tool in (self.select, self.lasso, self.pin, self.holes, self.fit):
            row.addWidget(tool)
        row.addWidget(self._remark, 1)
        row.addSpacing(8)
        row.addWidget(self._coloured)
        row.addSpacing(4)
        row.addWidget(self._colours)

    @property
    def layers(self) -> str:
        """What is shown."""
        return str(self._layers.value)

    @property
    def colour_by(self) -> str:
        """What the points are coloured by."""
        return str(self._colours.value)

    def set_colour_by(self, by: str) -> None:
        """Choose what the points are coloured by."""
        if by != self.colour_by:
            self._colours.set_value(by)
            self.colours_changed.emit(by)

    @property
    def pins_on_click(self) -> bool:
        """Whether a click pins."""
        return self.pin.isChecked()

    @property
    def remark(self) -> str:
        """What stands at the right."""
        return self._remark.text()

    def set_remark(self, text: str) -> None:
        """Say something at the right, such as how the plane was chosen."""
        self._remark.setText(text)

    def set_decodable(self, decodable: bool) -> None:
        """Whether there are decoded images to show on this map: only where a place is one code."""
        why = "" if decodable else self.tr("Only a latent space of two numbers can be decoded everywhere.")
        for value in ("decoded", "both"):
            self._layers.set_option_enabled(value, decodable, why)
        self.holes.setEnabled(decodable)
        if not decodable and self.layers != "points":
            self._choose("points")

    @Slot()
    def next_layers(self) -> None:
        """What D does."""
        following = LAYERS[(LAYERS.index(self.layers) + 1) % len(LAYERS)]
        if self._layers.segment(following).isEnabled():
            self._choose(following)

    def _choose(self, layers: str) -> None:
        self._layers.set_value(layers)
        self.layers_changed.emit(layers)
