"""ImageSet: what an array becomes, what is refused, and how images are held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from training.data.images import ImageSet, to_unit
from training.errors import InputError


def images(n: int, labels: list[int] | None = None) -> ImageSet:
    return ImageSet.from_array(np.zeros((n, 4, 4), np.uint8), labels)


class TestFromArray:
    def test_grey_images_get_their_channel(self) -> None:
        array = np.arange(2 * 3 * 5, dtype=np.uint8).reshape(2, 3, 5)
        result = ImageSet.from_array(array)
        assert result.shape == (1, 3, 5)
        assert len(result) == 2
        assert torch.equal(result.pixels[:, 0], torch.from_numpy(array))

    @pytest.mark.parametrize("channels", [1, 3])
    def test_channels_last_become_channels_first_pixel_by_pixel(self, channels: int) -> None:
        array = np.random.default_rng(1).integers(0, 256, (4, 6, 7, channels), np.uint8)
        result = ImageSet.from_array(array)
        assert result.shape == (channels, 6, 7)
        for c in range(channels):
            assert np.array_equal(result.pixels[:, c].numpy(), array[..., c])

    def test_channels_first_stay_even_when_images_are_three_wide(self) -> None:
        array = np.random.default_rng(1).integers(0, 256, (4, 3, 5, 3), np.uint8)
        assert np.array_equal(ImageSet.from_array(array).pixels.numpy(), array)

    def test_booleans_become_black_and_white(self) -> None:
        array = np.array([[[True, False]]])
        assert ImageSet.from_array(array).pixels.tolist() == [[[[255, 0]]]]

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_floats_become_float32(self, dtype: type) -> None:
        result = ImageSet.from_array(np.array([[[0, 0.5, 1]]], dtype))
        assert result.pixels.dtype == torch.float32
        assert result.pixels.flatten().tolist() == [0, 0.5, 1]

    def test_a_tensor_is_as_good_as_an_array(self) -> None:
        pixels = torch.rand(3, 1, 4, 4, requires_grad=True)
        result = ImageSet.from_array(pixels)
        assert torch.equal(result.pixels, pixels.detach())
        assert not result.pixels.requires_grad

    def test_batches_are_floats_from_0_to_1(self) -> None:
        result = ImageSet.from_array(np.array([[[0]], [[51]], [[255]]], np.uint8))
        assert torch.equal(result.batch(torch.tensor([2, 1])).flatten(), torch.tensor([1.0, 0.2]))
        assert result.batch(slice(0, 2)).dtype == torch.float32

    def test_float_pixels_are_handed_out_as_they_are(self) -> None:
        pixels = torch.rand(1, 1, 2, 2)
        assert to_unit(pixels) is pixels

    def test_labels_count_the_classes(self) -> None:
        result = images(3, [0, 2, 1])
        assert result.labels is not None and result.labels.tolist() == [0, 2, 1]
        assert result.labels.dtype == torch.int64
        assert result.classes == ("0", "1", "2")

    def test_a_column_of_labels_will_do(self) -> None:
        result = ImageSet.from_array(np.zeros((2, 4, 4), np.uint8), np.array([[1], [0]]), classes=("a", "b"))
        assert result.labels is not None and result.labels.tolist() == [1, 0]
        assert result.classes == ("a", "b")

    @pytest.mark.parametrize(
        ("array", "words"),
        [
            (np.zeros((4, 4), np.uint8), "shape (4, 4)"),
            (np.zeros((0, 4, 4), np.uint8), "no empty axis"),
            (np.zeros((1, 2, 3, 4, 5), np.uint8), "shape (1, 2, 3, 4, 5)"),
            (np.zeros((2, 4, 4), np.int64), "int64"),
            (np.zeros((2, 4, 4), np.complex64), "complex64"),
            (np.array([["ab", "cd"]])[None], "<U2"),
            (np.full((2, 4, 4), 255.0), "from 255 to 255"),
            (np.full((2, 4, 4), -0.1), "from -0.1"),
            (np.full((2, 4, 4), np.nan), "NaN"),
        ],
    )
    def test_other_arrays_are_refused(self, array: np.ndarray, words: str) -> None:
        with pytest.raises(InputError) as refusal:
            ImageSet.from_array(array)
        assert words in str(refusal.value)

    @pytest.mark.parametrize(
        ("labels", "words"),
        [
            ([0, 1], "3 images but 2 labels"),
            ([0, 1, -1], "negative"),
            ([0.5, 1, 2], "float64"),
            (["a", "b", "c"], "whole numbers"),
        ],
    )
    def test_labels_that_do_not_fit_are_refused(self, labels: list[object], words: str) -> None:
        with pytest.raises(InputError, match=words):
            ImageSet.from_array(np.zeros((3, 4, 4), np.uint8), labels)

    def test_a_label_without_a_name_is_refused(self) -> None:
        with pytest.raises(InputError, match="A label is 2, but only 2 classes"):
            ImageSet.from_array(np.zeros((1, 4, 4), np.uint8), [2], classes=("a", "b"))

    def test_our_own_mistakes_are_no_input_errors(self) -> None:
        with pytest.raises(ValueError, match="pixels must be") as mistake:
            ImageSet("x", torch.zeros(2, 3, 3))
        assert not isinstance(mistake.value, InputError)
        with pytest.raises(ValueError, match="one label per image"):
            ImageSet("x", torch.zeros(2, 1, 3, 3), torch.zeros(3, dtype=torch.int64))


class TestSplit:
    LABELS = [0] * 50 + [1] * 30 + [2] * 20

    def test_every_image_is_on_one_side(self) -> None:
        split = images(101).split(0.3, 7)
        both = torch.cat([split.training, split.held_out])
        assert both.sort().values.tolist() == list(range(101))
        assert len(split.held_out) == 30

    def test_indices_are_sorted_int64(self) -> None:
        split = images(100, self.LABELS).split(0.2, 7)
        for side in (split.training, split.held_out):
            assert side.dtype == torch.int64
            assert torch.equal(side, side.sort().values)

    @pytest.mark.parametrize("labels", [None, LABELS])
    def test_the_seed_decides(self, labels: list[int] | None) -> None:
        first, again, other = (images(100, labels).split(0.2, seed).held_out.tolist() for seed in (7, 7, 8))
        assert first == again
        assert first != other

    def test_every_class_is_held_out_alike(self) -> None:
        labelled = images(100, self.LABELS)
        assert labelled.labels is not None
        held = labelled.labels[labelled.split(0.2, 3).held_out]
        assert held.bincount().tolist() == [10, 6, 4]

    def test_the_order_of_the_file_does_not_matter_to_the_share(self) -> None:
        held = images(100, [0, 1] * 50).split(0.5, 3).held_out
        assert (held % 2).bincount().tolist() == [25, 25]

    def test_a_class_of_one_image_is_possible(self) -> None:
        split = images(11, [0] * 10 + [1]).split(0.2, 3)
        assert len(split.held_out) == 2
        assert len(split.training) == 9

    @pytest.mark.parametrize(("share", "held"), [(0.001, 1), (0.999, 9)])
    def test_neither_side_is_ever_empty(self, share: float, held: int) -> None:
        assert len(images(10).split(share, 1).held_out) == held

    def test_a_split_of_the_sources_own_is_kept(self) -> None:
        official = ImageSet("x", torch.zeros(10, 1, 2, 2), held_out_from=7)
        split = official.split(0.5, 1)
        assert split.training.tolist() == list(range(7))
        assert split.held_out.tolist() == [7, 8, 9]

    def test_one_image_cannot_be_split(self) -> None:
        with pytest.raises(InputError, match="1 image cannot be split"):
            images(1).split(0.5, 1)


class TestOnly:
    @pytest.fixture
    def fruit(self) -> ImageSet:
        """Ten images of three classes; pixels count them, the last four are held out."""
        array = np.arange(10, dtype=np.uint8)[:, None, None]
        labels = [0, 1, 2, 0, 1, 2, 2, 1, 2, 2]
        made = ImageSet.from_array(array, labels, classes=("apple", "fig", "pear"), name="fruit")
        return replace(made, held_out_from=6, synthetic=True, note="Made.", factors={"size": torch.arange(10.0)})

    def test_labels_count_what_is_left_in_the_old_order(self, fruit: ImageSet) -> None:
        result = fruit.only(("pear", "fig"))
        assert result.pixels.flatten().tolist() == [1, 2, 4, 5, 6, 7, 8, 9]
        assert result.classes == ("fig", "pear")
        assert result.labels is not None and result.labels.tolist() == [0, 1, 0, 1, 1, 0, 1, 1]

    def test_everything_else_stays_with_its_image(self, fruit: ImageSet) -> None:
        result = fruit.only(["fig"])
        assert result.factors is not None and result.factors["size"].tolist() == [1, 4, 7]
        assert (result.name, result.note, result.synthetic) == ("fruit", "Made.", True)

    def test_the_sources_own_split_is_kept(self, fruit: ImageSet) -> None:
        result = fruit.only(["fig", "pear"])
        split = result.split(0.5, 1)
        assert result.pixels[split.held_out].flatten().tolist() == [6, 7, 8, 9]

    def test_where_one_side_would_be_empty_the_share_counts(self, fruit: ImageSet) -> None:
        apples = fruit.only(["apple"])
        assert apples.held_out_from is None
        assert len(apples.split(0.5, 1).held_out) == 1

    def test_none_and_all_are_the_same_as_no_choice(self, fruit: ImageSet) -> None:
        assert fruit.only(()) is fruit
        assert fruit.only(["pear", "apple", "fig", "fig"]) is fruit

    def test_an_unknown_class_is_refused_with_the_known_ones(self, fruit: ImageSet) -> None:
        with pytest.raises(InputError, match=r"has no class “kiwi”\. Its classes are “apple”, “fig”, “pear”"):
            fruit.only(["kiwi", "fig"])

    def test_many_classes_are_not_all_listed(self) -> None:
        with pytest.raises(InputError, match="“39” and 60 more"):
            images(100, list(range(100))).only(["x"])

    def test_without_labels_there_is_nothing_to_choose(self) -> None:
        with pytest.raises(InputError, match="has no classes"):
            images(3).only(["0"])

    def test_a_class_without_images_is_refused(self) -> None:
        labelled = ImageSet.from_array(np.zeros((1, 2, 2), np.uint8), [0], classes=("a", "b"))
        with pytest.raises(InputError, match="no images of “b”"):
            labelled.only(["b"])

    def test_one_number_an_image_and_factor(self) -> None:
        with pytest.raises(ValueError, match="factor"):
            ImageSet("x", torch.zeros(2, 1, 3, 3), factors={"size": torch.zeros(3)})
