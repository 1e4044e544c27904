"""What is saved of a restoration: its pictures in the colours and with the figures that the window shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from aeexplorer.session.restoration import Restoration
from aeexplorer.session.restoration_files import Bundle, Colours, Tile, thinned
from aeexplorer.session.restore_job import Measured
from aeexplorer.session.ways import BY_ID
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.pictures import in_colours

Pixels = NDArray[np.float32]


def bundle_of(restoration: Restoration) -> Bundle | None:
    """The strip, the film and the arrays as they are now; None before there is a result."""
    progress, run = restoration.progress, restoration.current.run
    if progress is None or run is None:
        return None
    tr, source = QCoreApplication.translate, run.source
    original = progress.job.question.picture
    tiles = [
        Tile(tr("Restorations", "Original"), _colours(original, source)),
        Tile(
            tr("Restorations", "Corrupted"),
            _colours(progress.corrupted, source),
            _lines(restoration, progress.measured),
        ),
    ]
    arrays: dict[str, NDArray[np.generic]] = {
        "original": original,
        "corrupted": progress.corrupted,
        "hidden": np.zeros(original.shape[1:], bool) if progress.hidden is None else progress.hidden,
        "cover": progress.job.question.cover,
        "true_code": progress.true_code,
        "damaged_code": progress.damaged_code,
    }
    for name, outcome in restoration.outcomes.items():
        if outcome.pixels is None:
            continue
        title = tr("Ways", BY_ID[name].title)
        tiles.append(Tile(title, _colours(outcome.pixels, source), _lines(restoration, outcome.measured)))
        arrays[name] = outcome.pixels
        if outcome.codes:
            arrays[f"{name}_codes"] = np.stack(outcome.codes)
    return Bundle(tuple(tiles), thinned(_film(restoration, original, progress.corrupted, source)), arrays)


def _film(restoration: Restoration, original: Pixels, corrupted: Pixels, source: str) -> list[Colours]:
    """The hole as it was painted, then each step of the restoration that the map shows."""
    frames = [
        _colours(np.where(cover > 0, corrupted, original), source) for cover in restoration.painting.covers_so_far()
    ]
    frames.append(_colours(corrupted, source))
    way = restoration.path_way or next(iter(restoration.outcomes), None)
    if way is not None:
        frames += [_colours(pixels, source) for pixels in restoration.outcomes[way].pictures]
    return frames


def _lines(restoration: Restoration, measured: Measured) -> tuple[str, ...]:
    mse, psnr, ssim = restoration.figures(measured)
    return f"MSE {figure(mse, 4)}", f"PSNR {figure(psnr, 1)} dB", f"SSIM {figure(ssim, 2)}"


def _colours(pixels: Pixels, source: str) -> Colours:
    shown = np.clip(np.nan_to_num(in_colours(pixels, source)), 0, 1)
    bytes_: Colours = np.rint(shown * 255).astype(np.uint8).transpose(1, 2, 0)
    return np.ascontiguousarray(np.broadcast_to(bytes_, (*bytes_.shape[:2], 3)))
