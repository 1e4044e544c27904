"""``evaluate`` and ``generate``: numbers and pictures out of a trained run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torch.distributions import Normal, kl_divergence

from training.__main__ import main
from training.checkpoint import Checkpoint
from training.data import load_images
from training.run_folder import RunFolder
from training.saved_run import load_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny plain autoencoder and a tiny VAE, trained for two epochs."""
    folder = tmp_path_factory.mktemp("runs")
    tiny = ["--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "schedule.epochs=2"]
    for name in ("ae", "vae"):
        assert main(["fit", f"mnist-{name}-2d", *tiny, "--out", str(folder / name)]) == 0
    return {name: folder / name for name in ("ae", "vae")}


def _evaluate(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    capsys.readouterr()
    assert main(["evaluate", *arguments]) == 0
    found: dict[str, float] = json.loads(capsys.readouterr().out)
    return found


def test_evaluation_agrees_with_the_end_of_training(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ae", "vae"):
        found = _evaluate(capsys, str(runs[name]))
        ended = [entry for entry in RunFolder.open(runs[name]).events() if entry["event"] == "EpochEnded"][-1]
        assert found["images"] == 359
        assert (found["step"], found["epoch"]) == (24, 2)
        for metric, value in ended["held_out"].items():
            assert found[metric] == pytest.approx(value, rel=1e-5)


def test_a_vaes_terms_are_told_apart(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    found = _evaluate(capsys, str(runs["vae"]))
    assert found["loss"] == pytest.approx(found["reconstruction"] + found["beta"] * found["kl"], rel=1e-5)
    assert found["effective_beta"] == 1
    plain = _evaluate(capsys, str(runs["ae"]))
    assert "kl" not in plain
    assert plain["effective_beta"] is None


@pytest.mark.parametrize(("reduction", "pixels"), [("sum", 1), ("mean", 64)])
def test_the_weight_of_the_kl_term_is_told_as_stated_and_as_it_acts(
    reduction: str, pixels: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = ("data.source=digits", "model.widths=[16]", "schedule.epochs=1", "objective.beta=2.5")
    settings = [part for change in (*changes, f"objective.reduction={reduction}") for part in ("--set", change)]
    assert main(["fit", "mnist-vae-2d", *settings, "--out", str(tmp_path)]) == 0
    found = _evaluate(capsys, str(tmp_path))
    assert (found["beta"], found["effective_beta"]) == (2.5, 2.5 * pixels)
    assert found["loss"] == pytest.approx(found["reconstruction"] + 2.5 * found["kl"], rel=1e-5)

    run, digits = load_run(tmp_path), load_images("digits")
    posterior = run.snapshot.model.encode(digits.batch(digits.split(0.2, run.recipe.seed).held_out))
    assert posterior.logvar is not None
    codes = Normal(posterior.mean, posterior.logvar.exp().sqrt())
    assert found["kl"] == pytest.approx(float(kl_divergence(codes, Normal(0.0, 1.0)).sum(1).mean()), rel=1e-4)


def test_evaluation_on_other_parts_of_the_data(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    held_out, training, whole = (
        _evaluate(capsys, str(runs["ae"]), "--images", part) for part in ("held-out", "training", "all")
    )
    assert held_out["images"] + training["images"] == whole["images"] == 1797
    mean = (held_out["mse"] * held_out["images"] + training["mse"] * training["images"]) / whole["images"]
    assert whole["mse"] == pytest.approx(mean, rel=1e-5)
    run, digits = load_run(runs["ae"]), load_images("digits")
    x = digits.batch(slice(None))
    assert whole["mse"] == pytest.approx(float((run.reconstruct(x) - x).square().mean()), rel=1e-4)


def test_weights_from_before_a_jump_are_evaluated_and_drawn_from(
    runs: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(runs["ae"], run)
    for command in (["evaluate", str(run)], ["generate", str(run), "--out", str(tmp_path / "none")]):
        assert main([*command, "--weights", "good"]) == 2
        assert "has no checkpoint “good”: it keeps one when its loss jumps" in capsys.readouterr().err
        assert main([*command, "--weights", "best"]) == 2
        refused = capsys.readouterr().err
        assert all(word in refused for word in ("best", "last", "good"))
    folder = RunFolder.open(run)
    last = folder.load()
    halved = {name: tensor / 2 for name, tensor in last.tensors.items() if name.startswith("model.")}
    folder.save(Checkpoint(12, 1, halved, last.metadata), "good")
    good = _evaluate(capsys, str(run), "--weights", "good")
    assert (good["weights"], good["step"], good["epoch"]) == ("good", 12, 1)
    model, digits = load_run(run, "good"), load_images("digits")
    x = digits.batch(digits.split(0.2, model.recipe.seed).held_out)
    assert good["mse"] == pytest.approx(float((model.reconstruct(x) - x).square().mean()), rel=1e-4)
    assert _evaluate(capsys, str(run)) == _evaluate(capsys, str(run), "--weights", "last") != good
    assert main(["generate", str(run), "--count", "4", "--out", str(tmp_path / "new"), "--weights", "good"]) == 0
    images, codes = np.load(tmp_path / "new" / "images.npy"), np.load(tmp_path / "new" / "codes.npy")
    assert np.allclose(images, model.decode(codes), atol=1e-6)


@pytest.mark.parametrize("name", ["ae", "vae"])
def test_generated_images_are_the_decoded_codes(runs: dict[str, Path], name: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "samples"
    assert main(["generate", str(runs[name]), "--count", "10", "--seed", "3", "--out", str(out)]) == 0
    images, codes = np.load(out / "images.npy"), np.load(out / "codes.npy")
    assert (images.shape, images.dtype) == ((10, 1, 8, 8), np.float32)
    assert (codes.shape, codes.dtype) == ((10, 2), np.float32)
    assert not (out / "labels.npy").exists()
    assert np.allclose(images, load_run(runs[name]).decode(codes), atol=1e-6)
    with Image.open(out / "sheet.png") as sheet:
        # 4 columns and 3 rows of 8×8 pixels, each drawn 7×7
        assert sheet.size == (4 * 56, 3 * 56)
        second = np.asarray(sheet)[:56:7, 56:112:7]
    assert np.array_equal(second, np.rint(images[1, 0] * 255))


def test_the_files_are_named(runs: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(runs["vae"]), "--count", "1", "--out", str(tmp_path)]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()[-5:]]
    assert paths[0] == tmp_path
    assert sorted(paths[1:]) == sorted(tmp_path.iterdir())


def test_the_seed_decides_the_images(runs: dict[str, Path], tmp_path: Path) -> None:
    codes = []
    for number, (seed, count) in enumerate([(1, 6), (1, 6), (2, 6), (1, 4)]):
        out = tmp_path / str(number)
        arguments = ["--count", str(count), "--seed", str(seed), "--out", str(out)]
        assert main(["generate", str(runs["vae"]), *arguments]) == 0
        codes.append(np.load(out / "codes.npy"))
    assert np.array_equal(codes[0], codes[1])
    assert not np.array_equal(codes[0], codes[2])
    assert np.array_equal(codes[0][:4], codes[3])
    assert (tmp_path / "0" / "images.npy").read_bytes() == (tmp_path / "1" / "images.npy").read_bytes()


def test_a_vaes_codes_follow_the_prior_and_an_aes_its_training_codes(runs: dict[str, Path], tmp_path: Path) -> None:
    for name, fitted_to in (("ae", ["--codes", "1438"]), ("vae", [])):
        assert main(["generate", str(runs[name]), "--count", "4000", *fitted_to, "--out", str(tmp_path / name)]) == 0
    prior = np.load(tmp_path / "vae" / "codes.npy")
    assert np.abs(prior.mean(0)).max() < 0.07
    assert np.abs(np.cov(prior.T) - np.eye(2)).max() < 0.1
    run, digits = load_run(runs["ae"]), load_images("digits")
    training = run.encode(digits.batch(digits.split(0.2, run.recipe.seed).training)).numpy()
    fitted = np.load(tmp_path / "ae" / "codes.npy")
    spread = training.std(0)
    assert np.abs((fitted.mean(0) - training.mean(0)) / spread).max() < 0.07
    assert np.abs((np.cov(fitted.T) - np.cov(training.T)) / np.outer(spread, spread)).max() < 0.1


def test_a_grid_covers_the_square_from_its_top_left(runs: dict[str, Path], tmp_path: Path) -> None:
    arguments = ["--square", "-2", "2", "0", "4", "--count", "26", "--out", str(tmp_path)]
    assert main(["generate", str(runs["ae"]), *arguments]) == 0
    codes = np.load(tmp_path / "codes.npy")
    assert codes.shape == (25, 2)
    # the middles of 5×5 cells
    assert codes[0].tolist() == pytest.approx([-1.6, 3.6])
    assert codes[1].tolist() == pytest.approx([-0.8, 3.6])
    assert codes[-1].tolist() == pytest.approx([1.6, 0.4])
    assert len(np.load(tmp_path / "images.npy")) == 25


def test_a_grid_without_a_square_covers_most_codes(runs: dict[str, Path], tmp_path: Path) -> None:
    assert main(["generate", str(runs["ae"]), "--sampler", "grid", "--out", str(tmp_path / "ae")]) == 0
    run, digits = load_run(runs["ae"]), load_images("digits")
    training = run.encode(digits.batch(digits.split(0.2, run.recipe.seed).training)).numpy()
    codes = np.load(tmp_path / "ae" / "codes.npy")
    half_a_cell = (codes.max(0) - codes.min(0)) / 7 / 2
    inside = ((training >= codes.min(0) - half_a_cell) & (training <= codes.max(0) + half_a_cell)).all(1).mean()
    assert 0.95 < inside < 1
    assert main(["generate", str(runs["vae"]), "--sampler", "grid", "--out", str(tmp_path / "vae")]) == 0
    assert np.load(tmp_path / "vae" / "codes.npy").max() == 3 - 6 / 8 / 2


def test_generated_images_are_not_written_over(
    runs: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "images.npy").write_text("mine")
    assert main(["generate", str(runs["vae"]), "--out", str(tmp_path)]) == 2
    assert "already holds images.npy" in capsys.readouterr().err
    assert (tmp_path / "images.npy").read_text() == "mine"
    assert main(["generate", str(runs["vae"]), "--out", str(tmp_path), "--force"]) == 0
    assert np.load(tmp_path / "images.npy").shape == (64, 1, 8, 8)
