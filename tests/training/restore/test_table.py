"""A whole set is restored in every way, with progress, and can be stopped."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.corruption import Corrupted
from training.corruption.erase import Erase
from training.data import load_images
from training.restore.biharmonic import Biharmonic
from training.restore.measure import measure
from training.restore.pca_subspace import PcaSubspace
from training.restore.restoration import restore
from training.restore.subspace import Subspace
from training.restore.table import PORTION, Entry, tabulate

N = PORTION + 6


@pytest.fixture(scope="module")
def images() -> Tensor:
    return load_images("digits").pixels[:N]


@pytest.fixture(scope="module")
def given(images: Tensor) -> Corrupted:
    return Erase().apply(images.float() / 255, seed=7, purpose="test", indices=torch.arange(N))


@pytest.fixture(scope="module")
def entries(images: Tensor) -> list[Entry]:
    return [
        Entry("Erased", None),
        Entry("Biharmonic", Biharmonic()),
        Entry("PCA", PcaSubspace(components=8), subspace=Subspace.fit(images, 8)),
    ]


def test_every_row_is_measured_on_all_images(images: Tensor, given: Corrupted, entries: list[Entry]) -> None:
    *_, last = tabulate(entries, images, given)
    assert last.done == last.of == 3 * N
    assert [row.name for row in last.table.rows] == ["Erased", "Biharmonic", "PCA"]
    assert last.table.images == N
    erased, _, pca = last.table.rows
    expected = measure(given.pixels, images.float() / 255, given.hidden)
    assert erased.scores.pooled_psnr() == pytest.approx(expected.pooled_psnr())
    whole = restore(PcaSubspace(components=8), None, *given, subspace=entries[2].subspace).pixels
    assert pca.scores.mean("hole_psnr") == pytest.approx(
        measure(whole, images.float() / 255, given.hidden).mean("hole_psnr"), abs=1e-4
    )
    assert last.table.pooled_winners() == {max(last.table.rows, key=lambda row: row.scores.pooled_psnr()).name}
    assert last.table.winners("mse") == {min(last.table.rows, key=lambda row: row.scores.mean("mse")).name}


def test_progress_is_told_and_reading_can_stop(images: Tensor, given: Corrupted, entries: list[Entry]) -> None:
    course = tabulate(entries, images, given)
    first, second, third = next(course), next(course), next(course)
    course.close()
    assert [(one.name, one.done, len(one.table.rows)) for one in (first, second, third)] == [
        ("Erased", PORTION, 0),
        ("Erased", N, 1),
        ("Biharmonic", N + PORTION, 1),
    ]


def test_images_that_nothing_is_known_hidden_of(images: Tensor, given: Corrupted, entries: list[Entry]) -> None:
    *_, last = tabulate(entries[:1], images, Corrupted(given.pixels, None))
    assert "Nothing is hidden" in last.table.note
    assert last.table.pooled_winners() == frozenset()
