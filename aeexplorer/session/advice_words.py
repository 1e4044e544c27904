"""Advice in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.advice import Advice


def sentence(advice: Advice) -> str:
    """The advice in the user's language, losses with four digits."""
    translate = QCoreApplication.translate
    words = {
        "early": translate("Advice", "The first epochs say little yet. Let it run."),
        "falling": translate(
            "Advice", "The held-out loss is still falling: {then} at epoch {since}, {now} now. Let it run."
        ),
        "flat": translate(
            "Advice", "The held-out loss has been flat for {epochs} epochs, at {now}. More training changes little."
        ),
        "overfitting": translate(
            "Advice",
            "The held-out loss rises while the training loss falls: {then} at epoch {since}, {now} now. "
            "The model learns its training images by heart. The best weights are those of epoch {since}.",
        ),
        "diverged": translate(
            "Advice",
            "The loss stopped being a number in epoch {epoch}. The last finite weights are kept. "
            "Try a smaller learning rate.",
        ),
    }
    return words[advice.kind].format(
        epoch=advice.epoch,
        since=advice.since,
        epochs=advice.epoch - advice.since,
        then=f"{advice.then:.4g}",
        now=f"{advice.now:.4g}",
    )
