"""What has to be said of a restoration: of its hole once, and of each way by its name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.restore_outcome import Outcome
from aeexplorer.session.ways import BY_ID


def notes(outcomes: Mapping[str, Outcome]) -> str:
    """In sentences; "" where there is nothing to say."""
    abouts = dict.fromkeys(outcome.about for outcome in outcomes.values())
    remarks = [
        f"{QCoreApplication.translate('Ways', BY_ID[name].title)}: {outcome.remark}"
        for name, outcome in outcomes.items()
        if outcome.remark
    ]
    return " ".join(filter(None, (*abouts, *remarks)))
