"""An image is damaged and restored while somebody watches: the newest question wins, and what was good stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.session.rasterise import rectangle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.restoration import Restoration
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

SIDE = 12


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    from aeexplorer.session.session import Session

    session = Session(runs_folder=tmp_path)
    session.document.override(
        "data.source=digits", "model.widths=[32]", "schedule.epochs=1", "device.accelerator=cpu", "model.latent_size=3"
    )
    yield session
    assert session.close()


@pytest.fixture
def trained(session: Session, qtbot: QtBot) -> Run:
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active and run.snapshot is not None, timeout=60_000)
    assert run.problem is None
    return run


@pytest.fixture
def restoration(session: Session, trained: Run) -> Restoration:
    session.restoration.ways = replace(session.restoration.ways, search_steps=12)
    session.restoration.watch(True)
    return session.restoration


@pytest.fixture
def settle(restoration: Restoration, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not restoration.is_busy, timeout=30_000)


def hole(painting: PaintMask) -> None:
    painting.paint("hide", rectangle((2, 1), (5, 4), painting.size))


Settle = Callable[[], None]


def test_a_held_out_image_is_under_the_brush_from_the_start(restoration: Restoration, trained: Run) -> None:
    subject = restoration.subject
    assert subject.index in subject.held_out
    assert np.array_equal(restoration.painting.picture, trained.pixels(subject.index or 0))


def test_a_painted_hole_is_filled_and_the_rest_is_untouched(restoration: Restoration, settle: Settle) -> None:
    restoration.ways = replace(
        restoration.ways,
        ticked=frozenset({"pasted-back", "iterated", "latent-search", "pca-subspace", "biharmonic"}),
    )
    hole(restoration.painting)
    settle()
    original, mask = restoration.painting.picture, restoration.painting.mask
    assert restoration.progress is not None
    assert (restoration.progress.corrupted[:, mask] == 0.5).all()
    assert np.array_equal(restoration.progress.corrupted[:, ~mask], original[:, ~mask])
    assert set(restoration.outcomes) == restoration.ways.ticked
    for name, outcome in restoration.outcomes.items():
        assert outcome.pixels is not None and not outcome.error, name
        assert np.array_equal(outcome.pixels[:, ~mask], original[:, ~mask]), f"{name} keeps what was not painted"
        assert (outcome.pixels[:, mask] != 0.5).any(), f"{name} fills the hole"


def test_figures_are_those_of_the_hole(restoration: Restoration, settle: Settle) -> None:
    hole(restoration.painting)
    settle()
    original, mask = restoration.painting.picture, restoration.painting.mask
    outcome = restoration.outcomes["pasted-back"]
    assert outcome.pixels is not None
    mse = np.square(outcome.pixels.astype(np.float64) - original)[:, mask].mean()
    found = restoration.figures(outcome.measured)
    assert found[0] == pytest.approx(mse, rel=1e-6)
    assert found[1] == pytest.approx(-10 * np.log10(mse), rel=1e-6)
    whole = restoration.figures(outcome.measured, whole=True)
    assert whole[0] == pytest.approx(mse * mask.sum() / mask.size, rel=1e-6)


def test_the_search_leaves_a_path_from_the_damaged_code(restoration: Restoration, settle: Settle) -> None:
    restoration.ways = replace(restoration.ways, search_steps=9)
    hole(restoration.painting)
    settle()
    assert restoration.path_way == "latent-search"
    codes = restoration.outcomes["latent-search"].codes
    assert restoration.progress is not None
    assert len(codes) == 10 and restoration.steps == restoration.step == 9
    assert codes[0] == pytest.approx(restoration.progress.damaged_code, abs=1e-5)
    assert not np.allclose(codes[-1], codes[0])
    restoration.step = 4
    assert restoration.shown("latent-search") is restoration.outcomes["latent-search"].pictures[4]
    restoration.step = 9
    assert restoration.shown("latent-search") is restoration.outcomes["latent-search"].pixels


def test_nothing_is_computed_while_nobody_watches(session: Session, trained: Run, qtbot: QtBot) -> None:
    restoration = session.restoration
    hole(restoration.painting)
    qtbot.wait(60)
    assert restoration.progress is None
    restoration.watch(True)
    qtbot.waitUntil(lambda: restoration.progress is not None)


def test_the_newest_stroke_wins(restoration: Restoration, settle: Settle, qtbot: QtBot) -> None:
    shown: list[int] = []
    restoration.results_changed.connect(
        lambda: shown.append(restoration.progress.job.number if restoration.progress else 0)
    )
    for column in range(8):
        restoration.painting.paint("hide", rectangle((column, 0), (column, 7), restoration.painting.size))
        qtbot.wait(12)
    settle()
    assert restoration.progress is not None and restoration.progress.hidden is not None
    assert restoration.progress.hidden.all(), "all eight strokes"
    assert shown == sorted(shown), "no picture of an earlier stroke comes back"
    assert restoration.outcomes["one-pass"].note.startswith("Every pixel is hidden")


def test_results_come_before_the_search_has_ended(restoration: Restoration, settle: Settle, qtbot: QtBot) -> None:
    restoration.ways = replace(restoration.ways, search_steps=400)
    seen: list[tuple[bool, int]] = []

    def note() -> None:
        outcomes = restoration.outcomes
        seen.append(
            ("one-pass" in outcomes, len(outcomes["latent-search"].codes) if "latent-search" in outcomes else 0)
        )

    restoration.results_changed.connect(note)
    hole(restoration.painting)
    settle()
    assert (True, 401) in seen
    lengths = [length for _, length in seen]
    assert any(0 < length < 401 for length in lengths), "step by step"


def test_a_way_that_fails_keeps_its_last_good_picture_and_says_why(
    restoration: Restoration, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.errors import InputError
    from training.restore.biharmonic import Biharmonic

    hole(restoration.painting)
    settle()
    good = restoration.outcomes["biharmonic"].pixels

    def fail(_way: object, _problem: object) -> Iterator[object]:
        raise InputError("It cannot be done. Try another way.")
        yield

    monkeypatch.setattr(Biharmonic, "proposals", fail)
    restoration.painting.invert()
    settle()
    outcome = restoration.outcomes["biharmonic"]
    assert outcome.error == "It cannot be done. Try another way."
    assert outcome.pixels is good
    assert not restoration.outcomes["one-pass"].error, "the others go on"


def test_a_search_that_diverges_says_so_and_shows_a_picture(restoration: Restoration, settle: Settle) -> None:
    restoration.ways = replace(restoration.ways, step_size=1e8, search_steps=30)
    hole(restoration.painting)
    settle()
    outcome = restoration.outcomes["latent-search"]
    assert outcome.pixels is not None and np.isfinite(outcome.pixels).all()
    assert outcome.note or outcome.error


def test_without_a_hole_it_is_said_that_nothing_is_hidden(restoration: Restoration, settle: Settle) -> None:
    settle()
    assert not restoration.inside_hole
    assert "othing is hidden" in restoration.outcomes["pasted-back"].note
    assert restoration.outcomes["pasted-back"].pixels == pytest.approx(restoration.painting.picture)


@pytest.mark.parametrize("kind", ["low-resolution", "blur", "gaussian", "salt-pepper", "stripes"])
def test_further_corruptions_are_seeded_and_grow_with_their_strength(
    restoration: Restoration, settle: Settle, kind: str
) -> None:
    errors = []
    for strength, seed in ((0.2, 1), (0.6, 1), (0.6, 1), (0.6, 2)):
        restoration.damage = replace(restoration.damage, further=((kind, strength),), seed=seed)
        settle()
        assert restoration.progress is not None
        errors.append(np.square(restoration.progress.corrupted - restoration.painting.picture).mean())
    assert 0 < errors[0] < errors[1] == errors[2]
    if kind not in ("low-resolution", "blur"):
        assert errors[3] != errors[2]


def test_fills(restoration: Restoration, settle: Settle, trained: Run) -> None:
    hole(restoration.painting)
    mask = restoration.painting.mask
    filled = {}
    for fill in ("noise", "neighbour", "colour"):
        restoration.damage = replace(restoration.damage, fill=fill, colour=(0.2,))  # type: ignore[arg-type]
        settle()
        assert restoration.progress is not None
        filled[fill] = restoration.progress.corrupted[0, mask]
    assert filled["colour"] == pytest.approx(0.2)
    assert np.unique(filled["noise"]).size == mask.sum()
    held_out = restoration.subject.held_out
    at = list(held_out).index(restoration.subject.index)
    after = trained.pixels(int(held_out[(at + 1) % len(held_out)]))
    assert np.array_equal(filled["neighbour"], after[0, mask])


def test_a_refused_question_is_no_work_under_way(restoration: Restoration, settle: Settle) -> None:
    hole(restoration.painting)
    settle()
    good = restoration.outcomes["pasted-back"].pixels
    usual = restoration.damage
    restoration.damage = replace(usual, further=(("low-resolution", 1000.0),))
    settle()
    assert restoration.problem, "said"
    assert restoration.outcomes["pasted-back"].pixels is good, "and the last good picture stays"
    restoration.damage = usual
    settle()
    assert not restoration.problem and restoration.outcomes["pasted-back"].pixels is not good


def test_the_subspace_is_of_the_images_that_the_run_learns_from(trained: Run) -> None:
    import torch

    from aeexplorer.session.known_images import KnownImages

    assert trained.images is not None
    known, rows = KnownImages(), torch.arange(100)
    few = known.subspace(trained.images, rows)
    assert known.subspace(trained.images, rows.clone()) is few, "computed once"
    others = known.subspace(trained.images, rows + 100)
    assert others.mean.numpy() == pytest.approx(trained.images.batch(rows + 100).mean(0).flatten().numpy(), abs=1e-6)


def test_choosing_on_the_map_puts_the_image_under_the_brush(
    session: Session, restoration: Restoration, settle: Settle, trained: Run
) -> None:
    hole(restoration.painting)
    mask = restoration.painting.mask.copy()
    session.selection.image = 11
    assert restoration.subject.index == 11
    assert np.array_equal(restoration.painting.picture, trained.pixels(11))
    assert np.array_equal(restoration.painting.mask, mask), "the hole stays"
    assert restoration.outcomes == {}, "what was made of the other image is gone"
    settle()
    assert restoration.outcomes


def png(size: tuple[int, int], colour: object, mode: str = "RGB") -> bytes:
    data = BytesIO()
    Image.new(mode, size, colour).save(data, "PNG")  # type: ignore[arg-type]
    return data.getvalue()


def test_a_picture_that_fits_is_taken_and_another_is_offered_to_be_fitted(
    restoration: Restoration, qtbot: QtBot, tmp_path: Path
) -> None:
    subject = restoration.subject
    file = tmp_path / "mine.png"
    file.write_bytes(png((8, 8), 128, "L"))
    subject.open_file(file)
    qtbot.waitUntil(lambda: subject.origin == "own")
    assert subject.name == "mine.png" and restoration.painting.picture == pytest.approx(128 / 255)
    subject.open_bytes(png((40, 30), (255, 0, 0)), "red.png")
    qtbot.waitUntil(lambda: subject.offer is not None)
    assert subject.offer is not None
    said = subject.offer.offer.replace("\N{NO-BREAK SPACE}", " ")
    assert "40 × 30" in said and "8 × 8" in said
    assert restoration.painting.picture == pytest.approx(128 / 255), "nothing happens unasked"
    subject.take_offer()
    assert restoration.painting.picture.shape == (1, 8, 8)
    assert restoration.painting.picture == pytest.approx(0.299, abs=1e-3)


def test_a_picture_that_was_declined_does_not_come_back_for_another_run(restoration: Restoration, qtbot: QtBot) -> None:
    subject = restoration.subject
    subject.open_bytes(png((8, 8), 128, "L"), "mine.png")
    qtbot.waitUntil(lambda: subject.origin == "own")
    subject.open_bytes(png((40, 30), (255, 0, 0)), "red.png")
    qtbot.waitUntil(lambda: subject.offer is not None)
    subject.decline_offer()
    restoration.painting.set_image(np.zeros((1, 9, 9), np.float32))
    subject.follow_run()
    qtbot.waitUntil(lambda: subject.fits)
    assert subject.name == "mine.png" and restoration.painting.picture == pytest.approx(128 / 255)


@pytest.mark.parametrize("data", [b"", b"no picture at all"])
def test_files_that_are_no_pictures_are_refused_in_sentences(
    restoration: Restoration, qtbot: QtBot, data: bytes
) -> None:
    before = restoration.painting.picture
    restoration.subject.open_bytes(data, "notes.txt")
    qtbot.waitUntil(lambda: restoration.subject.problem != "")
    assert "notes.txt" in restoration.subject.problem and restoration.subject.problem.endswith(".")
    assert restoration.painting.picture is before


def test_a_file_that_is_not_there_is_said_to_be(restoration: Restoration, qtbot: QtBot, tmp_path: Path) -> None:
    restoration.subject.open_file(tmp_path / "gone.png")
    qtbot.waitUntil(lambda: "gone.png" in restoration.subject.problem)


def test_drawing_ones_own_from_blank(restoration: Restoration, settle: Settle) -> None:
    restoration.subject.draw_from_blank()
    assert restoration.painting.picture.shape == (1, 8, 8) and not restoration.painting.picture.any()
    assert restoration.brush.tool == "draw"
    restoration.painting.paint("draw", rectangle((3, 1), (4, 6), restoration.painting.size))
    hole(restoration.painting)
    settle()
    assert restoration.outcomes["one-pass"].pixels is not None


def test_the_held_out_set_becomes_a_table_and_can_be_stopped(
    restoration: Restoration, settle: Settle, qtbot: QtBot
) -> None:
    restoration.ways = replace(restoration.ways, ticked=frozenset({"pasted-back", "pca-subspace"}))
    settle()
    many = restoration.many
    many.begin("held-out")
    qtbot.waitUntil(lambda: not many.is_running, timeout=60_000)
    assert many.problem == "" and many.table is not None and many.share == 1
    assert [row.name for row in many.table.rows] == ["corrupted", "pasted-back", "pca-subspace"]
    assert many.table.images == len(restoration.subject.held_out)
    assert not many.painted, "no hole is painted: every image has a rectangle of its own"
    hole(restoration.painting)
    many.begin("shown")
    assert many.painted
    many.stop()
    assert not many.is_running


def test_another_run_takes_its_own_images(session: Session, restoration: Restoration, qtbot: QtBot) -> None:
    hole(restoration.painting)
    qtbot.waitUntil(lambda: restoration.outcomes != {})
    session.document.override("data.source=sprites", "model.widths=[4]")
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: restoration.painting.picture.shape == run.image_shape, timeout=60_000)
    made = [outcome.pixels for outcome in restoration.outcomes.values() if outcome.pixels is not None]
    assert all(pixels.shape == run.image_shape for pixels in made)
    run.stop()
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
