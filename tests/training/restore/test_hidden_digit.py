"""The report's hard case: a digit whose whole stroke is hidden, so that nothing of it is visible."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.build import build_model
from training.data import load_images
from training.recipe import Recipe
from training.restore import WAYS, Way
from training.restore.prior import Prior
from training.restore.remarks import remark_on
from training.restore.restoration import restore
from training.restore.subspace import Subspace
from training.snapshot import Snapshot


@pytest.fixture(scope="module")
def ones() -> Tensor:
    """(50, 1, 28, 28): digits 1 among those that are bundled."""
    images = load_images("mnist-5k").only(("1",))
    return images.batch(slice(0, 50))


@pytest.fixture(scope="module")
def hidden(ones: Tensor) -> Tensor:
    """The smallest rectangle around the first one's stroke, (1, 1, 28, 28)."""
    rows, columns = (ones[0, 0] > 0).nonzero().unbind(1)
    mask = torch.zeros(1, 1, 28, 28, dtype=torch.bool)
    mask[:, :, int(rows.min()) : int(rows.max()) + 1, int(columns.min()) : int(columns.max()) + 1] = True
    return mask


@pytest.mark.parametrize("way", WAYS, ids=[way.title for way in WAYS])
def test_a_digit_of_which_nothing_is_visible_is_said_and_stays_finite(
    way: type[Way], ones: Tensor, hidden: Tensor
) -> None:
    model = build_model(Recipe().override("model.widths=[32]"), (1, 28, 28))
    snapshot = Snapshot(model, step=0, epoch=0)
    prior, subspace = Prior.fit(snapshot.encode(ones)), Subspace.fit(ones, 8)
    one = ones[:1].masked_fill(hidden, 0.5)
    restored = restore(way(), snapshot, one, hidden, prior=prior, subspace=subspace)
    assert bool(restored.pixels.isfinite().all())
    assert "othing of the digit or object is visible" in restored.note
    assert torch.equal(restored.pixels[~hidden], one[~hidden])


def test_a_smooth_filling_of_an_empty_rim_is_empty(ones: Tensor, hidden: Tensor) -> None:
    (biharmonic,) = [way for way in WAYS if way.title == "Biharmonic"]
    restored = restore(biharmonic(), None, ones[:1].masked_fill(hidden, 0.5), hidden)
    assert not restored.pixels.any(), "it knows nothing of digits"


def test_one_pixel_of_the_stroke_is_enough_to_be_visible(ones: Tensor, hidden: Tensor) -> None:
    one = ones[:1].masked_fill(hidden, 0.5)
    one[0, 0, 0, 0] = 0.5
    assert remark_on(one, hidden) == ""


def test_of_many_digits_those_are_counted(ones: Tensor, hidden: Tensor) -> None:
    holes = torch.cat((hidden, hidden & False, hidden | True))
    said = remark_on(ones[:1].expand(3, -1, -1, -1).masked_fill(holes, 0.5), holes)
    assert "In 1 of 3 images nothing is hidden" in said
    assert "In 1 of 3 images every pixel is hidden" in said
    assert "In 1 of 3 images nothing of the digit or object is visible" in said
