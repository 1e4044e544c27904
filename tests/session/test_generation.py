"""New images of a run: what the window saves is what the command makes, and nothing is written that is not wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session import real_neighbours
from aeexplorer.session.generation import Generation
from aeexplorer.session.generation_job import Target
from aeexplorer.session.generation_wishes import Wishes, offered
from aeexplorer.session.real_neighbours import RealNeighbours
from aeexplorer.session.session import Session
from training.__main__ import main
from training.compare.conditions import Conditions
from training.generation.order import By, Order
from training.latent.noise import CodeNoise
from training.latent.samplers import SAMPLERS, Sampler
from training.latent.samplers.gaussian_mixture import MixtureOfGaussians
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.uniform_grid import UniformGrid
from training.recipe import Recipe


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs")
    yield session
    assert session.close()


@pytest.fixture
def train(qtbot: QtBot, session: Session, recipe: Recipe) -> Callable[..., Generation]:
    """Train the small recipe, changed by assignments if any, and open what generates from it."""

    def train(*assignments: str) -> Generation:
        session.document.set_recipe(recipe.override("schedule.epochs=1", *assignments))
        run = session.document.train_anew()
        assert run is not None
        qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
        session.generation.watch()
        return session.generation

    return train


def previewed(qtbot: QtBot, generation: Generation, wishes: Wishes | None = None) -> None:
    if wishes is not None:
        generation.wishes = wishes
    qtbot.waitUntil(lambda: not generation.is_busy, timeout=60_000)


def saved(qtbot: QtBot, generation: Generation, target: Target) -> None:
    generation.save(target)
    qtbot.waitUntil(lambda: generation.progress is None, timeout=60_000)


FEW = MixtureOfGaussians(components=2, codes=50)
WAYS: list[tuple[Wishes, list[str]]] = [
    (Wishes(by="class", seed=3), ["--per-class", "5"]),
    (Wishes(by="image", images="1-5,226-230", seed=4), ["--images", "1-5,226-230"]),
    (Wishes(by="nothing", seed=5), ["--count", "64"]),
    (
        Wishes(by="class", kinds={"class": "mixture"}, samplers={"mixture": FEW}),
        ["--per-class", "5", "--components", "2", "--codes", "50"],
    ),
    (Wishes(by="nothing", kinds={"nothing": "normal"}), ["--sampler", "normal"]),
]


def test_files_are_the_commands_byte_for_byte(qtbot: QtBot, train: Callable[..., Generation], tmp_path: Path) -> None:
    generation = train()
    run = generation.run
    assert run is not None and run.folder is not None
    for k, (wishes, options) in enumerate(WAYS):
        previewed(qtbot, generation, wishes)
        saved(qtbot, generation, Target(tmp_path / f"window{k}"))
        assert (generation.refusal, generation.in_the_way) == ("", ())
        out = tmp_path / f"command{k}"
        assert main(["generate", str(run.folder), *options, "--seed", str(wishes.seed), "--out", str(out)]) == 0
        names = {path.name for path in out.iterdir()}
        assert {path.name for path in generation.saved} == names
        for name in names:
            assert (tmp_path / f"window{k}" / name).read_bytes() == (out / name).read_bytes(), (wishes, name)


def test_the_preview_is_the_beginning_of_what_is_saved(
    qtbot: QtBot, train: Callable[..., Generation], tmp_path: Path
) -> None:
    generation = train()
    previewed(qtbot, generation, Wishes(by="image", images="1-70", each={"image": 20}))
    preview = generation.preview
    assert preview is not None and preview.total == 1400
    assert len(preview.made) == 60 * 12
    saved(qtbot, generation, Target(tmp_path / "out", sheet=False))
    images = np.load(tmp_path / "out" / "images.npy").reshape(70, 20, 1, 8, 8)
    starts, turns = preview.made.starts, preview.made.turn
    assert starts is not None
    np.testing.assert_allclose(preview.made.pixels, images[starts, turns - 1], atol=1e-5)
    assert {path.name for path in generation.saved} == {"images.npy", "labels.npy", "how.json"}


def test_what_a_sampler_cannot_draw_is_said_and_the_preview_stays(
    qtbot: QtBot, train: Callable[..., Generation]
) -> None:
    generation = train("model.latent_size=3")
    previewed(qtbot, generation)
    before = generation.preview
    assert before is not None and generation.problem == ""
    previewed(qtbot, generation, Wishes(by="nothing").by_sampler("grid"))
    assert generation.problem.startswith("A grid needs codes of two numbers, but this run's have the shape 3.")
    assert generation.preview is before
    previewed(qtbot, generation, Wishes(by="image", images="1-3,9999"))
    assert generation.problem == "There is no image 9,999: images are counted from 1 to 1,797."
    with qtbot.assertNotEmitted(generation.saving_changed):
        generation.save(Target(Path("nowhere")))
    previewed(qtbot, generation, Wishes(by="nothing", each={"nothing": 1_000_000}).by_sampler("normal"))
    assert generation.problem == ""
    assert generation.preview is not None and generation.preview.total == 1_000_000


def test_nothing_is_written_over_unless_that_is_wanted(
    qtbot: QtBot, train: Callable[..., Generation], tmp_path: Path
) -> None:
    generation, target = train(), Target(tmp_path / "out", pictures=True)
    previewed(qtbot, generation, Wishes(by="image", images="1", seed=1))
    saved(qtbot, generation, Target(tmp_path / "out"))
    before = (tmp_path / "out" / "images.npy").read_bytes()
    previewed(qtbot, generation, Wishes(by="image", images="1", seed=2))
    saved(qtbot, generation, target)
    assert generation.in_the_way == ("images.npy", "labels.npy", "how.json", "sheet.png")
    assert (tmp_path / "out" / "images.npy").read_bytes() == before
    saved(qtbot, generation, replace(target, replace=True))
    assert not generation.in_the_way and generation.saved
    assert (tmp_path / "out" / "images.npy").read_bytes() != before
    assert json.loads((tmp_path / "out" / "how.json").read_text())["seed"] == 2
    saved(qtbot, generation, replace(target, replace=True))
    assert "holds pictures that would be among the new ones" in generation.refusal
    (tmp_path / "file").write_text("in the way")
    saved(qtbot, generation, Target(tmp_path / "file" / "out"))
    assert "cannot be written" in generation.refusal and "Give another folder" in generation.refusal


def test_saving_is_followed_and_can_be_cancelled(
    qtbot: QtBot, train: Callable[..., Generation], tmp_path: Path
) -> None:
    generation = train()
    wishes = Wishes(by="nothing", each={"nothing": 500_000}).by_sampler("normal")
    previewed(qtbot, generation, wishes)
    seen: list[tuple[int, int]] = []

    def follow() -> None:
        if generation.progress is not None and generation.progress.what == "decoded":
            seen.append((generation.progress.done, generation.progress.of))
            generation.cancel()

    generation.saving_changed.connect(follow)
    saved(qtbot, generation, Target(tmp_path / "out"))
    assert len(seen) == 1 and 0 < seen[0][0] < seen[0][1] == 500_000
    # The thread is free again, and nothing came of it.
    previewed(qtbot, generation, replace(wishes, seed=9))
    assert not (tmp_path / "out").exists() and not generation.saved


def test_the_session_ends_while_a_large_set_is_made(
    qtbot: QtBot, train: Callable[..., Generation], session: Session, tmp_path: Path
) -> None:
    generation = train()
    previewed(qtbot, generation, Wishes(by="nothing", each={"nothing": 1_000_000}).by_sampler("normal"))
    generation.save(Target(tmp_path / "out"))
    qtbot.waitUntil(lambda: generation.progress is not None and generation.progress.done > 0, timeout=60_000)
    assert session.close(20_000)
    assert not (tmp_path / "out").exists()


def test_another_run_is_chosen_and_a_set_without_classes_is_varied_by_image(
    qtbot: QtBot, session: Session, train: Callable[..., Generation], tmp_path: Path
) -> None:
    assert session.generation.run is None and session.generation.preview is None
    generation = train()
    previewed(qtbot, generation)
    first = generation.run
    array = tmp_path / "plain.npy"
    np.save(array, np.random.default_rng(0).random((40, 8, 8), np.float32))
    train("data.source=npz", f"data.path='{array}'", "schedule.batch_size=16")
    assert session.document.current is not None and session.document.current.problem is None
    previewed(qtbot, generation)
    assert generation.run is session.document.current is not first
    assert generation.wishes.by == "image"
    assert generation.preview is not None and generation.preview.made.labels is None
    assert first is not None
    generation.choose(first)
    previewed(qtbot, generation)
    ways = [generation.wishes.by, generation.preview.made.by]
    assert ways == ["class", "class"] and generation.preview.made.classes[1] == "1"
    session.document.close_run(first)
    previewed(qtbot, generation)
    assert generation.run is session.document.current


def test_a_vae_is_drawn_from_its_prior() -> None:
    wishes = Wishes(by="nothing")
    assert (wishes.kind(has_prior=True), wishes.kind(has_prior=False)) == ("normal", "gaussian")
    assert wishes.by_sampler("mixture").kind(has_prior=True) == "mixture"


def test_settings_of_one_way_survive_another() -> None:
    wishes = Wishes(by="class").of_each(9).by_sampler("pulled").with_settings(NoisyCodes(noise=2))
    there = replace(wishes, by="nothing").of_each(100).by_sampler("grid").with_settings(UniformGrid(over="square"))
    assert there.order(has_prior=False) == Order("nothing", UniformGrid(over="square"), 100)
    back = replace(there, by="class")
    assert back.order(has_prior=False) == Order("class", SAMPLERS["pulled"](), 9)
    assert back.by_sampler("noise").order(has_prior=False) == Order("class", NoisyCodes(noise=2), 9)


FED = Conditions(seed=7, code=CodeNoise(amount=0.6, in_spreads=True))
AS_FED = NoisyCodes(noise=0.6, measured_in="spread")


def started(generation: Generation, conditions: Conditions | None) -> tuple[Sampler, int]:
    """Sampler and seed with which generating begins."""
    generation.start_from(conditions)
    return generation.wishes.sampler(has_prior=False), generation.wishes.seed


def test_it_starts_from_a_comparisons_noise_as_far_as_samplers_have_such_a_thing(session: Session) -> None:
    generation = session.generation
    assert started(generation, FED) == (AS_FED, 7)
    absolute = CodeNoise(amount=1.5)
    assert started(generation, Conditions(code=absolute)) == (NoisyCodes(noise=1.5), 0)
    for code in (CodeNoise(amount=0.5, way="blend"), CodeNoise(amount=0.1, way="power"), CodeNoise(amount=0.0)):
        assert started(generation, Conditions(seed=3, code=code)) == (NoisyCodes(), 3), code
    assert started(generation, None) == (NoisyCodes(), 0)


def test_what_was_set_before_stays_whatever_the_comparison_is_fed(session: Session) -> None:
    generation = session.generation
    generation.wishes = replace(generation.wishes, seed=5).of_each(9)
    assert started(generation, FED) == (AS_FED, 5)
    assert generation.wishes.each["class"] == 9
    # Set by hand to what the comparison has, too: it stays when that has another.
    generation.wishes = generation.wishes.with_settings(NoisyCodes(noise=2))
    twice = Conditions(seed=5, code=CodeNoise(amount=2.0))
    for conditions in (twice, FED, None):
        assert started(generation, conditions) == (NoisyCodes(noise=2), 5)


@pytest.mark.parametrize(
    ("by", "kinds"),
    [
        ("class", ("noise", "gaussian", "mixture", "pulled")),
        ("image", ("noise", "pulled")),
        ("nothing", ("gaussian", "mixture", "normal", "grid")),
    ],
)
def test_each_way_offers_the_samplers_that_can(by: By, kinds: tuple[str, ...]) -> None:
    assert offered(by) == kinds


def test_copies_are_memorised_and_noise_is_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from training.data.images import ImageSet

    random = np.random.default_rng(0)
    # Along a line: images are about 1/200 from each other.
    pixels = np.linspace(0, 1, 200, dtype=np.float32)[:, None, None, None] * np.ones((1, 1, 6, 6), np.float32)
    pixels += random.normal(0, 0.01, pixels.shape).astype(np.float32)
    images = ImageSet("lines", torch.from_numpy(pixels.clip(0, 1)))
    training = np.arange(0, 200, 2)
    new = np.stack([images.pixels[10].numpy(), (pixels[11] + 0.001).clip(0, 1), random.random((1, 6, 6), np.float32)])
    (found,) = RealNeighbours().of(new, images, training)
    assert (found.verdicts, found.among, found.of) == (["memorised", "plausible", "unlike"], 100, 100)
    expected = np.sqrt(((new[:, None] - images.pixels.numpy()[training][None]) ** 2).mean((2, 3, 4)))
    assert found.rows.tolist() == training[expected.argmin(1)].tolist()
    np.testing.assert_allclose(found.distances, expected.min(1), atol=1e-6)
    assert list(RealNeighbours().of(new, images, training[:1])) == []
    monkeypatch.setattr(real_neighbours, "AT_ONCE", 1)
    parts = list(RealNeighbours().of(np.repeat(new, 10, 0), images, training))
    assert [len(part.rows) for part in parts] == [16, 30]
    assert parts[1].verdicts == [verdict for verdict in found.verdicts for _ in range(10)]
