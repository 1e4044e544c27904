"""``python -m training`` and ``aeexplorer-train``: the engine on the command line."""

from __future__ import annotations

# Whatever takes time to import is imported in `main`, where Ctrl-C has an answer already.
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells count."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 (it failed), 2 (what was given cannot be used) or 130 (Ctrl-C).

    Users never see a traceback: one goes to a log file, whose path is printed. A reader of the output who goes away
    stops nothing; output that a full disk refuses is an exit code of 2.
    """
    try:
        from training.streams import forgiving_streams

        with forgiving_streams() as out:
            code = _run(list(sys.argv[1:] if arguments is None else arguments))
            sys.stdout.flush()
            if out is not None and out.failure is not None:
                return _say(f"The output cannot be written: {out.failure.strerror}. Send it elsewhere.", code or 2)
            return code
    except KeyboardInterrupt:
        return _say("Interrupted.", INTERRUPTED)


def _run(arguments: list[str]) -> int:
    import typer

    from training.cli import app
    from training.errors import InputError

    # typer carries its own copy of click since 0.20 or so; this is UsageError in either.
    usage_error: type[Exception] = typer.BadParameter.__mro__[1]
    try:
        code = app(args=arguments, prog_name="aeexplorer-train", standalone_mode=False)
    except InputError as error:
        return _say(str(error), 2)
    except usage_error as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "aeexplorer-train"
        sentence: str = error.format_message()  # type: ignore[attr-defined]  # of UsageError, see above
        return _say(f"{sentence.rstrip('.')}. “{command} --help” says what it takes.", 2)
    except typer.Abort:
        return _say("Interrupted.", INTERRUPTED)
    except Exception as error:
        return _say(
            f"Something went wrong inside aeexplorer ({_first_line(error)}). What was saved is safe. "
            f"Please report it with the log file {_log()}.",
            1,
        )
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int) -> int:
    # Of several processes on a machine, one speaks: the others have met the same.
    if os.environ.get("LOCAL_RANK", "0") == "0":
        with suppress(OSError):
            print(sentence, file=sys.stderr)
    return code


def _first_line(error: Exception) -> str:
    return ": ".join([type(error).__name__, *str(error).splitlines()[:1]])


def _log() -> Path:
    """Write the present exception's traceback to a new log file and say which."""
    import tempfile
    import traceback
    from datetime import datetime
    from pathlib import Path

    import platformdirs

    name = f"train-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (platformdirs.user_log_path("aeexplorer", appauthor=False), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(traceback.format_exc(), encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path("that could not be written")


if __name__ == "__main__":
    sys.exit(main())
