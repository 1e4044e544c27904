"""How large a code is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def numbers_text(numbers: int) -> str:
    """So many numbers: “1 number”, “1,024 numbers”."""
    tr = QCoreApplication.translate
    return tr("SizeWords", "1 number") if numbers == 1 else tr("SizeWords", "{n} numbers").format(n=f"{numbers:,}")


def numbers_of(shape: tuple[int, ...]) -> str:
    """What a code of that shape consists of: “1 number”, “1,024 numbers”, “64 × 3 × 3 numbers”."""
    if len(shape) == 1:
        return numbers_text(shape[0])
    return QCoreApplication.translate("SizeWords", "{n} numbers").format(n=" × ".join(map(str, shape)))
