"""The appearance of these tests: applied, and put back to light at normal size after each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance


@pytest.fixture
def look(qtbot: QtBot) -> Iterator[Appearance]:
    """The appearance, light at scale 1 whatever the desktop says."""
    from aeexplorer.theme import appearance

    look = appearance()
    look.mode, look.scale = "light", 1.0
    look.apply()
    yield look
    look.mode, look.scale = "light", 1.0
