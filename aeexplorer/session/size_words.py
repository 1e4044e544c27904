"""How large a code is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def numbers_text(numbers: int) -> str:
    """So many numbers: “1 number”, “1,024 numbers”."""
    tr = QCoreApplication.translate
    return tr("SizeWords", "1 number") if numbers == 1 else tr("SizeWords", "{n} numbers").format(n=f"{numbers:,}")
