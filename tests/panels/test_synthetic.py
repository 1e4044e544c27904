"""Images that were computed are said to be synthetic, where they are chosen and where a run is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from aeexplorer.status import Status
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.preview_strip import PreviewStrip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session


def test_the_preview_says_synthetic_and_draws_wafers_in_their_colours(explored: Session, qtbot: QtBot) -> None:
    import torch

    from training.data.images import ImageSet

    states = np.random.default_rng(0).integers(0, 3, (10, 6, 6))
    maps = torch.from_numpy(np.moveaxis(np.eye(3, dtype=np.uint8)[states] * 255, -1, 1).copy())
    preview = PreviewStrip(explored.reader)
    qtbot.addWidget(preview)
    preview.show_images(ImageSet("wafers", maps, synthetic=True), 8, 2)
    assert preview.counts.text() == "Synthetic: 8 for training, 2 held out"
    assert preview.strip._images[0] == to_qimage(maps[0], "wafers") != to_qimage(maps[0])
    preview.show_images(ImageSet("wafers", maps), 8, 2)
    assert preview.counts.text() == "8 for training, 2 held out"


def test_a_note_on_the_images_has_the_whole_width(explored: Session, qtbot: QtBot) -> None:
    import torch

    from training.data.images import ImageSet

    preview = PreviewStrip(explored.reader)
    qtbot.addWidget(preview)
    preview.resize(264, 300)
    preview.show()
    images = ImageSet("wafers", torch.zeros((10, 1, 6, 6)), note="These maps are computed, not measured.")
    preview.show_images(images, 8, 2)
    assert preview.counts.text() == "8 for training, 2 held out"
    assert preview.note.text() == "These maps are computed, not measured."
    qtbot.waitUntil(lambda: preview.note.width() == 264 and preview.note.y() > preview.first_look.geometry().bottom())
    preview.show_images(ImageSet("wafers", torch.zeros((10, 1, 6, 6))), 8, 2)
    assert not preview.note.isVisible()


def test_the_status_bar_says_that_a_run_learns_synthetic_images(
    explored: Session, train: Callable[..., Run], qtbot: QtBot
) -> None:
    run = train()
    status = Status(explored)
    qtbot.addWidget(status)
    assert run.start_event is not None
    assert "synthetic" not in status._what.text()
    run.start_event = replace(run.start_event, images=replace(run.start_event.images, synthetic=True))
    status.refresh()
    assert "(synthetic)" in status._what.text()
