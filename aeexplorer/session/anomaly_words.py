"""What a threshold on reconstruction errors does, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from training.threshold import Rates


def in_words(rates: Rates, threshold: str) -> str:
    """A sentence: what calling images strange from ``threshold`` (as it is written) on finds and wrongly calls."""
    return QCoreApplication.translate(
        "AnomalyView",
        "Errors from {threshold} on find {found} of {strange} strange images ({hit}) and wrongly call {alarms} of "
        "{ordinary} others ({alarm}).",
    ).format(
        threshold=threshold,
        hit=_percent(rates.true_positive),
        found=rates.found,
        strange=rates.found + rates.missed,
        alarm=_percent(rates.false_positive),
        alarms=rates.alarms,
        ordinary=rates.alarms + rates.passed,
    )


def _percent(share: float) -> str:
    """Whole percents, but never 0 or 100 where it is not all or none."""
    percent = 100 * share
    if 0 < percent < 1 or 99 < percent < 100:
        return f"{percent:.1f} %"
    return f"{percent:.0f} %"
