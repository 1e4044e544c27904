"""Every way to restore fills holes, leaves the rest, comes out the same in every batch, and says what fails."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from pydantic import TypeAdapter
from skimage.restoration import inpaint_biharmonic
from torch import Tensor

from training.build import build_model
from training.corruption.corrupted import Corrupted
from training.corruption.erase import Erase
from training.data import load_images
from training.errors import InputError
from training.recipe import Recipe
from training.restore import WAYS, AnyWay, Way
from training.restore.biharmonic import Biharmonic
from training.restore.iterated import Iterated
from training.restore.latent_search import LatentSearch
from training.restore.one_pass import OnePass
from training.restore.pca_subspace import PcaSubspace
from training.restore.prior import Prior
from training.restore.restoration import restore, steps
from training.restore.subspace import Subspace
from training.snapshot import Snapshot

TITLES = [way.title for way in WAYS]


@pytest.fixture(scope="module")
def images() -> Tensor:
    """(300, 1, 8, 8)"""
    return load_images("digits").batch(slice(0, 300))


@pytest.fixture(scope="module")
def given(images: Tensor) -> Corrupted:
    """The first five, erased."""
    return Erase(scale_min=0.2).apply(images[:5], seed=7, purpose="test", indices=torch.arange(5))


@pytest.fixture(scope="module")
def snapshot(images: Tensor) -> Snapshot:
    """A small autoencoder, trained for a moment."""
    model = build_model(Recipe().override("model.widths=[64]", "model.latent_size=8"), (1, 8, 8))
    adam = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(150):
        adam.zero_grad()
        (model.decode(model.encode(images).mean) - images).square().mean().backward()
        adam.step()
    return Snapshot(model, step=150, epoch=150)


@pytest.fixture(scope="module")
def prior(snapshot: Snapshot, images: Tensor) -> Prior:
    return Prior.fit(snapshot.encode(images))


@pytest.fixture(scope="module")
def subspace(images: Tensor) -> Subspace:
    return Subspace.fit(images, 16)


@pytest.mark.parametrize("way", WAYS, ids=TITLES)
def test_holes_are_filled_and_the_rest_is_untouched(
    way: type[Way], given: Corrupted, snapshot: Snapshot, prior: Prior, subspace: Subspace
) -> None:
    assert given.hidden is not None
    restored = restore(way(), snapshot, *given, prior=prior, subspace=subspace)
    shown = ~given.hidden.expand_as(given.pixels)
    assert torch.equal(restored.pixels[shown], given.pixels[shown]), "bit for bit"
    assert not torch.equal(restored.pixels, given.pixels)
    assert bool(((restored.pixels >= 0) & (restored.pixels <= 1)).all())
    assert restored.pictures is not None
    assert restored.pictures.shape[1:] == given.pixels.shape
    if "model" in way().needs:
        assert restored.codes is not None
        assert restored.codes.shape == (len(restored.pictures), 5, 8)
    else:
        assert restored.codes is None


@pytest.mark.parametrize("way", [*WAYS, LatentSearch], ids=[*TITLES, "several starts"])
def test_an_image_comes_out_the_same_alone_and_again(
    way: type[Way],
    given: Corrupted,
    snapshot: Snapshot,
    prior: Prior,
    subspace: Subspace,
    request: pytest.FixtureRequest,
) -> None:
    settings = LatentSearch(starts=3) if "several" in request.node.name else way()
    assert given.hidden is not None
    whole = restore(settings, snapshot, *given, prior=prior, subspace=subspace).pixels
    again = restore(settings, snapshot, *given, prior=prior, subspace=subspace).pixels
    assert torch.equal(whole, again)
    for row in range(5):
        alone = restore(
            settings,
            snapshot,
            given.pixels[row : row + 1],
            given.hidden[row : row + 1],
            prior=prior,
            subspace=subspace,
            indices=torch.tensor([row]),
        ).pixels
        assert torch.allclose(alone, whole[row : row + 1], atol=2e-3)


@pytest.mark.parametrize("way", WAYS, ids=TITLES)
def test_the_steps_end_where_restoring_at_once_does(
    way: type[Way], given: Corrupted, snapshot: Snapshot, prior: Prior, subspace: Subspace
) -> None:
    before = given.pixels.clone()
    path = list(steps(way(), snapshot, *given, prior=prior, subspace=subspace))
    whole = restore(way(), snapshot, *given, prior=prior, subspace=subspace)
    assert [step.number for step in path] == list(range(len(path)))
    assert torch.equal(path[-1].pixels, whole.pixels)
    assert whole.pictures is not None
    assert torch.equal(torch.stack([step.picture for step in path]), whole.pictures)
    assert torch.equal(given.pixels, before)


@pytest.mark.parametrize("way", WAYS, ids=TITLES)
def test_ways_are_described_and_read_back(way: type[Way]) -> None:
    assert way.title
    assert way.description.endswith(".")
    settings = way().model_copy(update={"paste": "feathered", "feather": 3.0})
    assert TypeAdapter(AnyWay).validate_python(settings.model_dump()) == settings


def test_a_trained_model_fills_better_than_grey(
    images: Tensor, given: Corrupted, snapshot: Snapshot, prior: Prior, subspace: Subspace
) -> None:
    assert given.hidden is not None

    def error(pixels: Tensor) -> float:
        return float(((pixels - images[:5]).square() * given.hidden).sum())

    for way in (OnePass(), Iterated(), LatentSearch(), PcaSubspace(components=16)):
        restored = restore(way, snapshot, *given, prior=prior, subspace=subspace)
        assert error(restored.pixels) < 0.8 * error(given.pixels), way.title


def test_one_pass_is_the_reconstruction(given: Corrupted, snapshot: Snapshot) -> None:
    restored = restore(OnePass(paste="none"), snapshot, *given)
    assert torch.allclose(restored.pixels, snapshot.reconstruct(given.pixels).clamp(0, 1), atol=1e-6)
    assert restored.settled


def test_biharmonic_is_that_of_scikit_image(given: Corrupted) -> None:
    assert given.hidden is not None
    restored = restore(Biharmonic(), None, *given)
    for row in range(5):
        expected = inpaint_biharmonic(given.pixels[row, 0].double().numpy(), given.hidden[row, 0].numpy())
        assert torch.allclose(restored.pixels[row, 0].double(), torch.from_numpy(expected).clamp(0, 1), atol=1e-5)


def test_the_subspace_finds_an_image_that_lies_in_it(images: Tensor, subspace: Subspace) -> None:
    flat = images[:4].double().flatten(1) - subspace.mean
    inside = (subspace.mean + flat @ subspace.axes.T @ subspace.axes).float().view(4, 1, 8, 8)
    hidden = torch.zeros(4, 1, 8, 8, dtype=torch.bool)
    hidden[:, :, 2:5, 3:6] = True
    way = PcaSubspace(components=16, noise=1e-4, output="none")
    restored = restore(way, None, inside.masked_fill(hidden, 0.5), hidden, subspace=subspace)
    assert torch.allclose(restored.pixels, inside, atol=1e-3)


def test_iterating_goes_on_until_it_settles(given: Corrupted, snapshot: Snapshot) -> None:
    once = restore(Iterated(rounds=1), snapshot, *given)
    assert torch.equal(once.pixels, restore(OnePass(), snapshot, *given).pixels)
    assert not once.settled
    assert "5 of 5 images have not settled after 1 round." in once.note
    until = restore(Iterated(rounds=500, tolerance=0.5), snapshot, *given)
    assert until.settled
    assert until.note == ""
    assert until.pictures is not None
    assert 1 < len(until.pictures) < 500
    further = restore(OnePass(), snapshot, until.pixels, given.hidden).pixels
    assert float((further - until.pixels).abs().mean()) <= 1 / 255, "another round changes next to nothing"


def test_a_search_lowers_what_it_makes_small(given: Corrupted, snapshot: Snapshot, prior: Prior) -> None:
    path = list(steps(LatentSearch(steps=40, prior_weight=0), snapshot, *given, prior=prior))
    assert given.hidden is not None
    seen = (~given.hidden).float()
    first, last = path[0], path[-1]
    assert first.objective is not None
    assert last.objective is not None
    start = ((snapshot.reconstruct(given.pixels) - given.pixels).square() * seen).flatten(1).sum(1)
    assert torch.allclose(first.objective, start / seen.flatten(1).sum(1), atol=1e-6)
    assert bool((last.objective < first.objective).all())
    assert len(path) == 41


def test_what_was_made_in_inference_mode_can_be_searched(
    given: Corrupted, snapshot: Snapshot, images: Tensor, prior: Prior
) -> None:
    with torch.inference_mode():
        pixels, hidden = given.pixels + 0, given.hidden
        same = Prior.fit(snapshot.encode(images))
    found = restore(LatentSearch(), snapshot, pixels, hidden, prior=same)
    assert torch.equal(found.pixels, restore(LatentSearch(), snapshot, *given, prior=prior).pixels)


def test_a_strong_prior_keeps_the_code_near_its_mean(given: Corrupted, snapshot: Snapshot, prior: Prior) -> None:
    free, held = (restore(LatentSearch(prior_weight=weight), snapshot, *given, prior=prior) for weight in (0.0, 100.0))
    assert free.codes is not None
    assert held.codes is not None
    assert bool((prior.distance(held.codes[-1]) < prior.distance(free.codes[-1])).all())
    assert float(prior.distance(held.codes[-1]).max()) < 0.1


def test_more_starts_find_nothing_worse(given: Corrupted, snapshot: Snapshot, prior: Prior) -> None:
    ends = []
    for starts in (1, 4):
        *_, last = steps(LatentSearch(starts=starts), snapshot, *given, prior=prior)
        assert last.objective is not None
        ends.append(last.objective)
    assert bool((ends[1] <= ends[0] + 1e-6).all())


def test_a_search_that_diverges_keeps_the_last_good_picture_and_says_so(
    given: Corrupted, snapshot: Snapshot, prior: Prior
) -> None:
    restored = restore(LatentSearch(step_size=1e6), snapshot, *given, prior=prior)
    assert "The search diverged at step 1" in restored.note
    assert "smaller than 1e+06" in restored.note
    assert not restored.settled
    assert torch.equal(restored.pixels, restore(OnePass(), snapshot, *given).pixels)
    assert restored.codes is not None
    assert bool(restored.codes.isfinite().all())
    assert torch.equal(restored.codes[-1], restored.codes[0]), "the path does not lead out of the map"


def test_a_vae_is_searched_under_its_own_prior(given: Corrupted) -> None:
    recipe = Recipe().override("model.widths=[16]", "bottleneck.kind=gaussian")
    snapshot = Snapshot(build_model(recipe, (1, 8, 8)), step=0, epoch=0)
    way = LatentSearch(prior_weight=0.1)
    own = restore(way, snapshot, *given)
    standard = restore(way, snapshot, *given, prior=Prior.standard((2,)))
    assert torch.equal(own.pixels, standard.pixels)
    assert not torch.equal(own.pixels, restore(LatentSearch(prior_weight=0), snapshot, *given).pixels)


def test_a_model_with_weights_that_are_no_numbers_leaves_the_image_as_it_was(
    given: Corrupted, snapshot: Snapshot
) -> None:
    recipe = Recipe().override("model.widths=[64]", "model.latent_size=8")
    model = build_model(recipe, (1, 8, 8))
    with torch.no_grad():
        next(model.decoder.parameters()).fill_(torch.nan)
    for way in (OnePass(), Iterated(), LatentSearch()):
        restored = restore(way, model, *given)
        assert torch.equal(restored.pixels, given.pixels)
        assert "weights are not finite" in restored.note and "smaller learning rate" in restored.note
        assert not restored.settled


def test_without_a_known_hole_nothing_is_pasted_back(given: Corrupted, snapshot: Snapshot, prior: Prior) -> None:
    restored = restore(OnePass(), snapshot, given.pixels, None)
    assert torch.allclose(restored.pixels, snapshot.reconstruct(given.pixels), atol=1e-6)
    assert restored.note == ""
    assert not torch.equal(restore(LatentSearch(), snapshot, given.pixels, None, prior=prior).pixels, given.pixels)
    smooth = restore(Biharmonic(), None, given.pixels, None)
    assert torch.equal(smooth.pixels, given.pixels)
    assert "needs hidden pixels" in smooth.note


@pytest.mark.parametrize("way", WAYS, ids=TITLES)
def test_a_mask_over_nothing_and_over_all_are_said(
    way: type[Way], given: Corrupted, snapshot: Snapshot, prior: Prior, subspace: Subspace
) -> None:
    assert given.hidden is not None
    one, mask = given.pixels[:1], given.hidden[:1]
    nothing = restore(way(), snapshot, one, mask & False, prior=prior, subspace=subspace)
    assert torch.equal(nothing.pixels, one)
    assert "Nothing is hidden" in nothing.note
    all_ = restore(way(), snapshot, one * 0 + 0.5, mask | True, prior=prior, subspace=subspace)
    assert "Every pixel is hidden" in all_.note
    assert bool(all_.pixels.isfinite().all())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda x, h: (x.expand(-1, 3, -1, -1), h),
            "is 8 × 8 pixels, RGB, but the model was trained on 8 × 8 pixels, grey",
        ),
        (lambda x, h: (x[..., :6], h[..., :6]), "The image is 6 × 8 pixels"),
        (lambda x, h: (x, h[..., :6]), "mask has to be truth values of shape (5, 1, 8, 8)"),
        (lambda x, h: (x, h.float()), "mask has to be truth values"),
        (lambda x, h: (x.masked_fill(h, torch.nan), h), "are no numbers"),
        (lambda x, h: (x * 255, h), "Divide by 255"),
        (lambda x, h: (x[0], h), "have to be (N, C, H, W)"),
        (lambda x, h: (x.long(), h), "uint8 or float"),
    ],
)
def test_what_does_not_fit_is_answered_before_the_first_step(
    change: object, sentence: str, given: Corrupted, snapshot: Snapshot
) -> None:
    assert callable(change)
    with pytest.raises(InputError) as said:
        steps(OnePass(), snapshot, *change(*given))
    assert sentence in str(said.value)


def test_what_is_missing_is_named(given: Corrupted, snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match="“One pass” needs a trained model"):
        steps(OnePass(), None, *given)
    with pytest.raises(InputError, match="needs the training images' subspace"):
        steps(PcaSubspace(), snapshot, *given)
    with pytest.raises(InputError, match="not of the shape"):
        steps(PcaSubspace(), None, *given, subspace=Subspace.fit(torch.rand(9, 1, 5, 5)))


def test_naming_the_ways_does_not_import_torch() -> None:
    code = "import sys, training.restore; assert 'torch' not in sys.modules; print(len(training.restore.WAYS))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "5\n"
