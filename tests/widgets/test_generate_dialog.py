"""Generating in the window: what is typed is previewed and judged, what cannot be is said in place, and it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from aeexplorer.session.generation import Generation
from aeexplorer.session.session import Session
from aeexplorer.theme import Appearance
from aeexplorer.widgets.generate.samples import Pictures
from aeexplorer.widgets.generate_dialog import GenerateDialog
from aeexplorer.widgets.pictures import to_qimage
from training.recipe import Recipe

LEFT = Qt.MouseButton.LeftButton
Open = Callable[..., GenerateDialog]


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, look: Appearance) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs")
    small = ("data.source=digits", "model.widths=[16]", "schedule.epochs=1", "schedule.batch_size=256")
    session.document.set_recipe(Recipe.load("mnist-ae-2d").override(*small))
    yield session
    assert session.close()


@pytest.fixture
def generate(qtbot: QtBot, session: Session) -> Iterator[Open]:
    """Train the draft, changed by assignments, and open the dialog with its first preview and its neighbours."""
    dialogs = []

    def generate(*assignments: str) -> GenerateDialog:
        session.document.override(*assignments)
        run = session.document.train()
        assert run is not None
        qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
        dialog = GenerateDialog(session.generation, session.selection)
        dialogs.append(dialog)
        qtbot.addWidget(dialog)
        dialog.resize(1192, 696)
        dialog.show()
        settled(qtbot, session.generation)
        return dialog

    yield generate
    for dialog in dialogs:
        dialog.done(0)


def settled(qtbot: QtBot, generation: Generation) -> None:
    def ready() -> bool:
        return not generation.is_busy and (generation.problem != "" or generation.neighbours is not None)

    qtbot.waitUntil(ready, timeout=60_000)


def typed(qtbot: QtBot, dialog: GenerateDialog, text: str) -> None:
    dialog.order.numbers.setFocus()
    dialog.order.numbers.selectAll()
    qtbot.keyClicks(dialog.order.numbers, text)
    qtbot.keyClick(dialog.order.numbers, Qt.Key.Key_Return)


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isEnabled() and button.isVisible()
    qtbot.mouseClick(button, LEFT)


def by_image(qtbot: QtBot, dialog: GenerateDialog, session: Session, numbers: str) -> None:
    press(qtbot, dialog.order.by.segment("image"))
    typed(qtbot, dialog, numbers)
    settled(qtbot, session.generation)


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, session: Session) -> None:
    dialog = GenerateDialog(session.generation, session.selection)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.preview.empty.isVisible()
    assert dialog.preview.empty.sentence.startswith("Nothing trained yet.")
    assert not dialog.saving.save.isEnabled() and not dialog.order.isEnabled()
    dialog.reject()


def test_samples_stand_by_class_beside_originals_and_above_their_nearest(
    qtbot: QtBot, session: Session, generate: Open
) -> None:
    dialog = generate()
    run, preview = session.document.current, session.generation.preview
    assert run is not None and run.images is not None and run.images.labels is not None and preview is not None
    groups = dialog.preview.grid.groups
    assert [group.name for group in groups] == [str(digit) for digit in range(10)]
    labels = run.images.labels.numpy()
    for digit, group in enumerate(groups):
        assert len(group.samples) == 5
        originals = [sample.original for sample in group.samples]
        assert all(original is not None and labels[original] == digit for original in originals)
    pixels = run.images.pixels.numpy()[run.start_event.split.training.numpy()] / 255.0 if run.start_event else None
    assert pixels is not None
    for number, sample in enumerate(sample for group in groups for sample in group.samples):
        assert sample.number == number and sample.near is not None
        distance = np.sqrt(((preview.made.pixels[number] - pixels) ** 2).mean((1, 2, 3)).min())
        assert float(sample.near.distance) == pytest.approx(distance, rel=0.01)
        assert sample.near.word in ("memorised", "between", "nonsense")
    shown = dialog.preview.grid.grab().toImage()
    tile = dialog.preview.grid.tile_rect(7)
    middle = tile.adjusted(1, 1, -1, -1).topLeft() + QPointF(3.5, 3.5) * ((tile.width() - 2) / 8)
    assert shown.pixelColor(middle.toPoint()) == to_qimage(preview.made.pixels[7]).pixelColor(3, 3)


def test_what_is_drawn_below_a_sample_is_its_nearest_training_image(
    qtbot: QtBot, session: Session, generate: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = generate()
    by_image(qtbot, dialog, session, "7")
    drawn: list[int] = []
    real = Pictures.real

    def noted(pictures: Pictures, row: int) -> QImage:
        drawn.append(row)
        return real(pictures, row)

    monkeypatch.setattr(Pictures, "real", noted)
    dialog.preview.grid.grab()
    neighbours = session.generation.neighbours
    assert neighbours is not None and len(neighbours.rows) == 5
    # The original first, once for the row.
    assert drawn == [6, *neighbours.rows.tolist()]
    words = [sample.near.sentence for group in dialog.preview.grid.groups for sample in group.samples if sample.near]
    labels = session.generation.preview.question.images.labels  # type: ignore[union-attr]
    assert labels is not None
    for row, percentile, said in zip(neighbours.rows, neighbours.percentiles, words, strict=True):
        assert said.startswith(f"Nearest training image: {row + 1:,}, a")
        assert f" {int(labels[row])}. Root mean squared difference " in said
        assert f"farther than {percentile:.0f} % of them" in said or not 1 <= percentile <= 99


def test_the_sample_pointed_at_is_told(qtbot: QtBot, session: Session, generate: Open) -> None:
    dialog = generate()
    grid, words = dialog.preview.grid, dialog.preview.words
    assert words.text().startswith("New 1, a 0. Nearest training image: ")
    qtbot.mouseMove(grid, grid.tile_rect(1).center().toPoint())
    assert grid.current is not None and grid.current.number == 1 and words.text().startswith("New 2, a 0.")
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current.number == 2
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.current.number == 49 and words.text().startswith("New 5, a 9.")
    assert grid.current.near is not None and grid.current.near.sentence in grid.accessibleDescription()
    visible = dialog.preview.area.viewport().rect()
    assert visible.contains(grid.mapTo(dialog.preview.area.viewport(), grid.tile_rect(49).center().toPoint()))
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.current.number == 44


def test_chosen_images_as_ranges(qtbot: QtBot, session: Session, generate: Open) -> None:
    dialog = generate()
    by_image(qtbot, dialog, session, "1-3, 226")
    groups = dialog.preview.grid.groups
    assert [(group.original, group.caption) for group in groups] == sorted(
        ((row, f"image {row + 1}") for row in (0, 1, 2, 225)), key=lambda pair: [0, 1, 2, 225].index(int(pair[0]))
    )
    assert dialog.preview.heading.text() == "20 new images"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5-1", "The range “5-1” runs backwards. Write 1-5."),
        ("1,x", "“x” in “1,x” is no number of an image."),
        ("0", "There is no image 0: images are counted from 1 to 1,797."),
        ("1-9999", "There is no image 9,999"),
        ("", "“” in “” is no number of an image."),
    ],
)
def test_wrong_ranges_are_told_below_their_field_and_nothing_is_lost(
    qtbot: QtBot, session: Session, generate: Open, text: str, said: str
) -> None:
    dialog = generate()
    by_image(qtbot, dialog, session, "7")
    before = session.generation.preview
    dialog.order.numbers.clear()
    typed(qtbot, dialog, text)
    dialog.order.numbers.setModified(True)
    dialog.order.numbers.editingFinished.emit()
    assert dialog.order.problem.isVisible() and dialog.order.problem.text().startswith(said)
    assert session.generation.preview is before and session.generation.wishes.images == "7"
    assert not dialog.saving.save.isEnabled()
    typed(qtbot, dialog, "8")
    settled(qtbot, session.generation)
    assert not dialog.order.problem.isVisible() and dialog.saving.save.isEnabled()


def test_the_selection_becomes_numbers(qtbot: QtBot, session: Session, generate: Open) -> None:
    dialog = generate()
    press(qtbot, dialog.order.by.segment("image"))
    assert not dialog.order.selected.isEnabled()
    session.selection.image = 41
    press(qtbot, dialog.order.selected)
    assert dialog.order.numbers.text() == session.generation.wishes.images == "42"
    session.selection.images = (7, 5, 6, 1796)
    assert dialog.order.selected.text() == "Take the selection: 4"
    press(qtbot, dialog.order.selected)
    assert dialog.order.numbers.text() == session.generation.wishes.images == "6-8,1797"


def test_a_sampler_that_cannot_draw_such_codes_says_so_above_the_preview(
    qtbot: QtBot, session: Session, generate: Open
) -> None:
    dialog = generate("model.latent_size=3")
    press(qtbot, dialog.order.by.segment("nothing"))
    settled(qtbot, session.generation)
    dialog.sampler.kind.set_value("grid")
    dialog.sampler.kind.changed.emit("grid")
    settled(qtbot, session.generation)
    assert dialog.preview.problem.isVisible()
    assert "A grid needs codes of two numbers" in dialog.preview.problem.accessibleName()
    assert len(dialog.preview.grid.groups) == 1 and not dialog.saving.save.isEnabled()
    dialog.sampler.kind.changed.emit("gaussian")
    settled(qtbot, session.generation)
    assert not dialog.preview.problem.isVisible() and dialog.saving.save.isEnabled()


def test_the_next_seed_draws_others(qtbot: QtBot, session: Session, generate: Open) -> None:
    dialog = generate()
    before = session.generation.preview
    press(qtbot, dialog.sampler.next)
    settled(qtbot, session.generation)
    after = session.generation.preview
    assert before is not None and after is not None
    assert dialog.sampler.seed.value == after.question.seed == before.question.seed + 1
    assert not np.allclose(before.made.codes, after.made.codes)


def test_saving_and_what_is_in_the_way(qtbot: QtBot, session: Session, generate: Open, tmp_path: Path) -> None:
    dialog, bar, generation = generate(), None, session.generation
    bar = dialog.saving
    assert Path(bar.folder.text()).name.endswith("-class-seed-0")
    bar.take_folder(str(tmp_path / "out"))
    bar.arrays.setChecked(False)
    bar.pictures.setChecked(True)
    press(qtbot, bar.save)
    assert not dialog._form.isEnabled()
    qtbot.waitUntil(lambda: bool(generation.saved), timeout=60_000)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"how.json", "sheet.png", "pictures"}
    assert bar.said.text() == f"Saved how.json, sheet.png, pictures in {tmp_path / 'out'}"
    assert dialog._form.isEnabled()
    bar.pictures.setChecked(False)
    press(qtbot, bar.save)
    qtbot.waitUntil(lambda: bool(generation.in_the_way), timeout=60_000)
    assert bar.said.text().startswith("This folder already holds how.json, sheet.png.")
    press(qtbot, bar.replace)
    qtbot.waitUntil(lambda: bool(generation.saved), timeout=60_000)
    assert not bar.replace.isVisible()
    (tmp_path / "file").write_text("")
    bar.take_folder(str(tmp_path / "file" / "out"))
    press(qtbot, bar.save)
    qtbot.waitUntil(lambda: bool(generation.refusal), timeout=60_000)
    assert "cannot be written" in bar.said.text() and bar.said.isVisible()
    bar.take_folder("~nobody-of-this-name/out")
    press(qtbot, bar.save)
    qtbot.waitUntil(lambda: bool(generation.refusal), timeout=60_000)
    assert bar.said.text().startswith("“~nobody-of-this-name/out” names no folder")
    for box in (bar.arrays, bar.sheet, bar.pictures):
        box.setChecked(False)
    assert not bar.save.isEnabled() and bar.save.toolTip().startswith("Tick at least one")


def test_escape_cancels_saving_first_and_settings_are_there_the_next_time(
    qtbot: QtBot, session: Session, generate: Open, tmp_path: Path
) -> None:
    dialog, generation = generate(), session.generation
    press(qtbot, dialog.order.by.segment("nothing"))
    dialog.order.each.edit.setFocus()
    dialog.order.each.edit.selectAll()
    qtbot.keyClicks(dialog.order.each.edit, "900000")
    qtbot.keyClick(dialog.order.each.edit, Qt.Key.Key_Return)
    settled(qtbot, generation)
    assert (
        dialog.preview.heading.text().startswith("900") and "the first 720 are shown" in dialog.preview.account.text()
    )
    dialog.saving.take_folder(str(tmp_path / "out"))
    press(qtbot, dialog.saving.save)
    assert dialog.saving.cancel.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and generation.progress is None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    again = GenerateDialog(generation, session.selection)
    qtbot.addWidget(again)
    again.show()
    settled(qtbot, generation)
    assert (again.order.by.value, again.order.each.value) == ("nothing", 900_000)
    assert not (tmp_path / "out").exists()
    again.reject()


def test_the_mouse_beside_samples_points_at_nothing_else(qtbot: QtBot, session: Session, generate: Open) -> None:
    dialog = generate()
    grid = dialog.preview.grid
    before = grid.current
    qtbot.mouseMove(grid, QPoint(3, 3))
    assert grid.current is before
