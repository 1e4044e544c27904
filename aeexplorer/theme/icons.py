"""Icons by what they do, drawn from the icon fonts that qtawesome ships, in the theme's colours."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from aeexplorer.theme.appearance import appearance
from resources import resource

# What an icon says in this application -> its glyph in an icon font.
ICONS: Mapping[str, str] = {
    "play": "ph.play-fill",
    "pause": "ph.pause-fill",
    "step": "ph.skip-forward-fill",
    "stop": "ph.stop-fill",
    "cursor": "ph.cursor",
    "pan": "ph.arrows-out-cardinal",
    "lasso": "mdi6.lasso",
    "holes": "ph.circle-dashed",
    "pin": "ph.map-pin",
    "fit": "ph.corners-out",
    "float": "ph.copy",
    "close": "ph.x",
    "dark": "ph.moon",
    "light": "ph.sun",
    "help": "ph.question",
    "presenter": "ph.monitor",
    "down": "ph.caret-down",
    "add": "ph.plus",
    "remove": "ph.trash",
    "undo": "ph.arrow-counter-clockwise",
    "redo": "ph.arrow-clockwise",
    "warning": "ph.warning-circle",
    "check": "ph.check",
    "folder": "ph.folder-open",
    "save": "ph.floppy-disk",
    "log": "ph.chart-line",
    "grid": "ph.grid-four",
    "brush": "ph.paint-brush",
    "eraser": "ph.eraser",
    "rectangle": "ph.rectangle",
    "ellipse": "ph.circle",
    "draw": "ph.pencil-simple",
    "dice": "ph.dice-five",
    "invert": "ph.circle-half",
    "others": "ph.shuffle",
    "blank": "ph.square",
    "paste": "ph.clipboard",
    "table": "ph.table",
    "back": "ph.arrow-left",
    "live": "mdi6.circle-medium",
}

_FONT_FILES = {"ph": "phosphor", "mdi6": "materialdesignicons6"}


@cache
def _glyphs(prefix: str) -> tuple[str, dict[str, str]]:
    """Family and glyph codes of one icon font.

    Importing qtawesome itself takes 0.3 s, because it opens all of its fonts; one of them opens in a few milliseconds.
    """
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", {}
    fonts = Path(spec.origin).parent / "fonts"
    name = _FONT_FILES[prefix]
    files = sorted(fonts.glob(f"{name}*.ttf")), sorted(fonts.glob(f"{name}*charmap*.json"))
    if not all(files):
        return "", {}
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(files[0][-1])))
    return (families[0] if families else ""), json.loads(files[1][-1].read_text(encoding="utf-8"))


def _drawn(name: str, size: int, colour: str, ratio: float, gap: int) -> QPixmap:
    prefix, _, glyph = ICONS.get(name, name).partition(".")
    family, codes = _glyphs(prefix)
    picture = QPixmap(round((size + gap) * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    if glyph in codes:
        letter = QFont(family)
        letter.setPixelSize(size)
        painter = QPainter(picture)
        painter.setFont(letter)
        painter.setPen(QColor(colour))
        painter.drawText(QRect(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, chr(int(codes[glyph], 16)))
        painter.end()
    return picture


def icon(name: str, colour: str | None = None, size: int = 16, gap: int = 0) -> QIcon:
    """Icon ``name`` (of ``ICONS``, or ``ph.…``/``mdi6.…``), ``size`` px before scaling and ``gap`` px to its right.

    ``colour`` defaults to the theme's second text colour. Ask again when the appearance changes.
    Raises ``KeyError`` for an icon font that is not used here.
    """
    look = appearance()
    found = QIcon()
    for ratio in (1.0, 2.0):
        for mode, shade in ((QIcon.Mode.Normal, colour or look.theme.text2), (QIcon.Mode.Disabled, look.theme.control)):
            found.addPixmap(_drawn(name, look.px(size), shade, ratio, look.px(gap)), mode)
    return found


def app_icon() -> QIcon:
    """The bow tie: two images, and the code between them."""
    return QIcon(str(resource("icons", "aeexplorer.svg")))
