"""A run finds its device, says why it is this one, and joins the others under torchrun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training import devices
from training.devices import DeviceReport, cpu_name, open_device
from training.errors import InputError
from training.recipe import Device
from training.threads import usable_cores

no_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")


def test_the_cpu_is_used_when_it_is_chosen() -> None:
    fabric, report = open_device(Device(accelerator="cpu"))
    assert fabric.device == torch.device("cpu")
    assert fabric.world_size == 1
    assert report == DeviceReport("cpu", cpu_name(), "The CPU was chosen.", "32-true", usable_cores())
    assert report.name


@no_gpu
def test_without_a_gpu_auto_is_the_cpu_and_says_so() -> None:
    _, report = open_device(Device())
    assert report.accelerator in ("cpu", "mps")
    assert report.reason.endswith(".")


@no_gpu
def test_a_gpu_that_is_asked_for_and_absent_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match=r"asks for a CUDA GPU\. .*“auto” or “cpu”"):
        open_device(Device(accelerator="cuda"))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_is_found_and_named() -> None:
    fabric, report = open_device(Device())
    assert fabric.device.type == "cuda"
    assert report.reason == f"A GPU was found: {report.name}."


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "The NVIDIA driver on your system is too old (found version 11040). Please update your GPU driver by …",
            f"The NVIDIA driver is too old for this torch (it offers CUDA 11.4, torch needs {torch.version.cuda}).",
        ),
        ("Found no NVIDIA driver on your system. Please check that …", "No GPU was found."),
        ("No CUDA GPUs are available", "No GPU was found."),
        ("CUDA error: no kernel image is available for execution on the device", "has no code for its kind."),
        ("CUDA driver error: it burns\nmore", "The GPU cannot be used: CUDA driver error: it burns."),
    ],
)
def test_what_is_wrong_with_the_gpu_is_said_in_a_sentence(message: str, sentence: str) -> None:
    assert sentence in devices._cuda_problem(message)


def test_a_gpu_that_finds_nothing_to_run_on_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_old() -> None:
        raise RuntimeError("The NVIDIA driver on your system is too old (found version 12020). Please update …")

    monkeypatch.setattr(torch.cuda, "init", too_old)
    devices._cuda.cache_clear()
    try:
        _, report = open_device(Device())
    finally:
        devices._cuda.cache_clear()
    assert report.accelerator in ("cpu", "mps")
    if report.accelerator == "cpu":
        assert "offers CUDA 12.2" in report.reason


def test_bfloat16_is_computed_in_and_reported() -> None:
    fabric, report = open_device(Device(accelerator="cpu", precision="bf16-mixed"))
    assert report.precision == "bf16-mixed"
    with fabric.autocast():
        assert (torch.ones(4, 4) @ torch.ones(4, 4)).dtype == torch.bfloat16


def test_a_slurm_job_of_several_tasks_does_not_confuse_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SLURM_NTASKS": "4", "SLURM_JOB_NAME": "train", "SLURM_PROCID": "0"}.items():
        monkeypatch.setenv(name, value)
    fabric, _ = open_device(Device(accelerator="cpu"))
    assert fabric.world_size == 1


def test_two_processes_of_torchrun_compute_together(tmp_path: Path) -> None:
    script = tmp_path / "both.py"
    script.write_text(
        "import torch\n"
        "from training.devices import open_device\n"
        "from training.recipe import Device\n"
        "fabric, report = open_device(Device(accelerator='cpu'))\n"
        "total = fabric.all_reduce(torch.tensor(fabric.global_rank + 1.0), reduce_op='sum')\n"
        "import sys\n"
        # One write a process: what two print piecemeal can end up in one line.
        "sys.stdout.write(f'rank {fabric.global_rank} of {fabric.world_size} sum {total.item()}\\n')\n"
        "torch.distributed.destroy_process_group()\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(script)]
    root = Path(devices.__file__).parents[1]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=150,
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
    )
    assert ran.returncode == 0, ran.stderr
    assert sorted(line for line in ran.stdout.splitlines() if line.startswith("rank")) == [
        "rank 0 of 2 sum 3.0",
        "rank 1 of 2 sum 3.0",
    ]
