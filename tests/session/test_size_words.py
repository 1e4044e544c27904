"""One number is not “1 numbers”."""

from __future__ import annotations

import pytest

from aeexplorer.session.size_words import numbers_text


@pytest.mark.parametrize(("numbers", "text"), [(1, "1 number"), (2, "2 numbers"), (147_456, "147,456 numbers")])
def test_so_many_numbers(numbers: int, text: str) -> None:
    assert numbers_text(numbers) == text
