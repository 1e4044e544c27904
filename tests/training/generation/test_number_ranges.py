"""Images are named by numbers from 1, and what is no such number is said to be none."""

from __future__ import annotations

import pytest

from training.errors import InputError
from training.generation.number_ranges import chosen_rows, image_numbers


def test_numbers_and_ranges_count_from_one() -> None:
    assert chosen_rows("1-5,226-230", 1476).tolist() == [0, 1, 2, 3, 4, 225, 226, 227, 228, 229]
    assert chosen_rows(" 7 , 3 - 4,7,4–5", 9).tolist() == [6, 2, 3, 4]
    assert chosen_rows("9", 9).tolist() == [8]


def test_rows_are_written_as_they_are_read() -> None:
    assert image_numbers(chosen_rows("1-5,7,226-230", 1476)) == "1-5,7,226-230"
    assert image_numbers([]) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no number of an image"),
        ("1,,2", "is no number of an image"),
        ("eyes", "“eyes” in “eyes” is no number"),
        ("1-", "“1-” in “1-” is no number"),
        ("-3", "“-3” in “-3” is no number"),
        ("1.5", "Write numbers and ranges"),
        ("5-1", "runs backwards. Write 1-5."),
        ("0", "There is no image 0: images are counted from 1 to 100."),
        ("0-4", "There is no image 0"),
        ("90-101", "There is no image 101"),
        ("999999999999", "There is no image 999,999,999,999"),
        ("1-" + "9" * 40, "is no number of an image"),
    ],
)
def test_what_is_no_image(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen_rows(text, 100)
    assert said in str(caught.value)


def test_too_many_images() -> None:
    with pytest.raises(InputError, match="more than 100,000 images"):
        chosen_rows("1-100001", 200_000)
    with pytest.raises(InputError, match="more than 100,000 images"):
        chosen_rows("1-60000,70001-120000", 200_000)
    assert len(chosen_rows("1-100000", 200_000)) == 100_000
