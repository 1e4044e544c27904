"""Pictures: every image is where its heading says, and curves run where their numbers lie."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageChops, ImageDraw

from training.reproduce import lettering
from training.reproduce.image_panel import enlarged, image_panel
from training.reproduce.plot_panel import COLOURS, HIGH, WIDE, Series, histogram, plot_panel


def _columns(picture: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:  # type: ignore[type-arg]
    return np.flatnonzero((np.asarray(picture) == colour).all(2).any(0))


def test_images_stand_side_by_side_under_their_headings() -> None:
    red, blue = torch.zeros(3, 8, 8), torch.zeros(3, 8, 8)
    red[0], blue[2] = 1, 1
    picture = image_panel([[red, None, blue]], title="Two", columns=("Red", "Nothing", "Blue"), names=("A row",))
    at_red, at_blue = _columns(picture, (255, 0, 0)), _columns(picture, (0, 0, 255))
    assert len(at_red) == len(at_blue) == 96, "eight pixels, twelve times as large"
    assert at_blue[0] - at_red[0] == 2 * (96 + 10)


def test_small_images_are_enlarged_by_whole_numbers_and_values_outside_are_cut() -> None:
    image = torch.tensor([[[-1.0, 0.5], [2.0, float("nan")]]])
    pixels = np.asarray(enlarged(image, 10))
    assert pixels.shape == (10, 10, 3)
    assert pixels[0, 0].tolist() == [0, 0, 0]
    assert pixels[0, 9].tolist() == [128, 128, 128]
    assert pixels[9, 0].tolist() == [255, 255, 255]


def test_long_titles_and_captions_are_broken_into_lines() -> None:
    body = Image.new("RGB", (500, 10), lettering.PAPER)
    low = lettering.titled(body, "Short")
    high = lettering.titled(body, "Short", "many words " * 30)
    assert high.width == low.width
    assert high.height > low.height + 3 * lettering.BODY
    assert all(lettering.width(line, 17) <= 200 for line in lettering.wrapped("many words " * 30, 17, 200))


def test_every_sign_of_our_texts_has_a_glyph() -> None:
    """A sign without one is drawn as a box, the same for all."""

    def drawn(text: str) -> Image.Image:
        canvas = Image.new("RGB", (40, 40), lettering.PAPER)
        lettering.write(ImageDraw.Draw(canvas), (5, 5), text)
        return canvas

    box = drawn("\uffff")
    for sign in "×−–—≤≥“”’·±%()°σδβ→…":
        assert ImageChops.difference(drawn(sign), box).getbbox() is not None, sign


def test_a_line_runs_through_its_points_and_gaps_are_left_out() -> None:
    x = np.array([0.0, 1.0, np.nan, 2.0])
    picture = plot_panel([Series("rise", x, x)], title="A line", x="x", y="y", x_range=(0, 2), y_range=(0, 2))
    ink = (np.abs(np.asarray(picture).astype(int) - np.array(COLOURS[0])).sum(2) < 90).nonzero()
    rows, columns = ink
    of_line = columns < columns.min() + WIDE
    rows, columns = rows[of_line], columns[of_line]
    assert np.ptp(columns) > WIDE - 20
    assert np.ptp(rows) > HIGH - 20
    slope = np.polyfit(columns, rows, 1)[0]
    np.testing.assert_allclose(slope, -HIGH / WIDE, rtol=0.05)


def test_a_histogram_is_a_density() -> None:
    bars = histogram("normal", np.random.default_rng(0).normal(size=100_000), -4, 4)
    np.testing.assert_allclose((bars.y * (bars.x[1] - bars.x[0])).sum(), 1)
    np.testing.assert_allclose(bars.y, np.exp(-(bars.x**2) / 2) / np.sqrt(2 * np.pi), atol=0.02)
    plot_panel([bars, Series("none", np.zeros(0), np.zeros(0), "dots")], title="Bars", x="x", y="y")


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm() -> None:
    values = np.array([1.0, 0.1, 0.0, -1.0])
    series = [Series("s", np.arange(4), values)]
    plain = plot_panel(series, title="Log", x="x", y="y", log_y=True)
    assert plain.width > WIDE
