"""Models are fed the same, measured as scikit-image measures, and told apart image by image."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from training.build import build_model
from training.compare.comparison import compare, difference_histogram, winners
from training.compare.conditions import Conditions
from training.compare.robustness import Point, robustness
from training.errors import InputError
from training.latent.noise import CodeNoise, spread_of
from training.recipe import Recipe
from training.seeds import normal_noise
from training.snapshot import Snapshot

INDICES = torch.tensor([5, 0, 17, 8])


def snapshot(*assignments: str, shape: tuple[int, int, int] = (1, 12, 12)) -> Snapshot:
    recipe = Recipe().override("model.widths=[16]", "model.latent_size=3", *assignments)
    return Snapshot(build_model(recipe, shape), step=0, epoch=0)


@pytest.fixture(scope="module")
def models() -> dict[str, Snapshot]:
    return {"AE": snapshot(), "VAE": snapshot("bottleneck.kind=gaussian", "seed=9"), "Other": snapshot("seed=8")}


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    return torch.rand(4, 1, 12, 12, generator=torch.Generator().manual_seed(0))


def test_scores_are_scikit_images(models: dict[str, Snapshot], images: torch.Tensor) -> None:
    found = compare(models, images, INDICES)
    for side in found.sides.values():
        for i in range(4):
            x, y = images[i, 0].numpy(), side.pictures[i, 0].numpy()
            assert side.scores["mse"][i] == pytest.approx(np.square(x - y).mean(), rel=1e-4)
            assert side.scores["psnr"][i] == pytest.approx(peak_signal_noise_ratio(x, y, data_range=1), abs=1e-4)
            expected = structural_similarity(
                x, y, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
            )
            assert side.scores["ssim"][i] == pytest.approx(expected, abs=1e-4)
    table = np.stack(list(found.values("psnr").values()))
    np.testing.assert_array_equal(found.winners("psnr"), table.argmax(0))
    np.testing.assert_array_equal(found.winners("mse"), found.winners("psnr"))
    assert torch.equal(found.difference("AE", "VAE"), found.sides["AE"].pictures - found.sides["VAE"].pictures)


def test_every_model_is_fed_the_same_whatever_the_batch(models: dict[str, Snapshot], images: torch.Tensor) -> None:
    conditions = Conditions(seed=3, input_noise=0.4, code=CodeNoise(amount=0.5))
    found = compare(models, images, INDICES, conditions)
    assert torch.equal(
        found.fed, (images + 0.4 * normal_noise(3, "corruption input noise", INDICES, (1, 12, 12))).clamp(0, 1)
    )
    moves = [side.moved - side.codes for side in found.sides.values()]
    for move in moves:
        torch.testing.assert_close(move, 0.5 * normal_noise(3, "code noise", INDICES, (3,)))
    alone = compare(models, images[2:3], INDICES[2:3], conditions)
    for name, side in alone.sides.items():
        torch.testing.assert_close(side.moved, found.sides[name].moved[2:3])
        torch.testing.assert_close(side.codes, models[name].encode(found.fed[2:3]))


def test_sampling_has_a_seed_of_its_own(models: dict[str, Snapshot], images: torch.Tensor) -> None:
    mean, one, again, other = (
        compare(models, images, INDICES, Conditions(seed=seed, sampling=sampling, sampling_seed=draws)).sides
        for seed, sampling, draws in ((0, False, 1), (0, True, 1), (9, True, 1), (0, True, 2))
    )
    assert torch.equal(one["AE"].codes, mean["AE"].codes)
    assert torch.equal(one["VAE"].codes, again["VAE"].codes)
    assert not torch.equal(one["VAE"].codes, other["VAE"].codes)
    with torch.inference_mode():
        posterior = models["VAE"].model.encode(images)
    torch.testing.assert_close(one["VAE"].codes, posterior.draw(normal_noise(1, "sampling", INDICES, (3,))))


def test_noise_in_each_models_own_spread(models: dict[str, Snapshot], images: torch.Tensor) -> None:
    spreads = {name: spread_of(model.encode(images)) for name, model in models.items()}
    conditions = Conditions(code=CodeNoise(amount=1, in_spreads=True))
    for name, side in compare(models, images, INDICES, conditions, spreads=spreads).sides.items():
        expected = spreads[name] * normal_noise(0, "code noise", INDICES, (3,))
        torch.testing.assert_close(side.moved - side.codes, expected)


def test_images_of_another_shape(images: torch.Tensor) -> None:
    with pytest.raises(InputError, match="Compare runs on images of one shape"):
        compare({"other": snapshot(shape=(1, 8, 8))}, images, INDICES)


def test_shared_victories_are_nobodys() -> None:
    one, other = np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 2.0, 1.0, 1.0])
    assert winners([one, other], "higher").tolist() == [1, -1, 0, -1]
    assert winners([one, other], "lower").tolist() == [0, -1, 1, -1]


def test_the_histogram_of_differences_is_centred() -> None:
    one, other = np.array([1.0, 2.0, 4.0, np.inf]), np.array([1.0, 3.0, 1.0, 0.0])
    counts, edges = difference_histogram(one, other, bins=3)
    assert edges.tolist() == [-3, -1, 1, 3] and counts.tolist() == [0, 2, 1]
    counts, edges = difference_histogram(one[:1], other[:1])
    assert counts[15] == counts.sum() == 1 and edges[0] == -1


@pytest.mark.parametrize("on", ["code", "input"])
def test_robustness_against_the_original_and_the_noise_free(
    on: str, models: dict[str, Snapshot], images: torch.Tensor
) -> None:
    points = robustness(models, images, INDICES, [0, 0.5], Conditions(seed=3), on="code" if on == "code" else "input")
    first = next(points)
    assert isinstance(first, Point) and first.model == "AE", "there before the others are computed"
    rest = list(points)
    assert [(point.model, point.strength) for point in (first, *rest)] == [
        (name, strength) for strength in (0, 0.5) for name in models
    ]
    free = compare(models, images, INDICES).sides
    noise = {"input_noise": 0.5} if on == "input" else {"code": CodeNoise(amount=0.5)}
    noisy = compare(models, images, INDICES, Conditions.model_validate({"seed": 3, **noise})).sides
    for point in (first, *rest[:2]):
        assert point.psnr_free.mean == 100 and point.ssim_free.mean == pytest.approx(1)
        assert point.psnr.mean == pytest.approx(free[point.model].scores["psnr"].mean())
    for point in rest[2:]:
        assert point.psnr.mean == pytest.approx(noisy[point.model].scores["psnr"].mean())
        assert point.psnr.std == pytest.approx(noisy[point.model].scores["psnr"].std(ddof=1))
        x, y = noisy[point.model].pictures.numpy(), free[point.model].pictures.numpy()
        between = [peak_signal_noise_ratio(x[i], y[i], data_range=1) for i in range(4)]
        assert point.psnr_free.mean == pytest.approx(np.mean(between), abs=1e-3)


def test_a_power_normalised_code_is_compared_with_itself_without_noise(
    models: dict[str, Snapshot], images: torch.Tensor
) -> None:
    conditions = Conditions(code=CodeNoise(way="power"))
    first = next(robustness(models, images, INDICES, [0], conditions))
    assert first.psnr_free.mean == 100
