"""Runs are compared while somebody watches: pictures follow the slider, figures and curves come after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from aeexplorer.session.comparing import Comparing
from aeexplorer.session.run import Run, RunState
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.session import Session

PATIENCE = 60_000
Train = Callable[..., Run]
Settle = Callable[[], None]


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    from aeexplorer.session.session import Session

    session = Session(runs_folder=tmp_path)
    session.document.override(
        "data.source=digits", "model.widths=[32]", "schedule.epochs=1", "device.accelerator=cpu", "model.latent_size=3"
    )
    yield session
    assert session.close()


@pytest.fixture
def train(session: Session, qtbot: QtBot) -> Train:
    def one(*assignments: str) -> Run:
        session.document.override(*assignments)
        run = session.document.train_anew()
        assert run is not None
        qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
        assert run.problem is None and run.snapshot is not None
        return run

    return one


@pytest.fixture
def comparing(session: Session) -> Comparing:
    session.comparing.watch(True)
    return session.comparing


@pytest.fixture
def settle(comparing: Comparing, qtbot: QtBot) -> Settle:
    return lambda: qtbot.waitUntil(lambda: not comparing.is_busy, timeout=PATIENCE)


def noise(amount: float, **others: object) -> Conditions:
    return Conditions(code=CodeNoise.model_validate({"amount": amount, **others}))


# Who is compared


def test_the_current_run_and_the_newest_like_it_until_somebody_chooses(comparing: Comparing, session: Session) -> None:
    document = session.document
    assert comparing.members == ()
    first = document.new_run()
    assert [member.run for member in comparing.members] == [first]
    document.override("bottleneck.kind=gaussian")
    second = document.new_run()
    document.override("data.source=mnist-5k")
    document.new_run()
    assert len(comparing.members) == 1, "nothing else is of MNIST"
    document.make_current(first)
    assert [(m.letter, m.run, m.name) for m in comparing.members] == [
        ("A", first, "AE, small digits"),
        ("B", second, "VAE, small digits"),
    ]
    comparing.remove(0)
    document.make_current(second)
    document.make_current(first)
    assert [member.run for member in comparing.members] == [second], "what was chosen stays"
    document.close_run(second)
    assert [member.run for member in comparing.members] == [first], "with all of them closed, it follows again"


def test_a_run_that_is_being_closed_is_no_member(comparing: Comparing, session: Session) -> None:
    document = session.document
    first, second = document.new_run(), document.new_run()
    seen: list[list[Run]] = []
    # As a panel that was built after the session: it hears of runs last.
    document.runs_changed.connect(lambda: seen.append([member.run for member in comparing.members]))
    assert [member.run for member in comparing.members] == [second, first], "nobody has chosen"
    document.close_run(second)
    assert seen == [[first]]
    document.close_run(first)
    assert seen == [[first], []] and comparing.members == ()


def test_who_ends_to_look_does_not_end_it_for_others(session: Session) -> None:
    for watching, anybody in ((True, True), (True, True), (False, True), (False, False)):
        session.comparing.watch(watching)
        assert session.comparing.is_watched is anybody


def test_members_are_set_swapped_added_and_taken_out(comparing: Comparing, session: Session, qtbot: QtBot) -> None:
    runs = [session.document.new_run() for _ in range(5)]
    comparing.set_member(0, runs[0])
    comparing.set_member(1, runs[1])
    assert [member.run for member in comparing.members] == runs[:2]
    assert [member.short for member in comparing.members] == ["AE (A)", "AE (B)"]
    comparing.set_member(0, runs[1])
    assert [member.run for member in comparing.members] == [runs[1], runs[0]], "they change places"
    comparing.add()
    assert comparing.members[2].run is runs[4], "the newest that is not there yet"
    comparing.add(runs[2])
    with qtbot.assertNotEmitted(comparing.members_changed):
        comparing.add(runs[3])
    assert "".join(member.letter for member in comparing.members) == "ABCD"
    comparing.set_member(3, runs[3])
    comparing.set_member(1, None)
    assert [member.run for member in comparing.members] == [runs[1], runs[4], runs[3]]
    session.document.close_run(runs[4])
    assert [(member.letter, member.run) for member in comparing.members] == [("A", runs[1]), ("B", runs[3])]


def test_runs_on_other_images_are_refused_in_a_sentence(
    comparing: Comparing, session: Session, train: Train, settle: Settle
) -> None:
    run = train()
    settle()
    session.document.override("data.source=mnist-5k", "data.classes=0,1")
    other = session.document.new_run()
    comparing.set_member(0, run)
    assert comparing.comparable(run) == ""
    assert comparing.comparable(other) == (
        "It has learned from other images: MNIST digits. Compare runs on the same data."
    )
    comparing.set_member(1, other)
    settle()
    assert comparing.problem.startswith("AE, MNIST digits: It has learned from other images")
    assert comparing.results is not None and [side.letter for side in comparing.results.sides] == ["A"]
    comparing.remove(1)
    settle()
    assert comparing.problem == ""


def test_images_of_another_shape_are_named(
    session: Session, train: Train, comparing: Comparing, tmp_path: Path
) -> None:
    for size in (10, 12):
        np.savez(tmp_path / "images.npz", images=np.random.default_rng(0).random((400, size, size), np.float32))
        run = train("data.source=npz", f"data.path={tmp_path / 'images.npz'}")
        if size == 10:
            first = run
    comparing.set_member(0, first)
    assert comparing.comparable(run) == "Its images are 12 × 12, not 10 × 10. Compare runs on images of one shape."


def test_a_run_without_weights_is_asked_for_nothing_yet(
    comparing: Comparing, session: Session, train: Train, settle: Settle, qtbot: QtBot
) -> None:
    run = train()
    session.document.override("bottleneck.kind=gaussian")
    comparing.set_member(0, run)
    untrained = session.document.new_run()
    comparing.set_member(1, untrained)
    settle()
    assert comparing.problem == "VAE, small digits has not been trained yet. Train it to compare it."
    assert comparing.results is not None and comparing.results.side("B") is None
    untrained.start()
    qtbot.waitUntil(lambda: comparing.results is not None and comparing.results.side("B") is not None, timeout=PATIENCE)
    assert comparing.problem == ""


def test_only_images_that_none_has_learned_from_are_compared(
    comparing: Comparing, train: Train, settle: Settle
) -> None:
    first, second = train("data.held_out=0.3"), train("seed=8")
    comparing.set_member(0, first)
    comparing.set_member(1, second)
    settle()
    assert comparing.results is not None and comparing.scores is not None
    for run in (first, second):
        assert run.start_event is not None
        held_out = run.start_event.split.held_out.numpy()
        assert np.isin(comparing.results.indices, held_out).all()
        assert np.isin(comparing.scores.indices, held_out).all()
    assert comparing.results.labels is not None
    assert comparing.results.labels.tolist() == list(range(10)), "ten, of one class each"


# What they are fed


@pytest.fixture
def two(comparing: Comparing, train: Train, settle: Settle) -> tuple[Run, Run]:
    runs = train(), train("bottleneck.kind=gaussian")
    for place, run in enumerate(runs):
        comparing.set_member(place, run)
    settle()
    return runs


def test_the_noise_is_one_tensor_for_every_run_and_every_batch(
    comparing: Comparing, two: tuple[Run, Run], settle: Settle
) -> None:
    import torch

    from training.seeds import normal_noise

    # A blend of 1 leaves nothing of the code.
    comparing.set_conditions(Conditions(seed=5, code=CodeNoise(way="blend", amount=1.0)))
    seen: dict[int, list[np.ndarray]] = {}
    for number in (1, 4, 12):
        comparing.number = number
        settle()
        assert comparing.results is not None and len(comparing.results.indices) == number
        a, b = comparing.results.sides
        assert np.array_equal(a.moved, b.moved)
        assert not np.array_equal(a.codes, b.codes)
        for image, moved in zip(comparing.results.indices.tolist(), a.moved, strict=True):
            seen.setdefault(image, []).append(moved)
    assert any(len(rows) == 3 for rows in seen.values())
    for image, rows in seen.items():
        expected = normal_noise(5, "code noise", torch.tensor([image]), (3,)).numpy()[0]
        assert all(np.array_equal(row, expected) for row in rows)


def test_pictures_figures_and_curves_are_the_engines(
    comparing: Comparing, two: tuple[Run, Run], settle: Settle
) -> None:
    import torch

    from training.compare.comparison import compare
    from training.compare.robustness import robustness
    from training.latent.noise import spread_of

    comparing.set_conditions(noise(0.5, in_spreads=True))
    settle()
    assert comparing.results is not None and comparing.scores is not None
    models = {letter: run.snapshot for letter, run in zip("AB", two, strict=True) if run.snapshot is not None}
    spreads = {letter: spread_of(torch.from_numpy(run.codes)) for letter, run in zip("AB", two, strict=True)}
    images = two[0].images
    assert images is not None and len(comparing.scores.indices) == 128
    indices = torch.from_numpy(comparing.results.indices)
    expected = compare(models, images.batch(indices), indices, comparing.conditions, spreads=spreads)
    for side in comparing.results.sides:
        assert np.array_equal(side.pictures, expected.sides[side.letter].pictures.numpy())
    many = torch.from_numpy(comparing.scores.indices)
    whole = compare(models, images.batch(many), many, comparing.conditions, spreads=spreads)
    for letter, values in whole.values("psnr").items():
        assert comparing.scores.mean("noisy", "psnr", letter) == pytest.approx(values.mean(), abs=1e-4)
    curve = list(
        robustness(
            {"A": models["A"]}, images.batch(many), many, comparing.strengths, comparing.conditions, spreads=spreads
        )
    )
    assert [point.psnr.mean for point in comparing.curves["A"]] == pytest.approx(
        [point.psnr.mean for point in curve], abs=1e-4
    )
    assert len(comparing.curves["B"]) == 9 and comparing.strengths[0] == 0 and comparing.strengths[-1] == 2


def test_a_twin_without_kl_and_sampling_makes_the_same_pictures(
    comparing: Comparing, train: Train, settle: Settle, qtbot: QtBot
) -> None:
    vae = train("bottleneck.kind=gaussian", "bottleneck.sample=false", "objective.beta=0")
    other = comparing.train_twin(vae)
    qtbot.waitUntil(lambda: other.state is RunState.FINISHED, timeout=PATIENCE)
    comparing.set_conditions(noise(0.7))
    settle()
    assert [member.short for member in comparing.members] == ["VAE", "AE"]
    assert comparing.results is not None and comparing.scores is not None
    a, b = comparing.results.sides
    assert np.array_equal(a.pictures, b.pictures) and (a.pictures != comparing.results.originals).any()
    assert comparing.scores.tests["noisy"]["psnr"][0].verdict == "equal"
    assert set(comparing.scores.winners("noisy", "psnr")) == {""}


# How it is asked


def test_nothing_is_computed_while_nobody_watches(session: Session, train: Train, qtbot: QtBot) -> None:
    train()
    comparing = session.comparing
    with qtbot.assertNotEmitted(comparing.results_changed, wait=100):
        comparing.set_conditions(noise(0.5))
    comparing.watch(True)
    qtbot.waitUntil(lambda: comparing.results is not None and comparing.scores is not None, timeout=PATIENCE)
    comparing.watch(False)
    with qtbot.assertNotEmitted(comparing.results_changed, wait=100):
        comparing.set_conditions(noise(0.6))


def test_the_newest_strength_wins_and_curves_are_not_drawn_anew(
    comparing: Comparing, two: tuple[Run, Run], settle: Settle, qtbot: QtBot
) -> None:
    shown: list[float] = []
    comparing.results_changed.connect(
        lambda: shown.append(comparing.results.conditions.code.amount if comparing.results else -1)
    )
    with qtbot.assertNotEmitted(comparing.robustness_changed):
        for k in range(12):
            comparing.set_conditions(noise(k / 10 + 0.1))
            qtbot.wait(5)
        settle()
    assert shown == sorted(shown), "no picture of an earlier strength comes back"
    assert shown[-1] == pytest.approx(1.2)
    assert comparing.scores is not None and comparing.scores.conditions.code.amount == pytest.approx(1.2)
    points: list[int] = []
    comparing.robustness_changed.connect(lambda: points.append(sum(map(len, comparing.curves.values()))))
    comparing.set_conditions(noise(0.5, way="power"))
    settle()
    assert points == list(range(19)), "point by point, other strengths from the start"
    assert [point.strength for point in comparing.curves["A"]] == pytest.approx(np.linspace(0, 0.3, 9).tolist())


def test_a_wrong_number_keeps_the_last_good_results(comparing: Comparing, two: tuple[Run, Run], settle: Settle) -> None:
    good, figures = comparing.results, comparing.scores
    comparing.set_conditions(noise(0.5, numbers=(0, 3)))
    settle()
    assert comparing.problem == (
        "AE, small digits: There is no number 4: those of a code are counted from 1 to 3. Choose others."
    )
    assert comparing.results is good and comparing.scores is figures
    comparing.set_conditions(noise(0.5, numbers=(0, 2)))
    settle()
    assert comparing.problem == "" and comparing.results is not good and comparing.results is not None
    side = comparing.results.sides[0]
    assert np.array_equal(side.moved[:, 1], side.codes[:, 1]) and (side.moved[:, 2] != side.codes[:, 2]).all()


def test_a_member_keeps_its_results_under_its_new_letter(comparing: Comparing, two: tuple[Run, Run]) -> None:
    assert comparing.results is not None
    pictures, curve = comparing.results.sides[1].pictures, comparing.curves["B"]
    comparing.remove(0)
    assert [(side.letter, side.pictures is pictures) for side in comparing.results.sides] == [("A", True)]
    assert comparing.curves == {"A": curve}
    assert comparing.scores is None, "who wins is another question now"


def test_pictures_follow_a_run_that_trains(
    comparing: Comparing, two: tuple[Run, Run], settle: Settle, session: Session, qtbot: QtBot
) -> None:
    run = two[1]
    run.start(epochs=100_000)
    seen: list[np.ndarray] = []
    figures: list[float] = []
    comparing.results_changed.connect(
        lambda: seen.append(comparing.results.sides[-1].pictures) if comparing.results else None
    )
    comparing.scores_changed.connect(
        lambda: figures.append(comparing.scores.mean("clean", "psnr", "B")) if comparing.scores else None
    )
    qtbot.waitUntil(lambda: len(seen) > 5 and len(figures) > 2, timeout=PATIENCE)
    assert not np.array_equal(seen[1], seen[-1])
    assert figures[-1] > figures[0]
    run.stop()
    qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
    settle()
    assert run.snapshot is not None and comparing.results is not None
    decoded = run.snapshot.reconstruct(comparing.results.originals)
    np.testing.assert_allclose(comparing.results.sides[1].clean, decoded, atol=1e-6)


# Which images


def test_images_are_chosen_by_class_in_order_or_by_hand_or_by_their_error(
    comparing: Comparing, two: tuple[Run, Run], settle: Settle
) -> None:
    held_out = two[0].start_event.split.held_out.numpy() if two[0].start_event else np.empty(0)

    def shown() -> list[int]:
        settle()
        return comparing.results.indices.tolist() if comparing.results else []

    comparing.show, comparing.number = "first", 5
    assert shown() == held_out[:5].tolist()
    comparing.show = "chosen"
    before = shown()
    assert comparing.problem == "No images are chosen. Choose some on a map." and before == held_out[:5].tolist()
    comparing.chosen = (30, 4, 1_000_000)
    assert shown() == [30, 4], "in the order of choosing; there is no millionth"
    assert comparing.problem == ""
    comparing.show = "worst"
    worst = shown()
    assert comparing.scores is not None
    psnr = np.mean(list(comparing.scores.values("noisy", "psnr").values()), 0)
    assert worst == comparing.scores.indices[np.argsort(psnr, kind="stable")[:5]].tolist()
    comparing.number = 99
    assert comparing.number == 12 and len(shown()) == 12


def test_one_cursor_and_one_selected_image(
    comparing: Comparing, two: tuple[Run, Run], session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(comparing.cursor_changed):
        comparing.cursor = 17
    with qtbot.assertNotEmitted(comparing.cursor_changed):
        comparing.cursor = 17
    assert session.selection.image is None
    comparing.select(30)
    assert comparing.cursor == 30 and session.selection.image == 30
    session.document.override("data.source=mnist-5k")
    session.document.new_run()
    comparing.select(31)
    assert comparing.cursor == 31 and session.selection.image is None, "another data set's 31 is another image"


# Twins


def test_a_twin_waits_for_the_run_that_trains(
    comparing: Comparing, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    document = session.document
    document.override("schedule.epochs=100000")
    run = document.train()
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING and run.snapshot is not None, timeout=PATIENCE)
    other = comparing.train_twin(run)
    assert comparing.train_twin(run) is other
    assert document.current is run and document.queue.runs == (other,)
    assert [member.run for member in comparing.members] == [run, other]
    assert other.recipe.bottleneck.kind == "gaussian" and other.recipe.model == run.recipe.model
    qtbot.waitUntil(
        lambda: comparing.problem == "VAE, small digits trains as soon as the run before it has ended.",
        timeout=PATIENCE,
    )
    assert other.state is RunState.IDLE
    run.stop()
    qtbot.waitUntil(lambda: other.state is RunState.TRAINING, timeout=PATIENCE)
    assert document.queue.runs == ()
    assert not run.state.active


def test_a_twin_stands_beside_its_run_and_takes_the_last_place_where_there_is_no_room(
    comparing: Comparing, session: Session, qtbot: QtBot
) -> None:
    document = session.document
    runs = []
    for size in (2, 3, 4, 5):
        document.override(f"model.latent_size={size}")
        runs.append(document.new_run())
    comparing.choose(runs)
    twin = comparing.train_twin(runs[1])
    assert [member.run for member in comparing.members] == [*runs[:3], twin]
    qtbot.waitUntil(lambda: not twin.state.active and twin.snapshot is not None, timeout=PATIENCE)
    comparing.choose(runs[2:])
    assert comparing.train_twin(runs[1]) is twin
    assert [member.run for member in comparing.members] == [runs[1], runs[3], twin]
    assert not session.active_runs() and document.queue.runs == (), "one that is trained is not trained again"
