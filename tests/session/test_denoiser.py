"""Another run restores beside the current one, if it was trained with corruption and on images of the same shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    from aeexplorer.session.session import Session

    session = Session(runs_folder=tmp_path)
    session.document.override(
        "data.source=digits", "model.widths=[16]", "schedule.epochs=1", "device.accelerator=cpu", "title=Plain"
    )
    yield session
    assert session.close()


def trained(session: Session, qtbot: QtBot, *assignments: str) -> Run:
    session.document.override(*assignments)
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active and run.snapshot is not None, timeout=60_000)
    return run


def test_a_saved_run_is_opened_beside_the_current_one(session: Session, qtbot: QtBot) -> None:
    document, denoiser = session.document, session.restoration.denoiser
    denoising = trained(session, qtbot, "corruption.kind=gaussian", "title=Denoising")
    folder = denoising.folder
    assert folder is not None
    document.close_run(denoising)
    current = trained(session, qtbot, "corruption.kind=none", "title=Plain")
    session.selection.image = 5
    draft = document.recipe
    denoiser.open(folder)
    qtbot.waitUntil(lambda: denoiser.weights is not None, timeout=60_000)
    assert denoiser.run is not None and denoiser.run.folder == folder.resolve()
    assert document.current is current and document.recipe == draft and session.selection.image == 5
    assert [run.recipe.title for run in denoiser.candidates] == ["Denoising"]
    restoration = session.restoration
    restoration.ways = replace(restoration.ways, ticked=frozenset({"pasted-back", "denoiser"}))
    restoration.watch(True)
    qtbot.waitUntil(lambda: not restoration.is_busy, timeout=60_000)
    assert set(restoration.outcomes) == {"pasted-back", "denoiser"}
    restoration.many.begin("held-out")
    qtbot.waitUntil(lambda: not restoration.many.is_running, timeout=60_000)
    assert restoration.many.table is not None
    assert [row.name for row in restoration.many.table.rows] == ["corrupted", "pasted-back", "denoiser"]


def test_a_run_that_cannot_restore_these_images_says_why(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    denoiser = session.restoration.denoiser
    assert "Choose a run" in denoiser.problem
    other = trained(session, qtbot, "data.source=sprites", "corruption.kind=erase", "title=Sprites")
    clean = trained(session, qtbot, "data.source=digits", "corruption.kind=none", "title=Clean")
    trained(session, qtbot, "title=Plain", "seed=8")
    denoiser.choose(other)
    assert "“Sprites” has learned images of" in denoiser.problem and "these are of 8 × 8" in denoiser.problem
    denoiser.choose(clean)
    assert "“Clean” was trained without corruption" in denoiser.problem
    with qtbot.waitSignal(denoiser.changed):
        denoiser.open(tmp_path / "nothing here")
    assert "nothing here" in denoiser.problem and denoiser.weights is None
    session.document.make_current(other)
    denoiser.choose(clean)
    session.document.close_run(clean)
    assert denoiser.run is None and "Choose a run" in denoiser.problem


def test_the_only_run_that_fits_is_taken_until_another_or_none_is_chosen(session: Session, qtbot: QtBot) -> None:
    document, denoiser = session.document, session.restoration.denoiser
    sprites = trained(session, qtbot, "data.source=sprites", "corruption.kind=erase", "title=Sprites")
    current = trained(session, qtbot, "data.source=digits", "corruption.kind=none", "title=Plain")
    assert denoiser.run is None, "it has learned from other images"
    one = document.new_run(recipe=current.recipe.override("corruption.kind=erase"), current=False)
    assert denoiser.run is None, "it has no weights yet"
    one.start()
    qtbot.waitUntil(lambda: not one.state.active, timeout=60_000)
    assert denoiser.run is one and denoiser.weights is one.snapshot

    other = document.new_run(recipe=current.recipe.override("corruption.kind=gaussian"), current=False)
    other.start()
    qtbot.waitUntil(lambda: not other.state.active, timeout=60_000)
    assert denoiser.run is one, "what is taken stays, though two fit now"
    document.make_current(one)
    assert denoiser.run is other, "no run restores beside itself"
    document.make_current(sprites)
    assert denoiser.run is None
    document.make_current(current)
    assert denoiser.run is None, "two fit, and neither was taken before"

    denoiser.choose(other)
    document.make_current(sprites)
    assert denoiser.run is other and "these are of" in denoiser.problem, "chosen by hand"
    document.make_current(current)
    document.close_run(other)
    assert denoiser.run is one, "the chosen one is gone, and one fits"
    denoiser.choose(None)
    document.make_current(sprites)
    document.make_current(current)
    assert denoiser.run is None, "none was chosen"


def test_a_run_of_other_images_of_the_same_shape_restores_but_this_is_said(session: Session, qtbot: QtBot) -> None:
    denoiser, restoration = session.restoration.denoiser, session.restoration
    few = trained(session, qtbot, "corruption.kind=gaussian", "data.classes=[0, 1]", "title=Two kinds")
    same = trained(session, qtbot, "data.classes=[]", "data.held_out=0.3", "title=All kinds")
    trained(session, qtbot, "corruption.kind=none", "data.held_out=0.2", "title=Plain")
    denoiser.choose(same)
    assert denoiser.caution == "", "how many are held out is no matter"
    denoiser.choose(few)
    assert denoiser.problem == "" and denoiser.weights is few.snapshot
    assert denoiser.caution.startswith("“Two kinds” has learned from small digits (0, 1), and these are small digits (")
    assert "all classes" in denoiser.caution
    restoration.ways = replace(restoration.ways, ticked=frozenset({"denoiser"}))
    restoration.watch(True)
    qtbot.waitUntil(lambda: not restoration.is_busy, timeout=60_000)
    assert restoration.outcomes["denoiser"].pixels is not None, "it is tried all the same"
    denoiser.choose(None)
    assert denoiser.caution == ""
