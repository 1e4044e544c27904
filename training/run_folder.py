"""A run on disk: its recipe, its event log, its checkpoints, its latent codes. Browsing one needs no torch."""

from __future__ import annotations

import io
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import platformdirs

from training.atomic import write_atomically
from training.errors import InputError
from training.event_log import append, parse
from training.events import Progress
from training.recipe import Recipe
from training.run_lock import RunLock
from training.same_run import check_same_run

if TYPE_CHECKING:
    from training.checkpoint import Checkpoint
    from training.events import Event, LatentsEncoded
CheckpointName = Literal["last", "good"]
"""``last``: where the run stopped. ``good``: its weights from before the loss jumped, if it did."""

PROGRESS_EVERY = 1.0
"""Seconds between logged reports of progress: a run of days keeps a log of megabytes."""


class RunFolder:
    """The folder of one run.

    It holds ``recipe.toml``, ``events.jsonl``, ``checkpoints/last.safetensors`` and, if somebody saved them,
    ``checkpoints/good.safetensors`` and ``latents.npz``. Who creates or resumes it holds its ``lock`` until
    ``release``; reading needs none.
    """

    def __init__(self, path: Path, recipe: Recipe) -> None:
        self.path = path
        self.recipe = recipe
        self._progress_due = 0.0
        self._lock: RunLock | None = None

    @classmethod
    def create(cls, path: Path | str, recipe: Recipe) -> Self:
        """A new run folder, locked; folders above it are made.

        Raises:
            InputError: it holds a run already, or cannot be written.
        """
        path = Path(path)
        folder = cls(path, recipe)
        try:
            _refuse_held(path)
            (path / "checkpoints").mkdir(parents=True, exist_ok=True)
            folder._lock = RunLock(path)
            # Once more: another process may have been quicker.
            _refuse_held(path)
            write_atomically(path / "recipe.toml", recipe.to_toml().encode())
        except InputError:
            raise
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from error
        return folder

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """The run folder at ``path``.

        Raises:
            InputError: there is none, or its recipe is damaged.
        """
        path = Path(path)
        try:
            # Of a name with a zero byte, is_file() below would say no more than that there is no such file.
            path.stat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise InputError(f"The run folder {_shown(path)} cannot be read: {_why(error)}. Check its name.") from error
        if not (path / "recipe.toml").is_file():
            what = "is not a run folder: it has no recipe.toml" if path.is_dir() else "does not exist"
            if path.is_file():
                what = "is a file, not a run folder"
            raise InputError(f"{path} {what}. Give the folder that “fit --out” wrote.")
        return cls(path, Recipe.load(path / "recipe.toml"))

    @classmethod
    def resume(cls, path: Path | str, recipe: Recipe, *, writes: bool = True) -> Self:
        """The run folder at ``path``, to go on with ``recipe``, which may differ in length, device and title only.

        The folder is then locked and holds the new recipe, if this process ``writes``.

        Raises:
            InputError: no run there, another recipe (names the key), or a folder that cannot be written,
                such as one that another process writes to.
        """
        folder = cls.open(path)
        check_same_run(folder.path, folder.recipe, recipe)
        resumed = cls(folder.path, recipe)
        if writes:
            try:
                resumed._lock = RunLock(folder.path)
                if folder.recipe != recipe:
                    write_atomically(folder.path / "recipe.toml", recipe.to_toml().encode())
            except OSError as error:
                raise _unwritable(folder.path, error) from error
        return resumed

    def release(self) -> None:
        """Let others write to the folder; more than once does no harm."""
        if self._lock is not None:
            self._lock.release()

    def log(self, event: Event) -> None:
        """Append ``event`` to ``events.jsonl``; of progress one report a second, and no snapshots or codes.

        Raises:
            InputError: the folder cannot be written any more.
        """
        if isinstance(event, Progress):
            if time.monotonic() < self._progress_due:
                return
            self._progress_due = time.monotonic() + PROGRESS_EVERY
        try:
            append(self.path / "events.jsonl", event)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def events(self) -> list[dict[str, Any]]:
        """The logged events, oldest first: ``event``, ``time`` (ISO 8601, UTC) and the event's own fields.

        A line that a crash has torn is left out. Metrics that were not finite are None.
        """
        try:
            text = (self.path / "events.jsonl").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"The events of the run in {self.path} cannot be read: {error.strerror}.") from error
        return parse(text)

    def has(self, name: CheckpointName = "last") -> bool:
        """Whether there is such a checkpoint."""
        return self._checkpoint(name).is_file()

    def save(self, checkpoint: Checkpoint, name: CheckpointName = "last") -> None:
        """Write ``checkpoint``, whole or not at all.

        Raises:
            InputError: it cannot be written; the one that was there survives.
        """
        from training.checkpoint import write

        try:
            write(self._checkpoint(name), checkpoint)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def load(self, name: CheckpointName = "last") -> Checkpoint:
        """The checkpoint ``name``.

        Raises:
            InputError: there is none, or it is damaged.
        """
        from training.checkpoint import read

        if not self.has(name):
            why = {
                "last": "it ended before it saved anything. Train it again.",
                "good": "it keeps one when its loss jumps, from the epoch before. Take “last”.",
            }
            raise InputError(f"The run in {self.path} has no checkpoint “{name}”: {why[name]}")
        return read(self._checkpoint(name))

    def save_latents(self, latents: LatentsEncoded) -> None:
        """Write the codes of images as ``latents.npz``: ``indices`` (n,), ``codes`` (n, *latent_shape), ``step``.

        Raises:
            InputError: it cannot be written; the file that was there survives.
        """
        buffer = io.BytesIO()
        np.savez(buffer, indices=latents.indices, codes=latents.codes, step=np.int64(latents.step))
        try:
            write_atomically(self.path / "latents.npz", buffer.getvalue())
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def image_shape(self) -> tuple[int, int, int]:
        """Shape (C, H, W) of the images that the run was trained on.

        Raises:
            InputError: the event log does not say.
        """
        for entry in self.events():
            match entry:
                case {"event": "RunStarted", "image_shape": [int(c), int(h), int(w)]} if min(c, h, w) > 0:
                    return c, h, w
        raise InputError(
            f"The run in {self.path} does not say what shape its images have: its events.jsonl is damaged or missing. "
            "Restore that file, or train again into a new run folder."
        )

    def _checkpoint(self, name: CheckpointName) -> Path:
        return self.path / "checkpoints" / f"{name}.safetensors"


def new_run_path(name: str) -> Path:
    """Where a run of the recipe ``name`` goes if nobody says where: in the user's data folder, by date and time."""
    runs = platformdirs.user_data_path("aeexplorer", appauthor=False) / "runs"
    stem = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    free = (runs / (stem if n == 1 else f"{stem}-{n}") for n in count(1))
    return next(path for path in free if not path.exists())


def _refuse_held(path: Path) -> None:
    if (path / "recipe.toml").exists():
        raise InputError(
            f"The folder {path} already holds a run. Continue it with --resume (resume=True), or give another folder."
        )


def _unwritable(path: Path, error: OSError | ValueError) -> InputError:
    return InputError(
        f"The run folder {_shown(path)} cannot be written: {_why(error)}. "
        "Free some space there or check its permissions, or give another folder."
    )


def _shown(path: Path) -> str:
    """The path without what would end a line of a terminal's text early."""
    return str(path).replace("\0", "\\0")


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
