"""``generate`` with chosen images: two arrays, how they came about, a sheet, pictures in folders; bit for bit again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.data import load_images
from training.saved_run import load_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny autoencoder of 8×8 digits."""
    folder = tmp_path_factory.mktemp("runs") / "ae"
    tiny = ["--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "schedule.epochs=1"]
    assert main(["fit", "mnist-ae-2d", *tiny, "--out", str(folder)]) == 0
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


CHOSEN = ["--images", "1-5,226-230", "--per-image", "5", "--noise", "0.3"]


def test_chosen_images_and_their_variations(run: Path, tmp_path: Path) -> None:
    assert main(["generate", str(run), *CHOSEN, "--seed", "4", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"images.npy", "labels.npy", "how.json", "sheet.png"}
    images, labels = np.load(tmp_path / "images.npy"), np.load(tmp_path / "labels.npy")
    assert (images.shape, images.dtype) == ((50, 1, 8, 8), np.float32)
    digits = load_images("digits")
    assert digits.labels is not None
    numbers = [*range(1, 6), *range(226, 231)]
    assert labels.tolist() == [int(digits.labels[number - 1]) for number in numbers for _ in range(5)]
    how = json.loads((tmp_path / "how.json").read_text())
    assert how["began_at_image"] == [number for number in numbers for _ in range(5)]
    assert how["sampler"]["kind"] == "noise" and how["sampler"]["noise"] == 0.3
    assert (how["seed"], how["run"], how["classes"][0]) == (4, "ae", "0")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.height > 10 * 56


def test_a_run_of_synthetic_images_says_so_even_where_no_image_is_needed(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    log = (copy / "events.jsonl").read_text()
    (copy / "events.jsonl").write_text(log.replace('"synthetic": false', '"synthetic": true'))
    for folder, said in ((run, False), (copy, True)):
        out = tmp_path / f"out-{said}"
        square = ["--sampler", "grid", "--square", "-1", "1", "-1", "1", "--count", "4"]
        assert main(["generate", str(folder), *square, "--out", str(out)]) == 0
        assert json.loads((out / "how.json").read_text())["synthetic"] is said


def test_no_noise_gives_reconstructions(run: Path, tmp_path: Path) -> None:
    assert (
        main(["generate", str(run), "--images", "7", "--per-image", "2", "--noise", "0", "--out", str(tmp_path)]) == 0
    )
    expected = load_run(run).reconstruct(load_images("digits").batch(slice(6, 7))).numpy()
    np.testing.assert_allclose(np.load(tmp_path / "images.npy"), np.repeat(expected, 2, 0), atol=1e-6)


def test_the_same_seed_gives_the_same_files(run: Path, tmp_path: Path) -> None:
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        assert main(["generate", str(run), *CHOSEN, "--seed", seed, "--folder", "--out", str(tmp_path / name)]) == 0
    first, again, other = (_files(tmp_path / name) for name in "abc")
    assert first == again and len(first) == 4 + 50
    assert first["images.npy"] != other["images.npy"] and first["labels.npy"] == other["labels.npy"]


def test_pictures_in_folders_are_read_back_by_class(run: Path, tmp_path: Path) -> None:
    assert main(["generate", str(run), *CHOSEN, "--folder", "--out", str(tmp_path)]) == 0
    back = load_images("folder", tmp_path / "pictures")
    labels = np.load(tmp_path / "labels.npy")
    assert back.classes == tuple(str(label) for label in np.unique(labels))
    assert back.labels is not None
    assert [int(back.classes[label]) for label in back.labels] == sorted(labels)


@pytest.mark.parametrize("sampler", ["noise", "pulled", "gaussian"])
def test_samples_of_every_class(run: Path, sampler: str, tmp_path: Path) -> None:
    assert main(["generate", str(run), "--per-class", "3", "--sampler", sampler, "--out", str(tmp_path)]) == 0
    assert np.load(tmp_path / "labels.npy").tolist() == [label for label in range(10) for _ in range(3)]
    assert len(np.load(tmp_path / "images.npy")) == 30


def test_other_options_choose_their_sampler(run: Path, tmp_path: Path) -> None:
    for number, (arguments, kind) in enumerate(
        [
            (["--images", "1", "--share", "0.5"], "pulled"),
            (["--images", "1"], "noise"),
            (["--components", "3"], "mixture"),
            (["--codes", "50"], "gaussian"),
            ([], "gaussian"),
        ]
    ):
        out = tmp_path / str(number)
        assert main(["generate", str(run), *arguments, "--out", str(out)]) == 0
        assert json.loads((out / "how.json").read_text())["sampler"]["kind"] == kind


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--images", "5-1"], "The range “5-1” runs backwards. Write 1-5."),
        (["--images", "0"], "There is no image 0: images are counted from 1 to 1,797."),
        (["--images", "1,x"], "“x” in “1,x” is no number of an image."),
        (["--images", " "], "--images names no image."),
        (["--images", "1", "--per-class", "2"], "--images and --per-class do not go together."),
        (["--per-image", "2"], "--per-image says how many new images each of --images gets."),
        (["--images", "1", "--sampler", "magic"], "There is no sampler “magic”. Choose one of noise,"),
        (["--images", "1", "--sampler", "normal"], "The sampler “normal” starts at no image."),
        (["--noise", "0.3"], "The sampler “noise” starts at the codes of images."),
        (["--per-class", "2", "--sampler", "normal"], "The sampler “normal” knows no classes."),
        (["--images", "1", "--noise", "-1"], "--noise -1 is impossible: input should be greater than or equal to 0."),
        (["--images", "1", "--noise", "nan"], "--noise nan is impossible"),
        (["--images", "1", "--noise", "1", "--share", "1"], "--share means nothing to the sampler “noise”."),
        (["--components", "200", "--codes", "20"], "A mixture of 200 Gaussians needs at least 200 codes"),
        (["--images", "1-1797", "--per-image", "1000"], "These would be 1,797,000 images"),
    ],
)
def test_what_cannot_be(
    run: Path, arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(run), *arguments, "--out", str(tmp_path / "out")]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(run), "--images", "1", "--folder", "--out", str(tmp_path)]) == 0
    before = _files(tmp_path)
    assert main(["generate", str(run), "--images", "2", "--out", str(tmp_path)]) == 2
    assert "already holds images.npy, labels.npy, how.json, sheet.png" in " ".join(capsys.readouterr().err.split())
    assert main(["generate", str(run), "--images", "2", "--folder", "--force", "--out", str(tmp_path)]) == 2
    assert "holds pictures that would be among the new ones" in " ".join(capsys.readouterr().err.split())
    assert _files(tmp_path) == before
    assert main(["generate", str(run), "--force", "--out", str(tmp_path)]) == 0
    assert not (tmp_path / "labels.npy").exists() and (tmp_path / "codes.npy").exists()
