"""The crew: worker processes, each on its own device or its share of the cores."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

import training
from training.sweep.events import CaseEvent
from training.sweep.worker import Job

PATIENCE = 120.0
"""Seconds that workers have to save what they train before they are ended."""

Said = tuple["Worker", CaseEvent | None]
"""A worker and what it says; None when it has ended."""


class Worker:
    """One process. What it says goes into ``said``, from a thread that reads it."""

    def __init__(self, environment: Mapping[str, str], said: queue.SimpleQueue[Said]) -> None:
        self.job: Job | None = None
        self.environment = environment
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "training.sweep.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_import_path()), **environment},
            # Ctrl-C is for the sweep, which then tells its workers; they have to save first.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._thread = threading.Thread(target=self._listen, args=(said,), daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def start(self, job: Job) -> None:
        """Give it a case to train."""
        self.job = job
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended, and will be found to have
            self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """Let it end after its step, saved; more than once does no harm."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def kill(self) -> None:
        """End it at once. What it has saved stays whole."""
        self._process.kill()
        self.wait(None)

    def wait(self, seconds: float | None) -> None:
        """Wait until it has ended; after so many seconds it is ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()
        self._errors.close()

    def epitaph(self) -> str:
        """Why it ended without being asked to, in a sentence."""
        code = self._process.wait()
        if code < 0:
            return (
                f"Its process was ended by the system (signal {-code}), perhaps because memory ran out. "
                "Run the sweep again with fewer --workers."
            )
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"Its process ended with code {code}{': ' + lines[-1] if lines else ''}. Run the sweep again."

    def _listen(self, said: queue.SimpleQueue[Said]) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                # A process that is ended in the middle of a line leaves half of one.
                with suppress(ValueError, TypeError):
                    said.put((self, CaseEvent(**json.loads(line))))
        said.put((self, None))


def environments(workers: int | None, cases: int, *, gpu: bool) -> list[dict[str, str]]:
    """What each worker finds in its environment: the number of its threads, and which GPU it sees.

    GPUs are dealt out in turn, cores in equal shares. Without a number of ``workers`` there is one for each GPU or,
    where there is none (or the recipes want none), one for each core.
    """
    from training.threads import usable_cores

    cores, gpus = usable_cores(), visible_gpus() if gpu else []
    count = max(1, min(workers or len(gpus) or cores, cases))
    shared = {"OMP_NUM_THREADS": str(max(1, cores // count))}
    return [{**shared, "CUDA_VISIBLE_DEVICES": gpus[n % len(gpus)]} if gpus else dict(shared) for n in range(count)]


def _import_path() -> list[str]:
    """Where a worker finds this package, whatever folder the sweep was started in."""
    before = os.environ.get("PYTHONPATH")
    return [str(Path(training.__file__).parents[1]), *([before] if before else [])]


def visible_gpus() -> list[str]:
    """The GPUs of this machine that may be used, as ``CUDA_VISIBLE_DEVICES`` names them."""
    import torch

    count = torch.cuda.device_count()
    named = [name.strip() for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    return named[:count] if named else [str(n) for n in range(count)]
