"""A run folder keeps recipe, events, checkpoints and codes, and says in a sentence what is wrong with it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from training.build import build_model
from training.checkpoint import Checkpoint
from training.data.images import ImageSet
from training.devices import DeviceReport
from training.errors import InputError
from training.events import EpochEnded, LatentsEncoded, RunFinished, RunStarted
from training.recipe import Recipe
from training.run_folder import RunFolder, new_run_path
from training.saved_run import load_run


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-vae-2d").override("model.widths=[8]", "schedule.batch_size=2")


def _started(recipe: Recipe) -> RunStarted:
    images = ImageSet.from_array(np.zeros((10, 6, 5), np.uint8), name="squares")
    return RunStarted(
        recipe=recipe,
        images=images,
        split=images.split(0.2, 0),
        device=DeviceReport("cpu", "a chip", "No GPU was found.", "32-true", 1),
        parameters=123,
        latent_shape=(2,),
        steps_per_epoch=4,
        epochs=3,
        step=0,
        effective_beta=1.0,
        folder=None,
    )


def _trained(path: Path, recipe: Recipe) -> RunFolder:
    folder = RunFolder.create(path, recipe)
    folder.log(_started(recipe))
    model = build_model(recipe, (1, 6, 5))
    folder.save(Checkpoint(4, 1, {f"model.{name}": tensor for name, tensor in model.state_dict().items()}))
    return folder


def test_a_new_folder_can_be_opened_again(tmp_path: Path, recipe: Recipe) -> None:
    RunFolder.create(tmp_path / "deep" / "run", recipe)
    again = RunFolder.open(tmp_path / "deep" / "run")
    assert again.recipe == recipe
    assert again.events() == []
    assert not again.has("last")


def test_a_folder_that_holds_a_run_is_not_written_over(tmp_path: Path, recipe: Recipe) -> None:
    RunFolder.create(tmp_path, recipe)
    with pytest.raises(InputError, match=r"already holds a run\. Continue it with --resume"):
        RunFolder.create(tmp_path, recipe.override("seed=8"))
    assert RunFolder.open(tmp_path).recipe.seed == 7


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, recipe: Recipe) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written: Not a directory"):
        RunFolder.create(tmp_path / "file" / "run", recipe)
    # root may write into any folder of the disk, but nobody into /proc.
    with pytest.raises(InputError, match="cannot be written"):
        RunFolder.create("/proc/run", recipe)


@pytest.mark.parametrize(("make", "sentence"), [
    (lambda _: None, "does not exist"),
    (lambda path: path.mkdir(), "is not a run folder: it has no recipe.toml"),
    (lambda path: path.write_text(""), "is a file, not a run folder"),
])  # fmt: skip
def test_what_is_no_run_folder_is_refused(tmp_path: Path, make, sentence: str) -> None:
    make(tmp_path / "run")
    with pytest.raises(InputError, match=sentence):
        RunFolder.open(tmp_path / "run")


def test_a_damaged_recipe_is_refused_with_its_line(tmp_path: Path, recipe: Recipe) -> None:
    RunFolder.create(tmp_path, recipe)
    (tmp_path / "recipe.toml").write_text('title = "a"\nsead = 3\n')
    with pytest.raises(InputError, match=r"recipe\.toml, line 2: unknown key “sead”"):
        RunFolder.open(tmp_path)


def test_events_are_logged_and_read(tmp_path: Path, recipe: Recipe) -> None:
    folder = RunFolder.create(tmp_path, recipe)
    folder.log(_started(recipe))
    folder.log(EpochEnded(1, 4, {"loss": 2.5}, {"loss": 3.5, "psnr": math.inf}, 0.25))
    folder.log(LatentsEncoded(4, 1.0, np.arange(3), np.zeros((3, 2), np.float32)))
    folder.log(RunFinished(4, 1.0, "completed"))
    started, epoch, finished = folder.events()
    assert started["event"] == "RunStarted"
    assert started["image_shape"] == [1, 6, 5]
    assert (started["training_images"], started["held_out_images"]) == (8, 2)
    assert started["device"]["reason"] == "No GPU was found."
    assert epoch["training"] == {"loss": 2.5}
    assert epoch["held_out"] == {"loss": 3.5, "psnr": None}
    assert (finished["event"], finished["reason"]) == ("RunFinished", "completed")
    for line in (tmp_path / "events.jsonl").read_text().splitlines():
        assert json.loads(line)["time"].endswith("+00:00")


def test_a_torn_last_line_is_left_out_and_not_glued_to_the_next(tmp_path: Path, recipe: Recipe) -> None:
    folder = RunFolder.create(tmp_path, recipe)
    folder.log(RunFinished(1, 0.5, "stopped"))
    log = tmp_path / "events.jsonl"
    log.write_bytes(log.read_bytes() + log.read_bytes()[:-9])
    assert [entry["step"] for entry in folder.events()] == [1]
    folder.log(RunFinished(2, 1.0, "completed"))
    assert [entry["step"] for entry in folder.events()] == [1, 2]


def test_a_run_goes_on_for_longer_but_not_as_another(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path, recipe)
    longer = recipe.override("schedule.epochs=99", "title=Longer")
    assert RunFolder.resume(tmp_path, longer).recipe == longer
    assert RunFolder.open(tmp_path).recipe == longer
    for assignment, key in (
        ("seed=8", "seed"),
        ("model.latent_size=3", "model.latent_size"),
        ("model.kind=linear", "model.kind"),
        ("optimizer.learning_rate=0.5", "optimizer.learning_rate"),
    ):
        with pytest.raises(InputError, match=f"cannot be continued with this recipe: “{key}” was .* and is now"):
            RunFolder.resume(tmp_path, longer.override(assignment))
    assert RunFolder.open(tmp_path).recipe == longer


def test_a_full_disk_leaves_the_old_checkpoint_and_is_told(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path, recipe)
    script = """
import resource, sys
import torch
from training.checkpoint import Checkpoint
from training.errors import InputError
from training.run_folder import RunFolder
folder = RunFolder.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    folder.save(Checkpoint(8, 2, {"model.x": torch.zeros(100_000)}))
except InputError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in ran.stdout
    assert RunFolder.open(tmp_path).load().step == 4


def test_codes_are_kept_without_pickles(tmp_path: Path, recipe: Recipe) -> None:
    folder = RunFolder.create(tmp_path, recipe)
    codes = np.random.default_rng(0).normal(size=(3, 2)).astype(np.float32)
    folder.save_latents(LatentsEncoded(40, 10.0, np.array([1, 5, 8]), codes))
    with np.load(tmp_path / "latents.npz", allow_pickle=False) as saved:
        assert saved["indices"].tolist() == [1, 5, 8]
        assert np.array_equal(saved["codes"], codes)
        assert int(saved["step"]) == 40


def test_a_saved_run_encodes_and_decodes_as_the_model_did(tmp_path: Path, recipe: Recipe) -> None:
    folder = _trained(tmp_path, recipe)
    model = build_model(recipe, (1, 6, 5)).eval()
    run = load_run(tmp_path)
    assert run.recipe == recipe
    assert run.snapshot.step == 4
    assert run.events() == folder.events()
    x = np.random.default_rng(0).integers(0, 256, (3, 1, 6, 5), dtype=np.uint8)
    with torch.no_grad():
        mean = model.encode(torch.from_numpy(x).float() / 255).mean
        pictures = model.decode(mean)
    z = run.encode(x)
    assert isinstance(z, np.ndarray)
    assert np.allclose(z, mean.numpy(), atol=1e-6)
    from_tensor = run.decode(torch.from_numpy(z))
    assert isinstance(from_tensor, torch.Tensor)
    assert torch.allclose(from_tensor, pictures, atol=1e-6)
    assert np.allclose(run.reconstruct(x), pictures.numpy(), atol=1e-6)


def test_a_run_without_a_checkpoint_cannot_be_loaded(tmp_path: Path, recipe: Recipe) -> None:
    RunFolder.create(tmp_path, recipe)
    with pytest.raises(InputError, match="has no checkpoint “last”"):
        load_run(tmp_path)


def test_a_damaged_checkpoint_cannot_be_loaded(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path, recipe)
    path = tmp_path / "checkpoints" / "last.safetensors"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match=r"last\.safetensors is damaged"):
        load_run(tmp_path)


def test_another_runs_checkpoint_is_refused_naming_the_layer(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path / "a", recipe)
    other = _trained(tmp_path / "b", recipe.override("model.widths=[9]"))
    checkpoint = other.path / "checkpoints" / "last.safetensors"
    checkpoint.replace(tmp_path / "a" / "checkpoints" / "last.safetensors")
    with pytest.raises(InputError, match=r"layer “encoder\.1\.weight” is 8×30 in the recipe's model but 9×30 there"):
        load_run(tmp_path / "a")


def test_a_run_that_lost_its_events_says_so(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path, recipe)
    (tmp_path / "events.jsonl").unlink()
    with pytest.raises(InputError, match="does not say what shape its images have"):
        load_run(tmp_path)


def test_unnamed_runs_go_to_a_new_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first = new_run_path("mnist-ae-2d")
    assert first.parent == tmp_path / "aeexplorer" / "runs"
    assert first.name.startswith("mnist-ae-2d-")
    first.mkdir(parents=True)
    assert not new_run_path("mnist-ae-2d").exists()


def test_browsing_runs_needs_no_torch(tmp_path: Path, recipe: Recipe) -> None:
    _trained(tmp_path, recipe)
    script = "import sys; from training.run_folder import RunFolder; RunFolder.open(sys.argv[1]).events()"
    script += "; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 0
