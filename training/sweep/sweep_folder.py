"""The folder of a sweep: one sweep only, and one process at a time that runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs

from training.atomic import write_atomically
from training.errors import InputError
from training.run_lock import RunLock
from training.sweep.cases import Case
from training.sweep.settings import Sweep
from training.sweep.table import SWEEP


def default_folder(name: str) -> Path:
    """Where the sweep ``name`` goes if nobody says where: in the user's data folder, the same every time."""
    return platformdirs.user_data_path("aeexplorer", appauthor=False) / "sweeps" / name


def open_folder(out: Path, sweep: Sweep) -> RunLock:
    """Make ``out`` the folder of ``sweep``, or take it up again; the lock that is returned keeps others away.

    A sweep may be taken up with more cases, another title, other figures of reports, device or path of the same data.

    Raises:
        InputError: it holds another sweep or a run, cannot be written, or another process runs a sweep there.
    """
    try:
        if (out / "recipe.toml").exists():
            raise InputError(f"The folder {out} holds a run, not a sweep. Give another --out.")
        out.mkdir(parents=True, exist_ok=True)
        lock = RunLock(out)
        try:
            if (out / SWEEP).exists():
                _refuse_another(out, Sweep.load(out / SWEEP), sweep)
            write_atomically(out / SWEEP, sweep.to_toml().encode())
        except BaseException:
            lock.release()
            raise
    except InputError:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        shown = str(out).replace("\0", "\\0")
        raise InputError(f"The folder {shown} cannot be written: {why}. Give another --out.") from error
    return lock


def _refuse_another(out: Path, there: Sweep, here: Sweep) -> None:
    cases = {case.slug: case for case in here.cases()}
    for old in there.cases():
        new = cases.get(old.slug)
        if new is None or _essence(new) != _essence(old):
            what = "is not among these" if new is None else "has other settings here"
            raise InputError(
                f"The folder {out} holds another sweep, “{there.title}”: its case “{old.name}” {what}. "
                "Give another --out, or the same sweep to go on with it."
            )


def _essence(case: Case) -> dict[str, Any]:
    """What of a case cannot change without making it another."""
    return case.recipe.model_dump(exclude={"title": True, "device": True, "data": {"path"}})
