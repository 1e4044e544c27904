"""``python -m training`` and ``aeexplorer-train``: the engine on the command line."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import platformdirs
import typer

from training.cli import app
from training.errors import InputError

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells count."""

# typer carries its own copy of click since 0.20 or so; this is UsageError in either.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 (it failed), 2 (what was given cannot be used) or 130 (Ctrl-C).

    Users never see a traceback: one goes to a log file, whose path is printed.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows “?” for what it lacks, instead of ending the run.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        code = app(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="aeexplorer-train",
            standalone_mode=False,
        )
    except InputError as error:
        return _say(str(error), 2)
    except _UsageError as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "aeexplorer-train"
        sentence: str = error.format_message()  # type: ignore[attr-defined]  # of UsageError, see above
        return _say(f"{sentence.rstrip('.')}. “{command} --help” says what it takes.", 2)
    except (KeyboardInterrupt, typer.Abort):
        return _say("Interrupted.", INTERRUPTED)
    except Exception as error:
        return _say(
            f"Something went wrong inside aeexplorer ({_first_line(error)}). What was saved is safe. "
            f"Please report it with the log file {_log(traceback.format_exc())}.",
            1,
        )
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int) -> int:
    # Of several processes on a machine, one speaks: the others have met the same.
    if os.environ.get("LOCAL_RANK", "0") == "0":
        print(sentence, file=sys.stderr)
    return code


def _first_line(error: Exception) -> str:
    return ": ".join([type(error).__name__, *str(error).splitlines()[:1]])


def _log(text: str) -> Path:
    """Write ``text`` to a new log file and say which."""
    name = f"train-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (platformdirs.user_log_path("aeexplorer", appauthor=False), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path("that could not be written")


if __name__ == "__main__":
    sys.exit(main())
