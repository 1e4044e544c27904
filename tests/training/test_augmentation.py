"""Training images are turned, zoomed, slanted and moved as asked for; all others stay as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import kstest
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2.functional import affine

from training import InputError, Recipe, fit
from training.augmentation import Augmentation, sampled
from training.data.images import ImageSet
from training.events import EpochEnded, Event, Progress, RunStarted, SnapshotTaken

EVERYTHING = Augmentation(rotation=20, zoom=0.2, shear=0.3, shift=2.5, p=0.7)
ON = ("augmentation.rotation=20", "augmentation.zoom=0.2", "augmentation.shift=1", "augmentation.p=0.7")
MIDDLE = 0.5
"""The draw of no change; 0 and 1 are the largest ones."""


@pytest.fixture
def x() -> torch.Tensor:
    return torch.rand(90, 3, 17, 13, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def recipe() -> Recipe:
    return Recipe().override(
        "data.source=digits",
        "model.widths=[32]",
        "schedule.epochs=2",
        "schedule.batch_size=64",
        "corruption.kind=erase",
    )


def smooth(size: int) -> torch.Tensor:
    """(1, 1, size, size): two hills, unlike in every direction, black at the edges."""
    at = torch.linspace(-1, 1, size)
    y, x = at[:, None], at[None, :]
    hills = torch.exp(-((x - 0.2) ** 2 * 12 + (y + 0.25) ** 2 * 30)) + torch.exp(
        -((x + 0.3) ** 2 + (y - 0.2) ** 2) * 25
    )
    return (hills / hills.max())[None, None]


def moved(augmentation: Augmentation, x: torch.Tensor, *draws: float) -> torch.Tensor:
    """``x`` under draws of (angle, slant, wider, higher, right, down), each in [0, 1]."""
    maps = augmentation.maps(torch.tensor([[0.0, *draws]]))
    return sampled(x, maps.expand(len(x), -1, -1), augmentation.padding)


def losses(events: list[Event]) -> list[float]:
    return [loss for event in events if isinstance(event, Progress) for loss in event.losses]


def held_out(events: list[Event]) -> list[dict[str, float]]:
    return [event.held_out for event in events if isinstance(event, EpochEnded)]


@pytest.mark.parametrize(("padding", "coming_in"), [("zeros", "000"), ("border", "aaa"), ("reflection", "cba")])
def test_a_shift_by_whole_pixels_moves_them_and_the_edge_is_as_asked(
    padding: str, coming_in: str, x: torch.Tensor
) -> None:
    columns = {"0": torch.zeros(90, 3, 17), "a": x[..., 0], "b": x[..., 1], "c": x[..., 2]}
    edge = torch.stack([columns[name] for name in coming_in], -1)
    to_the_right = moved(Augmentation(shift=3, padding=padding), x, *[MIDDLE] * 4, 1.0, MIDDLE)  # type: ignore[arg-type]
    torch.testing.assert_close(to_the_right, torch.cat((edge, x[..., :-3]), -1), atol=3e-6, rtol=0)


def test_a_shift_up_or_down_does_so() -> None:
    x = smooth(20)
    down = moved(Augmentation(shift=2), x, *[MIDDLE] * 5, 1.0)
    torch.testing.assert_close(down[:, :, 2:], x[:, :, :-2], atol=3e-6, rtol=0)
    up = moved(Augmentation(shift=2), x, *[MIDDLE] * 5, 0.0)
    torch.testing.assert_close(up[:, :, :-2], x[:, :, 2:], atol=3e-6, rtol=0)


def test_a_quarter_turn_is_clockwise(x: torch.Tensor) -> None:
    square = x[:, :, :13]
    turned = moved(Augmentation(rotation=90), square, 1.0, *[MIDDLE] * 5)
    torch.testing.assert_close(turned, torch.rot90(square, -1, (2, 3)), atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("augmentation", "draws"),
    [
        (Augmentation(rotation=25), (1.0, 0.5, 0.5, 0.5, 0.5, 0.5)),
        (Augmentation(zoom=0.25), (0.5, 0.5, 1.0, 1.0, 0.5, 0.5)),
        (Augmentation(shear=0.4), (0.5, 1.0, 0.5, 0.5, 0.5, 0.5)),
        (Augmentation(rotation=30, zoom=0.2, shear=0.5, shift=4), (0.1, 0.8, 0.2, 0.2, 0.0, 0.75)),
    ],
)
def test_maps_are_those_of_torchvision(augmentation: Augmentation, draws: tuple[float, ...]) -> None:
    x = smooth(96)
    angle, slant, wider, _, right, down = (2 * draw - 1 for draw in draws)
    theirs = affine(
        x,
        angle=angle * augmentation.rotation,
        translate=[right * augmentation.shift, down * augmentation.shift],
        scale=1 + wider * augmentation.zoom,
        # It slants by an angle, to the other side.
        shear=[-np.degrees(np.arctan(slant * augmentation.shear)), 0.0],
        interpolation=InterpolationMode.BILINEAR,
    )
    ours = moved(augmentation, x, *draws)
    # They interpolate between two pixels, not four; the hills are wide enough for both.
    assert (ours - theirs).abs().max() < 0.015
    assert (ours - x).abs().max() > 0.15


def test_height_and_width_are_zoomed_apart() -> None:
    x = smooth(64)
    wide = moved(Augmentation(zoom=0.25), x, 0.5, 0.5, 1.0, 0.0, 0.5, 0.5)
    ours, before = wide[0, 0], x[0, 0]
    # The width becomes 5/4 of what it was, the height 3/4; variances go with their squares.
    assert ours.sum() == pytest.approx(15 / 16 * before.sum().item(), rel=0.01)
    at = torch.arange(64.0)

    def variance(weights: torch.Tensor) -> float:
        mean = (weights * at).sum() / weights.sum()
        return float((weights * (at - mean) ** 2).sum() / weights.sum())

    assert variance(ours.sum(0)) == pytest.approx(25 / 16 * variance(before.sum(0)), rel=0.02)
    assert variance(ours.sum(1)) == pytest.approx(9 / 16 * variance(before.sum(1)), rel=0.02)


def test_draws_are_uniform_within_what_is_asked_for_and_independent() -> None:
    from training.seeds import uniform_noise

    maps = EVERYTHING.maps(uniform_noise(7, "augment 3", torch.arange(4000), (7,))).double().numpy()
    forward = np.linalg.inv(maps[:, :, :2])
    angle = np.degrees(np.arctan2(forward[:, 1, 0], forward[:, 0, 0]))
    shift = -np.einsum("nij,nj->ni", forward, maps[:, :, 2])
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    # What is left when the turn is undone: [[sx, k · sy], [0, sy]].
    back = np.stack((np.stack((cos, sin), -1), np.stack((-sin, cos), -1)), 1) @ forward
    wider, higher = back[:, 0, 0] - 1, back[:, 1, 1] - 1
    found = {"rotation": angle, "shear": back[:, 0, 1] / back[:, 1, 1], "wider": wider, "higher": higher}
    found |= {"right": shift[:, 0], "down": shift[:, 1]}
    most = {"rotation": 20, "shear": 0.3, "wider": 0.2, "higher": 0.2, "right": 2.5, "down": 2.5}
    for name, values in found.items():
        assert kstest(values, "uniform", (-most[name], 2 * most[name])).pvalue > 0.001, name
    together = np.corrcoef(np.stack(list(found.values())))
    assert np.abs(together - np.eye(6)).max() < 0.06


def test_so_many_images_stay_as_they_are_and_others_in_every_epoch() -> None:
    x = torch.rand(4000, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    stays = []
    for epoch in range(2):
        seen = EVERYTHING.apply(x, seed=7, epoch=epoch, indices=torch.arange(4000))
        stays.append((seen == x).flatten(1).all(1))
        assert stays[-1].float().mean() == pytest.approx(0.3, abs=0.03)
    assert (stays[0] & stays[1]).float().mean() == pytest.approx(0.09, abs=0.02)


def test_pixels_stay_within_0_and_1_and_the_images_given_are_not_changed(x: torch.Tensor) -> None:
    x = (x > 0.5).float()
    before = x.clone()
    seen = EVERYTHING.apply(x, seed=7, epoch=0, indices=torch.arange(90))
    assert torch.equal(x, before)
    assert seen.dtype == x.dtype
    assert seen.min() == 0 and seen.max() == 1


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_the_size_of_a_batch_changes_no_bit(batch: int, x: torch.Tensor) -> None:
    indices = torch.randperm(90, generator=torch.Generator().manual_seed(1))
    whole = EVERYTHING.apply(x, seed=7, epoch=3, indices=indices)
    for rows in torch.arange(90).split(batch):
        part = EVERYTHING.apply(x[rows], seed=7, epoch=3, indices=indices[rows])
        assert torch.equal(part, whole[rows])


def test_seed_epoch_and_image_decide(x: torch.Tensor) -> None:
    indices = torch.arange(90)
    first = EVERYTHING.apply(x, seed=7, epoch=3, indices=indices)
    for seed, epoch, images in ((8, 3, indices), (7, 4, indices), (7, 3, indices + 1)):
        assert not torch.equal(first, EVERYTHING.apply(x, seed=seed, epoch=epoch, indices=images))


def test_nothing_is_left_on_another_device(x: torch.Tensor) -> None:
    # The meta device, which every machine has, computes with its own tensors only.
    seen = EVERYTHING.apply(x.to("meta"), seed=7, epoch=3, indices=torch.arange(90, device="meta"))
    assert (seen.device.type, seen.shape) == ("meta", x.shape)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_makes_of_an_image_what_the_cpu_does(x: torch.Tensor) -> None:
    here = EVERYTHING.apply(x, seed=7, epoch=3, indices=torch.arange(90))
    there = EVERYTHING.apply(x.cuda(), seed=7, epoch=3, indices=torch.arange(90).cuda())
    assert (there.cpu() - here).abs().max() < 1e-4


def test_as_it_comes_it_does_nothing_and_costs_nothing(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    x = torch.rand(4, 1, 8, 8)
    off = Augmentation(p=0.3, padding="border")
    assert not off.changes
    assert off.apply(x, seed=7, epoch=0, indices=torch.arange(4)) is x
    plain = list(fit(recipe))

    def never(*_args: object, **_kwargs: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Augmentation, "apply", never)
    still_off = list(fit(recipe.override("augmentation.p=0.3", "augmentation.padding=border")))
    assert losses(still_off) == losses(plain)
    assert held_out(still_off) == held_out(plain)


def test_a_recipe_that_does_not_know_it_reads_as_without_and_its_run_goes_on(recipe: Recipe, tmp_path: Path) -> None:
    written = recipe.to_toml()
    before, section, after = written.partition("[augmentation]")
    old = before + after[after.index("\n[") :]
    assert section and "padding" not in old
    assert Recipe.from_toml(old) == recipe
    list(fit(recipe.override("schedule.epochs=1"), folder=tmp_path / "run"))
    (tmp_path / "run" / "recipe.toml").write_text(old.replace("epochs = 2", "epochs = 1"), encoding="utf-8")
    longer = list(fit(recipe, folder=tmp_path / "run", resume=True))
    assert held_out(longer)[-1] == held_out(list(fit(recipe)))[-1]


def test_held_out_images_stay_as_they_are(recipe: Recipe) -> None:
    augmented, plain = list(fit(recipe.override(*ON))), list(fit(recipe))
    assert held_out(augmented)[0] == held_out(plain)[0], "of the untrained model"
    started = next(event for event in augmented if isinstance(event, RunStarted))
    rows = started.split.held_out
    x = started.images.batch(rows)
    seen = recipe.corruption.apply(x, seed=7, purpose="evaluate", indices=rows).pixels
    last = [event.snapshot for event in augmented if isinstance(event, SnapshotTaken)][-1]
    error = (last.reconstruct(seen) - x).square().mean().item()
    assert held_out(augmented)[-1]["mse"] == pytest.approx(error, rel=1e-4)


def test_the_augmented_image_is_corrupted_and_is_what_the_model_is_to_give_back(recipe: Recipe) -> None:
    recipe = recipe.override(*ON, "objective.reconstruction=mse", "schedule.epochs=1")
    events = list(fit(recipe))
    started = next(event for event in events if isinstance(event, RunStarted))
    untrained = next(event.snapshot for event in events if isinstance(event, SnapshotTaken))
    order = torch.randperm(len(started.split.training), generator=_order_of_the_first_epoch())[:64]
    rows = started.split.training[order]
    x = recipe.augmentation.apply(started.images.batch(rows), seed=7, epoch=0, indices=rows)
    seen = recipe.corruption.apply(x, seed=7, purpose="training 0", indices=rows).pixels
    loss = (untrained.reconstruct(seen) - x).square().flatten(1).sum(1).mean().item()
    assert untrained.step == 0
    assert losses(events)[0] == pytest.approx(loss, rel=1e-4)


def _order_of_the_first_epoch() -> torch.Generator:
    from training.seeds import generator

    return generator(7, "order 0")


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ("augmentation.rotation=-1", "“augmentation.rotation” is -1, but input should be greater than or equal to 0"),
        ("augmentation.zoom=1", "“augmentation.zoom” is 1, but input should be less than 1"),
        ("augmentation.p=0", "“augmentation.p” is 0, but input should be greater than 0"),
        ("augmentation.padding=white", "“augmentation.padding” is 'white', but input should be 'zeros', 'border' or"),
        (
            "augmentation.turn=3",
            "unknown key “augmentation.turn”. Valid here: p, padding, rotation, shear, shift, zoom.",
        ),
    ],
)
def test_wrong_values_are_answered(assignment: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace("(", r"\(")):
        Recipe().override(assignment)


def test_a_shift_out_of_sight_is_refused_before_the_run(recipe: Recipe) -> None:
    with pytest.raises(InputError, match="shift of 8 pixels may move images of 8 × 8 pixels out of sight"):
        list(fit(recipe.override("augmentation.shift=8")))


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
def test_maps_of_classes_are_refused(dtype: torch.dtype) -> None:
    place = torch.randint(0, 3, (90, 10, 10), generator=torch.Generator().manual_seed(0))
    pixels = torch.nn.functional.one_hot(place, 3).permute(0, 3, 1, 2).to(dtype) * (255 if dtype == torch.uint8 else 1)
    maps = ImageSet("wafers", pixels.contiguous())
    small = Recipe().override("schedule.batch_size=16", "model.widths=[8]", "schedule.epochs=1")
    with pytest.raises(InputError, match="“wafers” cannot be augmented: its channels are classes"):
        list(fit(small.override("augmentation.rotation=5"), maps))
    assert held_out(list(fit(small, maps)))
