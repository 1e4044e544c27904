"""One data set in the list of the chooser: a few of its images, its name, what it is, and whose it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.preview import Preview
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.badge import Badge
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pictures import to_qimage
from training.data import Source

PICTURES = 4
SIDE = 44


class SourceRow(QWidget):
    """Shows a ``Source``; its images come later, with ``show_preview``, if they are at hand."""

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        # The list below gets the mouse.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.strip = ImageStrip(SIDE, 4, clickable=False, name=self.tr("Images of {title}").format(title=source.title))
        self.instead = Label(self._unseen(), "caption", wrap=True)
        self.instead.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.strip.hide()
        self.badges = QHBoxLayout()
        self.badges.addWidget(Label(source.title, "heading"))
        for kind in self._kinds():
            self.badges.addWidget(Badge(kind))
        self.synthetic = Badge(self.tr("synthetic"), strong=True)
        self.synthetic.hide()
        self.badges.addWidget(self.synthetic)
        self.badges.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(self.badges)
        column.addWidget(Label(source.description, "text", wrap=True))
        column.addWidget(Label(source.licence, "caption", wrap=True))
        column.addStretch(1)
        self._left = QVBoxLayout()
        self._left.addWidget(self.strip)
        self._left.addWidget(self.instead)
        self._left.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left)
        self._row.addLayout(column, 1)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def comes_along(self) -> bool:
        """Whether its images can be shown whatever the user has: without files and without a download."""
        return not (self.source.needs_path or self.source.downloads)

    @property
    def words(self) -> str:
        """All that a search looks at, and a screen reader reads."""
        kinds = [*self._kinds(), *((self.synthetic.words,) if not self.synthetic.isHidden() else ())]
        return " ".join((self.source.title, self.source.name, *kinds, self.source.description))

    def show_preview(self, preview: Preview) -> None:
        """Show images of the set."""
        self.instead.hide()
        chosen = list(range(len(preview.pictures)))[:: max(len(preview.pictures) // PICTURES, 1)][:PICTURES]
        self.strip.set_images([to_qimage(preview.pictures[k], preview.source) for k in chosen])
        self.strip.show()
        self.synthetic.setVisible(preview.synthetic)

    def show_problem(self, why: str) -> None:
        """Say why there are no images; of those that the user has, it is said already how they come."""
        if not self.source.needs_path:
            self.instead.setText(why)

    def _unseen(self) -> str:
        if self.source.needs_path:
            return self.tr("Reads your own files.")
        return self.tr("Downloaded when you train.") if self.source.downloads else self.tr("Reading…")

    def _kinds(self) -> list[str]:
        kinds = []
        if self.source.image_shape is not None:
            channels, height, width = self.source.image_shape
            colours = self.tr("grey") if channels == 1 else self.tr("{n} channels").format(n=figure(channels, 0))
            kinds.append(f"{height} × {width}, {colours}")
        if self.source.downloads:
            kinds.append(self.tr("download"))
        if self.source.needs_path:
            kinds.append(self.tr("needs files"))
        return kinds

    def height_for(self, width: int) -> int:
        """Height of the row in a list of ``width`` px."""
        return self._row.heightForWidth(width)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(12), px(8), px(12), px(8))
        self._row.setSpacing(px(16))
        self.badges.setSpacing(px(8))
        width = PICTURES * px(SIDE) + (PICTURES - 1) * px(4)
        self.strip.setFixedWidth(width)
        self.instead.setFixedWidth(width)
        self.instead.setMinimumHeight(px(SIDE))
