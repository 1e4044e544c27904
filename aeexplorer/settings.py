"""What the program remembers between two starts: layout and theme. Damaged settings are as good as none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal, cast, get_args

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

ThemeMode = Literal["system", "light", "dark"]

LAYOUT_VERSION = 1
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
    def geometry(self) -> QByteArray | None:
        """Size and place of the window, as ``QWidget.saveGeometry`` gave it."""
        return self._bytes("geometry")

    @property
    def layout(self) -> QByteArray | None:
        """Where the docks stand, as ``QMainWindow.saveState`` gave it."""
        return self._bytes(f"layout-{LAYOUT_VERSION}")

    def remember_window(self, geometry: QByteArray, layout: QByteArray) -> None:
        """Keep the window's size, place and docks."""
        self._store.setValue("geometry", geometry)
        self._store.setValue(f"layout-{LAYOUT_VERSION}", layout)
        self._store.sync()

    def forget_layout(self) -> None:
        """Let the docks stand where they stand by default at the next start."""
        self._store.remove(f"layout-{LAYOUT_VERSION}")

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None
