"""Numbers as they are written in the window: a true minus sign, thin gaps between thousands."""

import math

MINUS = "\N{MINUS SIGN}"
THIN_GAP = "\N{NARROW NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"


def figure(value: float | None, decimals: int | None = None) -> str:
    """``value`` for reading: ``−1.15``, ``60 000``; an en dash if there is none or it is not finite.

    Without ``decimals`` four significant digits are kept, and at most four decimals.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if decimals is None:
        size = abs(value)
        decimals = 0 if float(value).is_integer() else min(4, max(0, 3 - math.floor(math.log10(size))))
    return f"{value:,.{decimals}f}".replace(",", THIN_GAP).replace("-", MINUS)


def editable(value: float, decimals: int | None = None) -> str:
    """``value`` for editing, digits alone: ``0.001``, ``1e-05``; at least ``decimals`` of them after the point."""
    if decimals is not None and float(f"{value:.{decimals}f}") == value:
        return f"{value:.{decimals}f}"
    return f"{value:.10g}"
