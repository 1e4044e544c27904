"""What the program remembers between two starts: layout, theme, motion. Damaged settings are as good as none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal, cast, get_args

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

ThemeMode = Literal["system", "light", "dark"]

LAYOUT_VERSION = 2
"""Goes up when docks are renamed or added: an older layout is then not restored."""


class Settings:
    """Typed, validated access to a settings file."""

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @classmethod
    def of_user(cls) -> Settings:
        """The user's own settings."""
        return cls(user_config_path("aeexplorer", appauthor=False) / "settings.ini")

    @classmethod
    def temporary(cls) -> Settings:
        """Settings that start empty and that nobody reads again."""
        return cls(Path(tempfile.mkdtemp(prefix="aeexplorer-")) / "settings.ini")

    @classmethod
    def for_pictures(cls) -> Settings:
        """Temporary settings, light whatever the desktop says."""
        settings = cls.temporary()
        settings.theme_mode = "light"
        return settings

    def reset(self) -> None:
        """Forget everything."""
        self._store.clear()
        self._store.sync()

    @property
    def theme_mode(self) -> ThemeMode:
        """Light, dark, or as the system."""
        value = self._store.value("theme")
        return cast(ThemeMode, value) if value in get_args(ThemeMode) else "system"

    @theme_mode.setter
    def theme_mode(self, mode: ThemeMode) -> None:
        self._store.setValue("theme", mode)

    @property
    def reduces_motion(self) -> bool:
        """Whether what moves by itself is to be at its place at once."""
        return bool(self._store.value("reduce-motion") == "yes")

    @reduces_motion.setter
    def reduces_motion(self, reduces: bool) -> None:
        self._store.setValue("reduce-motion", "yes" if reduces else "no")

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window, as ``QWidget.saveGeometry`` gave it."""
        return self._bytes("geometry")

    def remember_geometry(self, geometry: QByteArray) -> None:
        """Keep the window's size and place."""
        self._store.setValue("geometry", geometry)
        self._store.sync()

    def layout(self, workspace: str) -> QByteArray | None:
        """Where the docks of a workspace stand, as ``QMainWindow.saveState`` gave it."""
        return self._bytes(_layout_key(workspace))

    def widths(self, workspace: str) -> list[int] | None:
        """Pixels of each panel in the centre of a workspace, from left to right."""
        value = self._store.value(_widths_key(workspace))
        words = value.split() if isinstance(value, str) else []
        return [int(word) for word in words] if words and all(word.isdecimal() for word in words) else None

    def remember_layout(self, workspace: str, layout: QByteArray, widths: list[int]) -> None:
        """Keep how a workspace is arranged."""
        self._store.setValue(_layout_key(workspace), layout)
        self._store.setValue(_widths_key(workspace), " ".join(map(str, widths)))
        self._store.sync()

    def forget_layout(self, workspace: str) -> None:
        """Let a workspace be arranged as it is by default at the next start."""
        self._store.remove(_layout_key(workspace))
        self._store.remove(_widths_key(workspace))

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None


def _layout_key(workspace: str) -> str:
    return f"layout-{LAYOUT_VERSION}-{workspace}"


def _widths_key(workspace: str) -> str:
    return f"widths-{LAYOUT_VERSION}-{workspace}"
