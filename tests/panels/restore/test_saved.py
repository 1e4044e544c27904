"""What is saved of a restoration: the window's pictures, errors and figures, and a film of the painting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageSequence
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from aeexplorer.session.rasterise import rectangle
from aeexplorer.theme import error_colours
from aeexplorer.widgets.restore.bundle import bundle_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from aeexplorer.session.restoration_sheet import Strip, Tile
    from tests.panels.restore.conftest import Desk

Pixels = np.ndarray
HOLE = (slice(2, 9), slice(3, 8))


def paint_hole(desk: Desk) -> None:
    size = desk.restoration.painting.size
    desk.restoration.painting.paint("hide", rectangle((3, 2), (7, 5), size))
    desk.restoration.painting.paint("hide", rectangle((3, 6), (7, 8), size))
    desk.settle()


def by_scikit_image(pixels: Pixels, original: Pixels) -> tuple[list[float], list[float]]:  # type: ignore[type-arg]
    """MSE, PSNR and SSIM of the hole, and of the whole image."""
    x, y = original[0].astype(np.float64), pixels[0].astype(np.float64)
    whole, similar = structural_similarity(
        x, y, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    squares = np.square(x - y)
    inside = [squares[HOLE].mean(), peak_signal_noise_ratio(x[HOLE], y[HOLE], data_range=1), similar[HOLE].mean()]
    return inside, [squares.mean(), peak_signal_noise_ratio(x, y, data_range=1), whole]


def written(values: list[float]) -> list[str]:
    return [f"{values[0]:.4f}", f"{values[1]:.1f} dB", f"{values[2]:.2f}".replace("-", "\N{MINUS SIGN}")]


def strip_of(desk: Desk) -> Strip:
    bundle = bundle_of(desk.restoration)
    assert bundle is not None
    return bundle.strip


def tile_of(strip: Strip, title: str) -> Tile:
    (tile,) = (tile for tile in strip.tiles if tile.title == title)
    return tile


def test_figures_of_tiles_and_strip_are_those_of_scikit_image(desk: Desk) -> None:
    paint_hole(desk)
    strip, original = strip_of(desk), desk.restoration.painting.picture
    assert strip.headings == ("Hole", "Whole")
    for name, title in (("one-pass", "One pass"), ("latent-search", "Latent search"), ("biharmonic", "Biharmonic")):
        pixels = desk.restoration.outcomes[name].pixels
        assert pixels is not None
        inside, whole = (written(values) for values in by_scikit_image(pixels, original))
        assert [figure.values for figure in tile_of(strip, title).figures] == list(zip(inside, whole, strict=True))
        rows = desk.strip.tiles[name].scores.rows
        assert [row.value for row in rows] == inside
        for row, value in zip(rows, whole, strict=True):
            assert row.note.endswith(f"{row.name} of the whole image: {value}")


def test_errors_and_winners_are_on_the_strip(desk: Desk) -> None:
    paint_hole(desk)
    strip, original = strip_of(desk), desk.restoration.painting.picture
    outcomes = desk.restoration.outcomes
    titles = {"one-pass": "One pass", "pasted-back": "Pasted back", "latent-search": "Latent search"}
    titles["biharmonic"] = "Biharmonic"
    assert [tile.title for tile in strip.tiles] == ["Original", "Corrupted", *titles.values()]
    assert strip.tiles[0].error is None and not strip.tiles[0].figures
    found = {}
    for name, title in titles.items():
        pixels, tile = outcomes[name].pixels, tile_of(strip, title)
        assert pixels is not None and tile.error is not None
        assert np.array_equal(tile.error, error_colours(np.abs(pixels - original)[0]))
        found[name] = by_scikit_image(pixels, original)
    corrupted = tile_of(strip, "Corrupted")
    assert corrupted.error is not None and not any(any(figure.best) for figure in corrupted.figures)
    for place in range(2):
        for k, first in enumerate((min, max, max)):
            best = first(values[place][k] for values in found.values())
            marked = {name for name, title in titles.items() if tile_of(strip, title).figures[k].best[place]}
            assert marked == {name for name, values in found.items() if values[place][k] == pytest.approx(best)}


def test_without_a_hole_the_strip_measures_the_whole_image_alone(desk: Desk) -> None:
    strip = strip_of(desk)
    assert strip.headings == ("Whole",)
    pixels = desk.restoration.outcomes["one-pass"].pixels
    assert pixels is not None
    _, whole = by_scikit_image(pixels, desk.restoration.painting.picture)
    assert [figure.values for figure in tile_of(strip, "One pass").figures] == [(value,) for value in written(whole)]


def test_arrays_are_the_pictures_and_codes_themselves(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    paint_hole(desk)
    file, restoration = tmp_path / "arrays.npz", desk.restoration
    desk.left.save_to(file)
    qtbot.waitUntil(file.exists)
    arrays = np.load(file, allow_pickle=False)
    progress, outcomes = restoration.progress, restoration.outcomes
    assert progress is not None
    with_codes = {name for name, outcome in outcomes.items() if outcome.codes}
    assert with_codes == {"one-pass", "pasted-back", "latent-search"}
    shared = {"original", "corrupted", "hidden", "cover", "true_code", "damaged_code"}
    assert set(arrays) == shared | set(outcomes) | {f"{name}_codes" for name in with_codes}
    assert np.array_equal(arrays["original"], restoration.painting.picture)
    assert np.array_equal(arrays["corrupted"], progress.corrupted)
    assert arrays["hidden"].dtype == bool and arrays["hidden"][HOLE].all() and arrays["hidden"].sum() == 35
    assert np.array_equal(arrays["cover"], restoration.painting.cover)
    for name, outcome in outcomes.items():
        assert np.array_equal(arrays[name], outcome.pixels)
    assert np.array_equal(arrays["latent-search_codes"], np.stack(outcomes["latent-search"].codes))
    assert arrays["latent-search_codes"][0] == pytest.approx(arrays["damaged_code"], abs=1e-5)
    model = desk.run.snapshot.model  # type: ignore[union-attr]
    import torch

    with torch.inference_mode():
        code = model.encode(torch.from_numpy(arrays["original"])[None]).mean.flatten().numpy()
    assert arrays["true_code"] == pytest.approx(code, abs=1e-6)


def test_of_files_saved_one_right_after_the_other_none_is_lost_and_what_was_refused_stays_in_sight(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    paint_hole(desk)
    problem = desk.left.problem
    desk.left.save_to(tmp_path / "strip.png")
    desk.left.save_to(tmp_path / "strip.doc")
    desk.left.save_to(tmp_path / "arrays.npz")
    qtbot.waitUntil(lambda: "Saved as arrays.npz." in desk.left.status.text(), timeout=10_000)
    assert (tmp_path / "strip.png").exists() and (tmp_path / "arrays.npz").exists()
    assert problem.isVisible() and "strip.doc" in problem.accessibleName()

    desk.left.save_to(tmp_path / "strip.svg")
    qtbot.waitUntil(lambda: "Saved as strip.svg." in desk.left.status.text(), timeout=10_000)
    assert not problem.isVisible()


def test_what_is_damaged_all_over_is_hidden_nowhere_else(desk: Desk) -> None:
    desk.restoration.damage = replace(desk.restoration.damage, further=(("blur", 0.5),))
    desk.settle()
    bundle = bundle_of(desk.restoration)
    assert bundle is not None and bundle.arrays["hidden"].all()


def frames(file: Path) -> list[Pixels]:  # type: ignore[type-arg]
    """One pixel of the film for each of the image's, (12, 12) bytes."""
    with Image.open(file) as film:
        shown = [np.array(frame.convert("L")) for frame in ImageSequence.Iterator(film)]
    side = shown[0].shape[0] // 12
    for frame in shown:
        assert np.array_equal(frame, frame[::side, ::side].repeat(side, 0).repeat(side, 1)), "pixels are squares"
    return [frame[::side, ::side] for frame in shown]


def in_bytes(pixels: Pixels) -> Pixels:  # type: ignore[type-arg]
    return np.rint(np.clip(pixels[0], 0, 1) * 255).astype(np.uint8)


def test_the_film_shows_each_stroke_and_then_each_step(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    restoration, file = desk.restoration, tmp_path / "film.gif"
    restoration.damage = replace(restoration.damage, colour=(0.2,))
    painting = restoration.painting
    original = in_bytes(painting.picture)
    paint_hole(desk)
    painting.paint("show", rectangle((3, 2), (7, 5), painting.size))
    desk.settle()
    desk.left.save_to(file)
    qtbot.waitUntil(file.exists)
    shown = frames(file)
    for stroke, rows in enumerate((slice(0, 0), slice(2, 6), slice(2, 9), slice(6, 9))):
        expected = original.copy()
        expected[rows, 3:8] = 51
        assert np.array_equal(shown[stroke], expected), f"after stroke {stroke}"
    outcome = restoration.outcomes["latent-search"]
    assert len(outcome.pictures) == 7 and outcome.pixels is not None
    steps = [in_bytes(picture) for picture in (*outcome.pictures, outcome.pixels)]
    changes = [k for k in range(1, len(steps)) if not np.array_equal(steps[k], steps[k - 1])]
    assert len(shown) == 4 + 1 + len(changes), "a picture that does not change stays for longer"
    for frame, k in zip(shown[4:], [0, *changes], strict=True):
        assert np.array_equal(frame, steps[k]), f"step {k}"
    with Image.open(file) as film:
        film.seek(film.n_frames - 1)  # type: ignore[attr-defined]
        assert film.info["duration"] >= 1500, "it ends with a look at the result"


def test_the_film_shows_how_an_image_was_drawn(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    restoration, file = desk.restoration, tmp_path / "film.gif"
    restoration.subject.draw_from_blank()
    painting = restoration.painting
    painting.paint("draw", rectangle((1, 1), (2, 10), painting.size))
    painting.paint("draw", rectangle((9, 1), (10, 10), painting.size))
    painting.paint("hide", rectangle((0, 4), (5, 6), painting.size))
    desk.settle()
    desk.left.save_to(file)
    qtbot.waitUntil(file.exists)
    shown = frames(file)
    blank = np.zeros((12, 12), np.uint8)
    assert np.array_equal(shown[0], blank)
    blank[1:11, 1:3] = 255
    assert np.array_equal(shown[1], blank)
    blank[1:11, 9:11] = 255
    assert np.array_equal(shown[2], blank)
    blank[4:7, 0:6] = 128
    assert np.array_equal(shown[3], blank)


def test_a_long_film_is_thinned_and_keeps_its_ends(desk: Desk) -> None:
    restoration = desk.restoration
    restoration.ways = replace(restoration.ways, search_steps=300, ticked=frozenset({"latent-search"}))
    paint_hole(desk)
    bundle = bundle_of(restoration)
    assert bundle is not None
    film = bundle.film()
    assert len(film) == 120
    assert np.array_equal(film[0].colours[..., 0], in_bytes(restoration.painting.picture))
    pixels = restoration.outcomes["latent-search"].pixels
    assert pixels is not None and np.array_equal(film[-1].colours[..., 0], in_bytes(pixels))
