"""Images that were computed are said to be synthetic, where they are chosen and where a run is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from aeexplorer.panels.sweep_table import SweepTablePanel
from aeexplorer.session.sweep_reading import view_of
from aeexplorer.status import Status
from aeexplorer.widgets.generate.order_section import OrderSection
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.preview_strip import PreviewStrip
from training.sweep import Row, Sweep, Table

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


def test_compared_runs_and_the_model_that_generates_say_that_they_learned_synthetic_images(
    explored: Session, train: Callable[..., Run], qtbot: QtBot
) -> None:
    run = train()
    (member,) = explored.comparing.members
    order = OrderSection(explored.generation, explored.selection)
    qtbot.addWidget(order)
    order.follow()
    assert (member.name, order.heading.text()) == ("AE, MNIST digits", "Model")
    assert run.start_event is not None
    run.start_event = replace(run.start_event, images=replace(run.start_event.images, synthetic=True))
    run.started.emit()
    (member,) = explored.comparing.members
    order.follow()
    assert (member.name, order.heading.text()) == ("AE, synthetic MNIST digits", "Model of synthetic images")


def test_the_table_of_a_sweep_says_that_its_images_are_synthetic(explored: Session, qtbot: QtBot) -> None:
    panel = SweepTablePanel(explored)
    qtbot.addWidget(panel)
    sweep = Sweep.load("eyes-epochs")
    rows = tuple(Row(case, Path(case.slug)) for case in sweep.cases())
    for synthetic in (False, True):
        made = tuple(replace(row, synthetic=synthetic) for row in rows)
        explored.experiments.view = view_of(Table("Eyes", Path(), tuple(rows[0].case.values), made, sweep.report))
        panel.refresh()
        assert panel.synthetic.isHidden() is not synthetic
        report = next(k for k, column in enumerate(panel.model.columns) if column.key.startswith("report:"))
        tip = panel.model.headerData(report, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert ("synthetic" in tip) is synthetic
