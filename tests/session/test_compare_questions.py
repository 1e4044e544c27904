"""What compared models are asked is answered as the engine answers it, however it is cut up or kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from aeexplorer.session.compare_curves import curving
from aeexplorer.session.compare_pictures import Compared, PictureMaker
from aeexplorer.session.compare_question import Question, Side, with_strength, without_noise
from aeexplorer.session.compare_scores import Scores, scoring
from aeexplorer.session.compared_images import evenly_spaced, of_every_class
from aeexplorer.session.spreads import Spreads
from training.compare.conditions import Conditions
from training.errors import InputError
from training.latent.noise import CodeNoise
from training.recipe import Recipe

NOISES = {
    "none": Conditions(),
    "added": Conditions(code=CodeNoise(amount=0.7), seed=3),
    "blended, one for all": Conditions(code=CodeNoise(way="blend", amount=0.4, one_for_all=True)),
    "power": Conditions(code=CodeNoise(way="power", amount=0.1)),
    "in spreads, on the input and drawn": Conditions(
        code=CodeNoise(amount=0.5, in_spreads=True, numbers=(1,)), input_noise=0.3, sampling=True, sampling_seed=4
    ),
}


@pytest.fixture(scope="module")
def images() -> Any:
    from training.data.images import ImageSet

    return image_set(np.random.default_rng(0).random((60, 12, 12), np.float32), ImageSet)


def image_set(pixels: Any, kind: Any) -> Any:
    return kind.from_array(pixels, np.arange(len(pixels)) % 3, classes=("ash", "elm", "oak"))


def side(letter: str, images: Any, *assignments: str) -> Side:
    from training.build import build_model
    from training.snapshot import Snapshot

    recipe = Recipe().override("model.widths=[16]", "model.latent_size=3", *assignments)
    snapshot = Snapshot(build_model(recipe, images.shape), step=0, epoch=0)
    codes = snapshot.encode(images.pixels.numpy())
    return Side(letter, f"The {letter}", letter.lower(), snapshot, codes.reshape(len(codes), -1))


@pytest.fixture(scope="module")
def sides(images: Any) -> tuple[Side, ...]:
    return (
        side("A", images),
        side("B", images, "bottleneck.kind=gaussian", "seed=9"),
        side("C", images, "seed=8", "model.latent_size=5"),
    )


def question(
    sides: tuple[Side, ...], images: Any, conditions: Conditions, indices: tuple[int, ...] | range = (5, 0, 17, 8)
) -> Question:
    return Question(sides, images, np.array(indices, np.int64), conditions)


def engine(asked: Question) -> Any:
    """The same through ``training.compare``."""
    import torch

    from training.compare.comparison import compare
    from training.latent.noise import spread_of

    indices = torch.from_numpy(asked.indices)
    spreads = {
        side.letter: spread_of(torch.from_numpy(side.codes)).reshape(side.snapshot.latent_shape) for side in asked.sides
    }
    models = {side.letter: side.snapshot for side in asked.sides}
    return compare(models, asked.images.batch(indices), indices, asked.conditions, spreads=spreads)


def assert_as_the_engine(found: Compared, asked: Question) -> None:
    expected = engine(asked)
    quiet = engine(Question(asked.sides, asked.images, asked.indices, without_noise(asked.conditions)))
    assert np.array_equal(found.originals, expected.originals.numpy())
    assert np.array_equal(found.fed, expected.fed.numpy())
    assert [shown.letter for shown in found.sides] == list(expected.sides)
    for shown in found.sides:
        made = expected.sides[shown.letter]
        assert np.array_equal(shown.pictures, made.pictures.numpy())
        assert np.array_equal(shown.codes, made.codes.flatten(1).numpy())
        assert np.array_equal(shown.moved, made.moved.flatten(1).numpy())
        assert np.array_equal(shown.clean, quiet.sides[shown.letter].pictures.numpy())
        for metric, values in made.scores.items():
            np.testing.assert_allclose(shown.scores[metric], values, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NOISES)
def test_pictures_are_the_engines(name: str, sides: tuple[Side, ...], images: Any) -> None:
    asked = question(sides, images, NOISES[name])
    assert_as_the_engine(PictureMaker().compared(asked), asked)


def test_levels_are_the_engines_at_these_strengths(sides: tuple[Side, ...], images: Any) -> None:
    for name in ("added", "power", "in spreads, on the input and drawn"):
        asked = replace(question(sides, images, NOISES[name]), levels=(0.0, 0.3, 1.5))
        found = PictureMaker().compared(asked)
        assert found.levels == asked.levels
        for k, level in enumerate(asked.levels):
            there = engine(replace(asked, conditions=with_strength(asked.conditions, level)))
            for shown in found.sides:
                expected = there.sides[shown.letter].pictures.numpy()
                np.testing.assert_allclose(shown.at_levels[k], expected, rtol=1e-5, atol=1e-6)
        assert all(shown.at_levels.shape[1:] == shown.pictures.shape for shown in found.sides)


def test_what_is_kept_is_never_of_another_question(sides: tuple[Side, ...], images: Any) -> None:
    maker = PictureMaker()
    # The very same arrays: by them, what is kept is known again.
    four, two = np.array((5, 0, 17, 8)), np.array((3, 4))
    seeded = NOISES["added"].model_copy(update={"seed": 4})
    stronger = with_strength(NOISES["in spreads, on the input and drawn"], 1.5)
    for conditions in [*NOISES.values(), seeded, stronger, *reversed(NOISES.values())]:
        for indices in (four, four, two):
            asked = Question(sides, images, indices, conditions)
            assert_as_the_engine(maker.compared(asked), asked)
    others = tuple(
        Side(old.letter, old.name, old.short, new.snapshot, new.codes)
        for old, new in zip(sides, (sides[1], sides[0], sides[2]), strict=True)
    )
    for conditions in (NOISES["in spreads, on the input and drawn"], NOISES["added"], NOISES["power"], seeded):
        for models in (sides, others):
            asked = Question(models, images, four, conditions)
            assert_as_the_engine(maker.compared(asked), asked)


def test_every_model_gets_the_same_noise_whatever_the_batch(sides: tuple[Side, ...], images: Any) -> None:
    import torch

    from training.seeds import normal_noise

    # A blend of 1 is nothing but noise.
    all_noise = Conditions(seed=11, code=CodeNoise(way="blend", amount=1.0), input_noise=0.3)
    expected = normal_noise(11, "code noise", torch.arange(60), (3,)).numpy()
    for indices in ((7,), (8, 7, 2), range(60)):
        found = PictureMaker().compared(question(sides[:2], images, all_noise, indices))
        first, second = found.sides
        assert np.array_equal(first.moved, second.moved)
        assert np.array_equal(first.moved, expected[list(indices)])
        alone = PictureMaker().compared(question(sides[:2], images, all_noise, (7,)))
        assert np.array_equal(found.fed[list(indices).index(7)], alone.fed[0])
    with_stranger = PictureMaker().compared(question(sides, images, all_noise))
    assert with_stranger.sides[2].moved.shape == (4, 5)
    assert np.array_equal(with_stranger.sides[0].moved, expected[[5, 0, 17, 8]])


def test_scores_agree_with_scikit_image(sides: tuple[Side, ...], images: Any) -> None:
    from skimage.metrics import peak_signal_noise_ratio, structural_similarity

    found = PictureMaker().compared(question(sides, images, NOISES["added"]))
    for shown in found.sides:
        for against, scores in ((found.originals, shown.scores), (shown.clean, shown.scores_free)):
            for k in range(4):
                x, y = against[k, 0].astype(np.float64), shown.pictures[k, 0].astype(np.float64)
                ssim = structural_similarity(
                    x, y, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1
                )
                assert scores["ssim"][k] == pytest.approx(ssim, abs=1e-4)
                assert scores["psnr"][k] == pytest.approx(peak_signal_noise_ratio(x, y, data_range=1), abs=1e-4)
                assert scores["mse"][k] == pytest.approx(np.square(x - y).mean(), rel=1e-4)


def test_a_number_that_a_code_does_not_have_leaves_out_who_has_none(sides: tuple[Side, ...], images: Any) -> None:
    fourth = Conditions(code=CodeNoise(amount=1.0, numbers=(4,)))
    found = PictureMaker().compared(question(sides, images, fourth))
    assert [shown.letter for shown in found.sides] == ["C"]
    assert found.refused.startswith("The A: There is no number 5") and found.side("A") is None
    with pytest.raises(InputError, match="The A: There is no number 5: those of a code are counted from 1 to 3"):
        PictureMaker().compared(question(sides[:2], images, fourth))
    (scores,) = (said for said in scoring(question(sides, images, fourth), Spreads()) if said is not ...)
    assert list(scores.values("noisy", "psnr")) == ["C"]
    assert not [said for said in scoring(question(sides[:2], images, fourth), Spreads()) if said is not ...]
    points = [said for said in curving(question(sides, images, fourth), (0.0, 1.0), Spreads()) if said is not ...]
    assert [point.model for point in points] == ["C", "C"]


@pytest.mark.parametrize("name", NOISES)
def test_scores_over_many_images_are_those_of_all_at_once(name: str, sides: tuple[Side, ...], images: Any) -> None:
    asked = question(sides, images, NOISES[name], range(60))
    said = list(scoring(asked, Spreads()))
    scores = said[-1]
    assert isinstance(scores, Scores) and len(said) > 12
    whole = PictureMaker().compared(asked)
    quiet = engine(Question(sides, images, asked.indices, without_noise(asked.conditions)))
    for shown in whole.sides:
        for metric in ("mse", "psnr", "ssim"):
            for case, expected in (
                ("noisy", shown.scores[metric]),
                ("free", shown.scores_free[metric]),
                ("clean", quiet.sides[shown.letter].scores[metric]),
            ):
                values = scores.values(case, metric)[shown.letter]
                np.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-5)
                assert scores.mean(case, metric, shown.letter) == pytest.approx(np.mean(values))
                assert scores.std(case, metric, shown.letter) == pytest.approx(np.std(values, ddof=1))
    assert scores.labels is not None and (scores.labels == np.arange(60) % 3).all()


def test_who_wins_is_said_by_letter_and_in_words(images: Any, sides: tuple[Side, ...]) -> None:
    *_, scores = scoring(question(sides, images, NOISES["added"], range(60)), Spreads())
    assert isinstance(scores, Scores)
    for metric, best in (("mse", np.argmin), ("psnr", np.argmax), ("ssim", np.argmax)):
        values = scores.values("noisy", metric)
        table = np.stack(list(values.values()))
        assert scores.winners("noisy", metric).tolist() == np.array(list("ABC"))[best(table, 0)].tolist()
        assert scores.best("noisy", metric) == "ABC"[best(table.mean(1))]
    tests = scores.tests["noisy"]["psnr"]
    assert [(pair.first, pair.second) for pair in tests] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert "a less b is" in scores.words["noisy"]["psnr"][0] and " dB " in scores.words["noisy"]["psnr"][0]
    *_, alone = scoring(question(sides[:1], images, NOISES["added"], range(60)), Spreads())
    assert isinstance(alone, Scores)
    assert alone.best("noisy", "psnr") == "" and set(alone.winners("noisy", "psnr")) == {""}
    *_, equal = scoring(question((sides[0], sides[0]), images, NOISES["none"], range(9)), Spreads())
    assert isinstance(equal, Scores) and set(equal.values("free", "psnr")["A"]) == {100.0}


@pytest.mark.parametrize("name", ["added", "power", "in spreads, on the input and drawn"])
def test_curves_are_the_engines_robustness(name: str, sides: tuple[Side, ...], images: Any) -> None:
    import torch

    from training.compare.robustness import robustness
    from training.latent.noise import spread_of

    asked = question(sides, images, NOISES[name], range(60))
    strengths = (0.5, 0.0, 2.0)
    found = [said for said in curving(asked, strengths, Spreads()) if said is not ...]
    models = {side.letter: side.snapshot for side in sides}
    spreads = {side.letter: spread_of(torch.from_numpy(side.codes)) for side in sides}
    indices = torch.from_numpy(asked.indices)
    expected = list(robustness(models, images.batch(indices), indices, strengths, asked.conditions, spreads=spreads))
    assert [(point.model, point.strength) for point in found] == [(point.model, point.strength) for point in expected]
    for mine, theirs in zip(found, expected, strict=True):
        for metric in ("psnr", "ssim", "psnr_free", "ssim_free"):
            assert getattr(mine, metric).mean == pytest.approx(getattr(theirs, metric).mean, abs=1e-4)
            assert getattr(mine, metric).std == pytest.approx(getattr(theirs, metric).std, abs=1e-4)
    assert found[3].psnr_free.mean == 100.0, "without noise, a picture is the noise-free one"


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (4, 4)])
def test_images_too_small_for_a_window_are_measured_too(shape: tuple[int, int]) -> None:
    from training.data.images import ImageSet

    tiny = image_set(np.random.default_rng(1).random((9, *shape), np.float32), ImageSet)
    both = side("A", tiny), side("B", tiny, "seed=3")
    asked = question(both, tiny, NOISES["added"], range(9))
    for shown in PictureMaker().compared(asked).sides:
        assert np.isfinite(shown.scores["ssim"]).all() and (np.abs(shown.scores["ssim"]) <= 1).all()
    *_, scores = scoring(asked, Spreads())
    assert isinstance(scores, Scores) and np.isfinite(scores.mean("noisy", "ssim", "B"))
    assert len([said for said in curving(asked, (0.0, 1.0), Spreads()) if said is not ...]) == 4


def test_spreads_are_of_finite_codes_and_follow_new_ones() -> None:
    spreads = Spreads()
    codes = np.array([[0, 0], [2, 0], [np.nan, 9]], np.float32)
    assert spreads.of("A", codes, (2, 1)).tolist() == [[1.0], [0.0]]
    assert spreads.of("B", codes[:0], (2,)).tolist() == [1.0, 1.0]
    assert spreads.of("A", codes[:2] * 3, (2,)).tolist() == [3.0, 0.0]


def test_one_of_each_class_then_the_next_ones() -> None:
    labels = np.array([2, 2, 0, 1, 1, 0, 2, 0])
    numbers = np.array([1, 2, 3, 4, 5, 6, 7])
    assert of_every_class(numbers, labels, 3).tolist() == [2, 3, 1]
    assert of_every_class(numbers, labels, 5).tolist() == [2, 5, 3, 4, 1]
    assert of_every_class(numbers, labels, 2).tolist() == [2, 3]
    assert sorted(of_every_class(numbers, labels, 99).tolist()) == numbers.tolist()
    assert of_every_class(numbers, None, 3).tolist() == [1, 2, 3]


def test_many_images_come_from_all_over_the_set() -> None:
    numbers = np.arange(1000) * 2
    some = evenly_spaced(numbers, 128)
    assert len(some) == 128 and some[0] == 0 and some[-1] == 1998
    assert all(14 <= b - a <= 18 for a, b in pairwise(some.tolist()))
    assert evenly_spaced(numbers[:5], 128).tolist() == [0, 2, 4, 6, 8]
