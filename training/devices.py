"""Where a run computes: accelerator, precision and processes through Lightning Fabric, and why it is this one."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from training.errors import InputError
from training.threads import usable_cores

if TYPE_CHECKING:
    from lightning_fabric import Fabric

    from training.recipe import Device

Accelerator = Literal["cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What computes, and why: ``reason`` is a sentence for people."""

    accelerator: Accelerator
    name: str
    """Of the chip: ``AMD EPYC 7763``, ``NVIDIA H200``."""
    reason: str
    precision: str
    threads: int
    """The most threads that a run computes with on the CPU."""


def open_device(device: Device) -> tuple[Fabric, DeviceReport]:
    """A launched Fabric for the recipe's ``[device]`` and a report on it.

    Under ``torchrun`` this process joins the others (gloo on the CPU, NCCL on GPUs) and gets the device of its
    local rank.

    Raises:
        InputError: the accelerator asked for is not there, or has fewer devices than processes.
    """
    import torch
    from lightning_fabric import Fabric
    from lightning_fabric.plugins.environments.lightning import LightningEnvironment
    from lightning_fabric.plugins.environments.torchelastic import TorchElasticEnvironment

    elastic = TorchElasticEnvironment.detect()
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1")) if elastic else 1
    accelerator, reason = _choose(device.accelerator, here)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*GPU available but not used.*")
        fabric = Fabric(
            accelerator=accelerator,
            devices=here,
            num_nodes=int(os.environ["WORLD_SIZE"]) // here if elastic else 1,
            strategy="ddp" if elastic and int(os.environ["WORLD_SIZE"]) > 1 else "auto",
            precision=device.precision,
            # Without torchrun there is one process, even inside a Slurm job of several tasks.
            plugins=[TorchElasticEnvironment() if elastic else LightningEnvironment()],
        )
        fabric.launch()
    name = torch.cuda.get_device_name(fabric.device) if accelerator == "cuda" else cpu_name()
    return fabric, DeviceReport(accelerator, name, reason, device.precision, device.threads or usable_cores())


def describe_device(device: Device) -> DeviceReport:
    """What ``open_device`` would report in one process, without launching anything.

    Raises:
        InputError: the accelerator asked for is not there.
    """
    import torch

    accelerator, reason = _choose(device.accelerator, 1)
    name = torch.cuda.get_device_name() if accelerator == "cuda" else cpu_name()
    return DeviceReport(accelerator, name, reason, device.precision, device.threads or usable_cores())


def _choose(wanted: Literal["auto", "cpu", "cuda", "mps"], processes: int) -> tuple[Accelerator, str]:
    """The accelerator for ``wanted`` and the sentence that says why."""
    import torch

    if wanted == "cpu":
        return "cpu", "The CPU was chosen."
    cuda, cuda_reason = _cuda()
    if cuda and torch.cuda.device_count() < processes:
        cuda = False
        cuda_reason = f"There are {processes} processes but {torch.cuda.device_count()} GPU(s)."
    mps = torch.backends.mps.is_available() and processes == 1
    if wanted in ("auto", "cuda") and cuda:
        return "cuda", cuda_reason
    if wanted in ("auto", "mps") and mps:
        return "mps", f"A GPU was found: {cpu_name()} (Metal)."
    if wanted == "auto":
        return "cpu", cuda_reason
    if wanted == "cuda":
        raise InputError(f"The recipe asks for a CUDA GPU. {cuda_reason} Set device.accelerator to “auto” or “cpu”.")
    raise InputError(
        "The recipe asks for Apple's GPU (mps), which is not available to one process here. "
        "Set device.accelerator to “auto” or “cpu”."
    )


@functools.cache
def _cuda() -> tuple[bool, str]:
    """Whether a CUDA GPU works, and a sentence on it. Asked once: torch says only once what is wrong."""
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reason comes as an exception from init(), too
            torch.cuda.init()  # type: ignore[no-untyped-call]
            # A GPU too old or too new for this torch's kernels counts as found until it computes.
            (torch.ones(1, device="cuda") + 1).item()
        return True, f"A GPU was found: {torch.cuda.get_device_name()}."
    except (RuntimeError, AssertionError) as error:
        return False, _cuda_problem(str(error))


def _cuda_problem(message: str) -> str:
    """torch's ``message`` on why there is no CUDA, as a sentence for the status bar."""
    import torch

    if "driver on your system is too old" in message:
        found = message.partition("found version ")[2].partition(")")[0]
        version = f"{int(found) // 1000}.{int(found) % 1000 // 10}" if found.isdigit() else "an older one"
        return (
            f"The NVIDIA driver is too old for this torch (it offers CUDA {version}, torch needs {torch.version.cuda})."
        )
    if "not compiled with CUDA" in message and Path("/proc/driver/nvidia/version").exists():
        return "A GPU was found, but this torch is built for the CPU only."
    if "no kernel image" in message:
        return f"A GPU was found, but this torch ({torch.__version__}) has no code for its kind."
    if any(
        sign in message for sign in ("no NVIDIA driver", "No CUDA GPUs", "not compiled with CUDA", "no CUDA-capable")
    ):
        return "No GPU was found."
    return f"The GPU cannot be used: {message.splitlines()[0].rstrip('.') if message else 'no reason given'}."


@functools.cache
def cpu_name() -> str:
    """The processor's name as its maker writes it, or else its architecture."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return value.strip()
    if platform.system() == "Darwin":
        brand = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
        ).stdout.strip()
        if brand:
            return brand
    return platform.processor() or platform.machine() or "CPU"
