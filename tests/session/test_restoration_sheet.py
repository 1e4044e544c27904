"""A saved strip: below each restoration its errors, below these its figures, and the best of them marked."""

from __future__ import annotations

import base64
import io
import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from aeexplorer.session.restoration_sheet import Best, Figure, Picture, Sheet, Strip, Tile, Words, lay_out
from aeexplorer.session.sheet_files import svg


def colours(seed: int, height: int, width: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def strip(height: int = 14, width: int = 28) -> Strip:
    """An original, and two restorations of which the second is the better, but for its SSIM of the whole image."""

    def tile(k: int, *best: tuple[bool, bool]) -> Tile:
        names = ("MSE", "PSNR", "SSIM")
        figures = tuple(Figure(name, (f"{k}.1", f"{k}.2"), best[n]) for n, name in enumerate(names))
        return Tile(f"Way {k}", colours(k, height, width), colours(10 + k, height, width), figures)

    no, both = (False, False), (True, True)
    return Strip(
        (
            Tile("Original", colours(0, height, width)),
            tile(1, no, no, (False, True)),
            tile(2, both, both, (True, False)),
        ),
        ("Hole", "Whole"),
        ("Error of each pixel",),
        colours(5, 1, 256),
        ("MSE: less is better",),
    )


def pictures(sheet: Sheet) -> list[Picture]:
    return [mark for mark in sheet.marks if isinstance(mark, Picture)]


@pytest.mark.parametrize("shape", [(14, 28), (28, 28), (300, 20)])
def test_errors_stand_below_their_restorations_and_nothing_overlaps(shape: tuple[int, int]) -> None:
    given = strip(*shape)
    sheet = lay_out(given)
    found = {id(mark.colours): mark for mark in pictures(sheet)}
    assert len(found) == 3 + 2 + 1, "three pictures, the errors of two of them, and a scale"
    tops = set()
    for tile in given.tiles[1:]:
        above, below = found[id(tile.colours)], found[id(tile.error)]
        assert (above.x, above.width, above.height) == (below.x, below.width, below.height)
        assert below.y > above.y + above.height
        assert above.width % shape[1] == above.height % shape[0] == 0, "pixels are squares"
        tops.add(below.y)
    assert len(tops) == 1
    columns = [found[id(tile.colours)] for tile in given.tiles]
    assert all(left.x + left.width < right.x for left, right in pairwise(columns))
    lowest = max(mark.y + mark.height for mark in pictures(sheet))
    words = [mark for mark in sheet.marks if isinstance(mark, Words)]
    values = [mark for mark in words if re.fullmatch(r"\d\.\d", mark.text)]
    assert len(values) == 2 * 3 * 2 and all(lowest < mark.y < sheet.height for mark in values)


def test_the_best_of_each_line_and_column_is_marked() -> None:
    sheet = lay_out(strip())
    grounds = [mark for mark in sheet.marks if isinstance(mark, Best)]
    best = [mark for mark in sheet.marks if isinstance(mark, Words) and mark.role == "best"]
    assert sorted(mark.text for mark in best) == ["1.2", "2.1", "2.1", "2.1", "2.2", "2.2"]
    for words in best:
        assert any(g.x < words.x < g.x + g.width and g.y < words.y < g.y + g.height for g in grounds)
    assert len(grounds) == len(best)


def test_the_drawing_says_and_shows_the_same() -> None:
    sheet = lay_out(strip())
    text = svg(sheet).decode()
    embedded = re.findall(r'href="data:image/png;base64,([^"]+)"', text)
    for mark, data in zip(pictures(sheet), embedded, strict=True):
        shown = np.array(Image.open(io.BytesIO(base64.b64decode(data))))
        at = np.arange(mark.height) * mark.colours.shape[0] // mark.height
        across = np.arange(mark.width) * mark.colours.shape[1] // mark.width
        if mark.colours.shape[1] != 256:
            assert np.array_equal(shown, mark.colours[at][:, across])
    for words in (mark for mark in sheet.marks if isinstance(mark, Words)):
        assert f">{words.text}</text>" in text
    assert text.count("<polygon") == 6
