"""Whatever is wrong with what the command line is given: exit code 2, a sentence, nothing lost, no traceback."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from training.__main__ import main
from training.data import load_images
from training.errors import InputError
from training.recipe import Recipe
from training.run_folder import RunFolder

TINY = ("--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "schedule.epochs=1")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    assert main(["fit", "mnist-ae-2d", *TINY, "--out", str(folder)]) == 0
    return folder


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said on stderr when the command is refused."""
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ("model.latent_size=0", "“model.latent_size” is 0, but input should be greater than or equal to 1"),
        ("schedule.batch_size=5000", "A batch of 5000 images is larger than the 1438 training images"),
        ("schedule.batch_size=0", "“schedule.batch_size” is 0"),
        ("schedule.epochs=0", "“schedule.epochs” is 0"),
        ("optimizer.learning_rate=nan", "“optimizer.learning_rate” is nan, but input should be"),
        ("optimizer.learning_rate=-1", "“optimizer.learning_rate” is -1"),
        ("data.held_out=1.5", "“data.held_out” is 1.5"),
        ("data.source=unicorns", "There is no data source “unicorns”. The sources are: mnist-5k"),
        (
            "model.kind=pyramid",
            "“pyramid” is no kind of “model”. Valid kinds: convolutional, dense, feature-maps, linear, wafer-conv.",
        ),
        ("model.widths=[]", "“model.widths” is [], but at least 1 is needed."),
        ("model.widths=3", "“model.widths” is 3, but input should be a list in brackets."),
        ("corruption=3", "“corruption” is 3, but input should be a table of keys and values."),
        ("corruption.p=1", "unknown key “corruption.p”. Valid here: kind."),
        ("bottleneck.noise_std=1", "unknown key “bottleneck.noise_std”. Valid here: kind."),
        ("model.output=tanh", "Cross-entropy (objective.reconstruction = “bce”) needs pixels that a sigmoid keeps"),
        ("optimizer.warmup=nan", "“optimizer.warmup” is nan, but input should be a finite number."),
        ("objective.beta=inf", "“objective.beta” is inf, but input should be a finite number."),
        ("device.threads=-1", "“device.threads” is -1"),
        ("model.lattent_size=2", "unknown key “model.lattent_size”. Valid here: activation"),
        ("epochs=3", "unknown key “epochs”"),
        ("schedule.epochs", "“schedule.epochs” sets nothing. Write key=value"),
        ("title.a=3", "“title” is a value, not a table"),
    ],
)
def test_impossible_settings(
    assignment: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert sentence in _refused(capsys, "fit", "mnist-ae-2d", *TINY, "--set", assignment, "--out", str(out))
    assert not out.exists()


@pytest.mark.parametrize(
    ("assignments", "sentence"),
    [
        ("model.kind=convolutional model.channels=[4,4,4,4]", "too small for 4 stages that halve them: after 3 they"),
        ("model.kind=convolutional model.kernel=2", "“model.kernel” is 2, but a kernel needs a middle"),
        (
            "model.kind=feature-maps model.channels=[] model.code_kernel=15",
            "kernel of 15 pixels is larger than the maps",
        ),
        ("model.kind=wafer-conv", "takes images with sides of 18, 22, 26, 30 … pixels, and these are 8×8"),
        ("bottleneck.kind=power bottleneck.noise_std=-1", "“bottleneck.noise_std” is -1"),
        ("corruption.kind=erase corruption.scale_min=0.9", "smallest area (scale_min) has to be at most the largest"),
        ("corruption.kind=gaussian corruption.factor=nan", "“corruption.factor” is nan"),
        ("corruption.kind=mask", "The mask hides no pixel."),
        ("corruption.kind=mask corruption.rectangles=[4,4,5,5]", "leaves the images, which are 8 × 8 pixels"),
        ("corruption.kind=mask corruption.path=/nowhere.png", "The mask /nowhere.png cannot be read"),
    ],
)
def test_settings_that_do_not_go_together(
    assignments: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    settings = [word for assignment in assignments.split() for word in ("--set", assignment)]
    assert sentence in _refused(capsys, "fit", "mnist-ae-2d", *TINY[:2], *settings, "--out", str(out))
    assert not out.exists()


def test_items_that_are_refused_are_not_missed_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, "fit", "mnist-ae-2d", "--set", "model.widths=[0]")
    assert said == "The recipe: “model.widths.0” is 0, but input should be greater than or equal to 1.\n"


def test_an_unknown_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, "fit", "mnist-ae-3d")
    assert "There is no recipe “mnist-ae-3d”. Near it: mnist-ae-2d, " in said


def test_no_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Say which recipe to train, such as mnist-ae-2d." in _refused(capsys, "fit")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"title = ", "is not valid TOML"),
        (b'title = "a"\n[model]\nkind = "dense"\nwidth = 3\n', "line 4: unknown key “model.width”. Valid here:"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_wrong_recipe_file(content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    assert sentence in _refused(capsys, "fit", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "run"))


def test_a_missing_recipe_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "gone.toml cannot be read" in _refused(capsys, "fit", str(tmp_path / "gone.toml"))


def _damaged_idx(path: Path) -> None:
    path.write_bytes(struct.pack(">IIII", 0x803, 100, 28, 28) + b"\0" * 500)


def _objects(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, x_train=np.array([{}], dtype=object))


def _truncated_npz(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, x_train=np.zeros((50, 28, 28), np.uint8), y_train=np.zeros(50, np.uint8))
    path.write_bytes(path.read_bytes()[:3000])


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("train-images-idx3-ubyte", _damaged_idx),
        ("mnist.npz", _truncated_npz),
        ("mnist.npz", _objects),
        ("mnist.npz", lambda path: path.write_bytes(b"no archive at all")),
        ("mnist.npz", lambda _: None),
    ],
)
def test_damaged_or_foreign_data(name: str, make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / name)
    arguments = ("--data", str(tmp_path / name), "--out", str(tmp_path / "run"))
    assert name in _refused(capsys, "fit", "mnist-ae-2d", *arguments)
    assert not (tmp_path / "run").exists()


def test_a_folder_that_holds_a_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    said = _refused(capsys, "fit", "mnist-ae-2d", *TINY, "--out", str(run))
    assert "already holds a run. Continue it with --resume" in said
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_an_unwritable_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file" / "run", Path("/proc/run")):
        assert f"The run folder {folder} cannot be written" in _refused(
            capsys, "fit", "mnist-ae-2d", *TINY, "--out", str(folder)
        )


def test_resuming_without_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "does not exist" in _refused(capsys, "fit", "--resume", "--out", str(tmp_path / "gone"))
    assert "is not a run folder" in _refused(capsys, "fit", "mnist-ae-2d", "--resume", "--out", str(tmp_path))
    assert "Say which run to go on with" in _refused(capsys, "fit", "mnist-ae-2d", "--resume")


def test_resuming_with_another_recipe(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, "fit", "--resume", "--out", str(run), "--set", "model.latent_size=3")
    assert "“model.latent_size” was 2 and is now 3" in said


@pytest.mark.parametrize("command", [["evaluate"], ["generate", "--out", "{out}"]])
def test_a_damaged_checkpoint(
    run: Path, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [part.format(out=tmp_path / "new") for part in command]
    copy = tmp_path / "copy"
    (copy / "checkpoints").mkdir(parents=True)
    for name in ("recipe.toml", "events.jsonl"):
        (copy / name).write_bytes((run / name).read_bytes())
    assert "has no checkpoint" in _refused(capsys, *arguments, str(copy))
    (copy / "checkpoints" / "last.safetensors").write_bytes(b"\0" * 50)
    assert "last.safetensors is damaged" in _refused(capsys, *arguments, str(copy))
    assert not (tmp_path / "new").exists()


def test_evaluating_on_images_of_another_shape(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (60, 28, 28), dtype=np.uint8), np.arange(60) % 10
    np.savez(tmp_path / "a.npz", x_train=images[:50], y_train=labels[:50], x_test=images[50:], y_test=labels[50:])
    said = _refused(capsys, "evaluate", str(run), "--data", str(tmp_path / "a.npz"))
    assert "are 28×28, but the run was trained on images of 8×8" in said


def test_a_grid_of_codes_that_are_not_flat_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert main(["fit", "mnist-ae-2d", *TINY, "--set", "model.latent_size=3", "--out", str(run)]) == 0
    said = _refused(capsys, "generate", str(run), "--sampler", "grid", "--out", str(tmp_path / "new"))
    assert "A grid needs codes of two numbers" in said


def test_a_square_without_area(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, "generate", str(run), "--square", "1", "1", "0", "2", "--out", str(tmp_path / "new"))
    assert "--square 1.0 1.0 0.0 2.0 has no area" in said


def test_generating_into_a_folder_that_cannot_be(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    said = _refused(capsys, "generate", str(run), "--out", str(tmp_path / "file" / "new"))
    assert "cannot be written: Not a directory" in said


@pytest.mark.parametrize(
    "content",
    ["a=" + "[" * 5000, "a=" + "{a=" * 5000, ".".join("a" * 5000) + "=1", "seed=" + "9" * 5000, "seed=0x" + "f" * 9000],
)
def test_toml_that_goes_on_and_on(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text(content)
    said = _refused(capsys, "fit", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "run"))
    assert "mine.toml" in said
    key, _, value = content.partition("=")
    assert _refused(capsys, "fit", "mnist-ae-2d", "--set", f"{key}={value}", "--out", str(tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_a_recipe_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('title = "Mine"\n', encoding="utf-8-sig")
    assert Recipe.load(tmp_path / "mine.toml").title == "Mine"


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_names_that_no_file_can_have(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    assert "cannot be read" in _refused(capsys, "fit", f"{path}.toml")
    assert _refused(capsys, "fit", "mnist-ae-2d", *TINY, "--out", str(path))
    assert _refused(capsys, "evaluate", str(path))
    with pytest.raises(InputError, match="cannot be written"):
        RunFolder.create(path, Recipe())
    with pytest.raises(InputError, match="cannot be read"):
        RunFolder.resume(path, Recipe())
    with pytest.raises(InputError, match="cannot be read"):
        load_images("mnist", tmp_path / name)


def test_a_square_out_of_this_world(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for end in ("nan", "inf", "1e300"):
        square = ("--square", "0", end, "0", "1")
        assert "leaves the plane of codes" in _refused(capsys, "generate", str(run), *square, "--out", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shape", ['["a",2,3]', "5", "[1,-8,8]", "null", "[" * 100_000])
def test_a_damaged_event_log(run: Path, shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    (copy / "events.jsonl").write_text(f'{{"event":"RunStarted","image_shape":{shape}}}\n')
    assert "its events.jsonl is damaged or missing" in _refused(capsys, "evaluate", str(copy))
