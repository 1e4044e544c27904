"""Advice in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.advice import Advice


def trouble(advice: Advice) -> tuple[str, str, str] | None:
    """What is wrong, why that is so, and what to do about it; None for advice on a run that is well or has ended."""
    translate = QCoreApplication.translate
    if advice.kind == "jumped":
        kept = translate("Advice", "The weights from epoch {since} are kept.").format(since=advice.since)
        smaller = translate("Advice", "Try a smaller learning rate.")
        return (
            translate("Advice", "The loss jumped at epoch {epoch}.").format(epoch=advice.epoch),
            translate(
                "Advice", "Most often the steps are too large: where the loss is steep they overshoot, and land higher."
            ),
            f"{kept} {smaller}" if advice.since else smaller,
        )
    if advice.kind == "collapsed":
        return (
            translate(
                "Advice", "So far every image decodes to nearly the same picture, the mean image ({now} dB)."
            ).format(now=f"{advice.now:.4g}"),
            translate(
                "Advice", "The code says nothing of the image, and the decoder has learned the best single picture."
            ),
            translate("Advice", "Try a smaller learning rate, or in a VAE a smaller β."),
        )
    return None


def sentence(advice: Advice, *, ended: bool = False) -> str:
    """The advice in the user's language, losses with four digits; what an ``ended`` run needs is another press."""
    translate = QCoreApplication.translate
    if said := trouble(advice):
        what, _, remedy = said
        return f"{what} {remedy}"
    if ended:
        see_far = translate("Advice", "Train on to see how far it goes.")
        see_turn = translate("Advice", "Train on to see whether it turns.")
    else:
        see_far = translate("Advice", "Let it run.")
        see_turn = translate("Advice", "Let it run to see whether it turns.")
    words = {
        "early": translate("Advice", "The first epochs say little yet.") + f" {see_far}",
        "falling": translate("Advice", "The held-out loss is still falling: {then} at epoch {since}, {now} now.")
        + f" {see_far}",
        "flat": translate(
            "Advice", "The held-out loss has been flat for {epochs} epochs, at {now}. More training changes little."
        ),
        "rising": translate("Advice", "The held-out loss rose from {then} at epoch {since} to {now}.") + f" {see_turn}",
        "overfitting": translate(
            "Advice",
            "The held-out loss rose from {then} at epoch {since} to {now} while the training loss fell. "
            "This looks like overfitting: epoch {since} did best so far.",
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
