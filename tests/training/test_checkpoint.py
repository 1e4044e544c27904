"""A checkpoint is read as it was written, or refused with the reason; a full disk costs nothing that was there."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from training.checkpoint import Checkpoint, fill, read, write
from training.errors import InputError


def _model(width: int = 3) -> nn.Sequential:
    torch.manual_seed(width)
    return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 2))


def _tensors(model: nn.Module) -> dict[str, torch.Tensor]:
    return {f"model.{name}": tensor for name, tensor in model.state_dict().items()}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    tensors = _tensors(_model()) | {
        "optimizer.0.step": torch.tensor(7.0),
        "optimizer.0.exp_avg": torch.randn(3, 4).T,
        "half": torch.randn(5).bfloat16(),
        "nothing": torch.empty(0),
    }
    write(tmp_path / "a.safetensors", Checkpoint(12, 3, tensors, {"note": "héllo"}))
    back = read(tmp_path / "a.safetensors")
    assert (back.step, back.epoch, back.metadata["note"]) == (12, 3, "héllo")
    assert back.tensors.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert back.tensors[name].dtype == tensor.dtype
        assert torch.equal(back.tensors[name], tensor)


def test_tensors_that_share_memory_are_written(tmp_path: Path) -> None:
    whole = torch.arange(10.0)
    write(tmp_path / "a.safetensors", Checkpoint(0, 0, {"whole": whole, "part": whole[2:5]}))
    assert read(tmp_path / "a.safetensors").tensors["part"].tolist() == [2, 3, 4]


def test_the_files_mode_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "a.safetensors", Checkpoint(0, 0, {"x": torch.zeros(1)}))
    finally:
        os.umask(before)
    assert (tmp_path / "a.safetensors").stat().st_mode & 0o777 == 0o640


def test_nothing_is_left_beside_the_checkpoint(tmp_path: Path) -> None:
    write(tmp_path / "a.safetensors", Checkpoint(0, 0, {"x": torch.zeros(1)}))
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_a_full_disk_leaves_the_old_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    write(path, Checkpoint(1, 0, {"x": torch.full((10,), 5.0)}))
    script = """
import resource, sys
from pathlib import Path
import torch
from training.checkpoint import Checkpoint, write
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    write(Path(sys.argv[1]), Checkpoint(2, 0, {"x": torch.zeros(100_000)}))
except OSError as error:
    print("refused", error.strerror)
"""
    ran = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert "refused" in ran.stdout
    assert read(path).tensors["x"].tolist() == [5.0] * 10
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("keep", [0, 5, 40, -1])
def test_a_truncated_file_is_called_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.safetensors"
    write(path, Checkpoint(1, 0, _tensors(_model())))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match=r"a\.safetensors is damaged"):
        read(path)


def test_a_flipped_bit_in_the_weights_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    write(path, Checkpoint(1, 0, _tensors(_model())))
    data = bytearray(path.read_bytes())
    data[-3] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(InputError, match="do not match their checksum"):
        read(path)


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    path = tmp_path / "a.safetensors"
    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(InputError, match="damaged"):
        read(path)
    assert not (tmp_path / "sprung").exists()


def test_somebody_elses_safetensors_file_is_refused(tmp_path: Path) -> None:
    save_file({"weight": torch.zeros(2)}, tmp_path / "a.safetensors")
    with pytest.raises(InputError, match="declares “no format”"):
        read(tmp_path / "a.safetensors")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.safetensors cannot be read: No such file"):
        read(tmp_path / "gone.safetensors")


def test_weights_are_filled_in_by_name() -> None:
    source, target = _model(), nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    fill(target, _tensors(source) | {"optimizer.0.step": torch.zeros(1)}, "here")
    x = torch.randn(2, 4)
    assert torch.equal(source(x), target(x))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda t: t | {"model.0.weight": torch.zeros(5, 4)},
            r"“0\.weight” is 3×4 in the recipe's model but 5×4 there",
        ),
        (
            lambda t: {k: v for k, v in t.items() if k != "model.2.bias"},
            r"a layer “2\.bias” 2 that the checkpoint lacks",
        ),
        (lambda t: t | {"model.9.weight": torch.zeros(1)}, r"a layer “9\.weight” 1 that the recipe's model lacks"),
    ],
)
def test_foreign_weights_are_refused_naming_the_layer(change, sentence: str) -> None:
    model = _model()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with pytest.raises(InputError, match=sentence) as refused:
        fill(model, change({k: v + 1 for k, v in _tensors(model).items()}), "runs/a")
    assert "runs/a does not fit the recipe" in str(refused.value)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())
