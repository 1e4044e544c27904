"""What is saved of a restoration: its pictures in the colours and with the figures that the window shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from aeexplorer.session.restoration import Restoration
from aeexplorer.session.restoration_files import Bundle
from aeexplorer.session.restoration_sheet import Figure, Strip, Tile
from aeexplorer.session.restore_job import Progress
from aeexplorer.session.restore_outcome import Measured, Pixels
from aeexplorer.session.ways import BY_ID
from aeexplorer.theme import error_colours
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.pictures import error_in_bytes, in_bytes
from aeexplorer.widgets.restore.film import film_of
from aeexplorer.widgets.restore.sheet_picture import png

DECIMALS = (4, 1, 2)
"""Of MSE, PSNR and SSIM."""
NONE_BEST: frozenset[int] = frozenset()


def bundle_of(restoration: Restoration) -> Bundle | None:
    """The strip, the film and the arrays as they are now; None before there is a result."""
    progress, run = restoration.progress, restoration.current.run
    if progress is None or run is None:
        return None
    return Bundle(
        _strip(restoration, progress, run.source),
        png,
        film_of(restoration, progress, run.source),
        _arrays(restoration, progress),
        restoration.many.table if restoration.many.is_wanted else None,
    )


def _strip(restoration: Restoration, progress: Progress, source: str) -> Strip:
    in_hole, original = restoration.inside_hole, progress.job.question.picture
    best_inside, best_whole = restoration.best(), restoration.best(whole=True)

    def tile(title: str, pixels: Pixels, measured: Measured, way: str = "") -> Tile:
        columns = [(restoration.figures(measured, whole=True), best_whole.get(way, NONE_BEST))]
        if in_hole:
            columns.insert(0, (restoration.figures(measured), best_inside.get(way, NONE_BEST)))
        figures = tuple(_figure(k, columns) for k in range(3))
        return Tile(title, in_bytes(pixels, source), error_in_bytes(pixels - original), figures)

    tiles = [
        Tile(_tr("Original"), in_bytes(original, source)),
        tile(_tr("Corrupted"), progress.corrupted, progress.measured),
    ]
    for name, outcome in restoration.outcomes.items():
        if outcome.pixels is not None:
            title = QCoreApplication.translate("Ways", BY_ID[name].title)
            tiles.append(tile(title, outcome.pixels, outcome.measured, name))
    return Strip(
        tuple(tiles),
        (_tr("Hole"), _tr("Whole")) if in_hole else (_tr("Whole"),),
        (_tr("Error of each pixel:"), _tr("how far it is from the original")),
        error_colours(np.linspace(0, 1, 256))[None],
        (_tr("MSE: less is better"), _tr("PSNR, SSIM: more is better"), _tr("Marked: the best of the ways")),
    )


def _figure(k: int, columns: Sequence[tuple[tuple[float, float, float], frozenset[int]]]) -> Figure:
    """MSE, PSNR or SSIM in each of the columns, of which each has the three values, and which of them are the best."""
    name, unit = ((_tr("MSE"), ""), (_tr("PSNR"), _tr(" dB")), (_tr("SSIM"), ""))[k]
    values = [found[k] for found, _ in columns]
    return Figure(
        name,
        tuple(figure(value, DECIMALS[k]) + (unit if math.isfinite(value) else "") for value in values),
        tuple(k in best for _, best in columns),
    )


def _arrays(restoration: Restoration, progress: Progress) -> dict[str, NDArray[np.generic]]:
    question, hidden = progress.job.question, progress.hidden
    arrays: dict[str, NDArray[np.generic]] = {
        "original": question.picture,
        "corrupted": progress.corrupted,
        "hidden": np.ones(question.picture.shape[1:], bool) if hidden is None else hidden,
        "cover": question.cover,
        "true_code": progress.true_code,
        "damaged_code": progress.damaged_code,
    }
    for name, outcome in restoration.outcomes.items():
        if outcome.pixels is None:
            continue
        arrays[name] = outcome.pixels
        if outcome.codes:
            arrays[f"{name}_codes"] = np.stack(outcome.codes)
    return arrays


def _tr(text: str) -> str:
    return QCoreApplication.translate("Restorations", text)
