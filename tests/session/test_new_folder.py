"""Names of new folders: readable, dated, never one that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from aeexplorer.session.new_folder import LONGEST, dated, free


@pytest.mark.parametrize(
    ("title", "name"),
    [("VAE, small digits (β = 2)", "vae-small-digits-2"), ("數字", "run"), ("--", "run"), ("a/../b", "a-b")],
)
def test_a_title_becomes_plain_letters_with_date_and_time(title: str, name: str) -> None:
    stem, day, second = dated(title, "run").rsplit("-", 2)
    assert (stem, len(day), len(second)) == (name, 8, 6)


def test_a_long_title_still_names_a_folder_that_can_be_made(tmp_path: Path) -> None:
    folder = tmp_path / dated("digits " * 100, "run")
    folder.mkdir()
    assert len(folder.name) == LONGEST + len("-20260101-120000")


def test_a_folder_that_is_there_or_promised_is_not_taken_again(tmp_path: Path) -> None:
    wanted = tmp_path / "run"
    assert free(wanted) == wanted
    wanted.mkdir()
    assert free(wanted) == tmp_path / "run-2"
    assert free(wanted, {tmp_path / "run-2", None}) == tmp_path / "run-3"
