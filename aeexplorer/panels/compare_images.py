"""Rows of images: originals, and what every compared run makes of them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from aeexplorer.widgets.panel import Panel


class CompareImagesPanel(Panel):
    """Rows of images: originals, and what every compared run makes of them."""

    id = "compare_images"
    title = str(QT_TRANSLATE_NOOP("Panels", "Images"))
