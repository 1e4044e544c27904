"""Noise on the codes of the compared runs, and which of their images are shown."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from aeexplorer.widgets.panel import Panel


class NoiseComparePanel(Panel):
    """Noise on the codes of the compared runs, and which of their images are shown."""

    id = "noise_compare"
    title = str(QT_TRANSLATE_NOOP("Panels", "Noise and compare"))
