"""The appearance in force: which theme, how large, and the fonts that follow from it."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from aeexplorer.theme.focus_ring import FocusRings
from aeexplorer.theme.stylesheet import stylesheet
from aeexplorer.tokens import DARK, LIGHT, Theme

Mode = Literal["system", "light", "dark"]

FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "sans-serif",
)
PRESENTER_SCALE = 1.4


class Appearance(QObject):
    """Holds theme, mode and scale; ``apply()`` gives them to the application, ``changed`` follows every difference."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "system"
        self._scale = 1.0
        self._reduces_motion = False
        self._applied: tuple[Theme, float] | None = None
        self._rings: FocusRings | None = None
        self._fonts: dict[tuple[int, int], QFont] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The theme in force; in mode "system" the one that the desktop asks for."""
        if self._mode == "system":
            return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._mode == "dark" else LIGHT

    @property
    def mode(self) -> Mode:
        """Who chooses the theme: the desktop, or the user."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        if mode not in ("system", "light", "dark"):
            raise ValueError(f"appearance mode must be system, light or dark, not {mode!r}")
        if mode != self._mode:
            self._mode = mode
            self.apply()

    @property
    def scale(self) -> float:
        """Factor on type and controls: 1, or 1.4 in the presenter's view."""
        return self._scale

    @scale.setter
    def scale(self, scale: float) -> None:
        if not 0.5 <= scale <= 4:
            raise ValueError(f"appearance scale must lie between 0.5 and 4, not {scale!r}")
        if scale != self._scale:
            self._scale = scale
            self.apply()

    @property
    def reduces_motion(self) -> bool:
        """Whether everything that moves by itself is to be at its place at once."""
        return self._reduces_motion

    @reduces_motion.setter
    def reduces_motion(self, reduces: bool) -> None:
        if reduces != self._reduces_motion:
            self._reduces_motion = reduces
            self.changed.emit()

    def px(self, length: float) -> int:
        """``length`` pixels of the design, at the scale in force."""
        return round(length * self._scale)

    def apply(self) -> None:
        """Dress the application; widgets that paint themselves hear ``changed``."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("the appearance needs a QApplication")
        theme = self.theme
        if self._applied == (theme, self._scale):
            return
        if self._applied is None:
            application.setStyle(QStyleFactory.create("Fusion"))
            self._rings = FocusRings(application, theme.accent, self)
        if self._rings is not None:
            self._rings.set_colour(theme.accent)
        self._applied = (theme, self._scale)
        application.setFont(self.font(13))
        application.setPalette(_palette(theme))
        application.setStyleSheet(stylesheet(theme, self._scale))
        self.changed.emit()

    def font(self, size: float = 13, weight: int = 400) -> QFont:
        """The interface's font at ``size`` px before scaling, figures tabular."""
        # A new font is looked up among all families again where it is drawn with; a copy knows what was found.
        kind = (self.px(size), weight)
        if kind not in self._fonts:
            chosen = QFont()
            chosen.setFamilies(list(FAMILIES))
            chosen.setPixelSize(kind[0])
            chosen.setWeight(QFont.Weight(weight))
            if hasattr(chosen, "setFeature"):
                chosen.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[kind] = chosen
        return QFont(self._fonts[kind])

    @property
    def ringed(self) -> QWidget | None:
        """The widget that wears the keyboard's focus ring."""
        return self._rings.target if self._rings is not None else None

    @Slot()
    def _follow_system(self) -> None:
        if self._applied is not None:
            self.apply()


_appearance: Appearance | None = None


def appearance() -> Appearance:
    """The one appearance of this application (made on first use, after the QApplication)."""
    global _appearance
    if _appearance is None:
        _appearance = Appearance()
    return _appearance


def px(length: float) -> int:
    """``length`` pixels of the design, at the scale in force."""
    return appearance().px(length)


def font(size: float = 13, weight: int = 400) -> QFont:
    """The interface's font at ``size`` px before scaling."""
    return appearance().font(size, weight)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text1,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text1,
        role.Button: theme.panel,
        role.ButtonText: theme.text1,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.text1,
        role.PlaceholderText: theme.text3,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.line,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.control,
        role.Shadow: theme.control,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.control))
    return palette
