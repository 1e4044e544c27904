"""The command ``aeexplorer``: opens the window, or does what its options say without one."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from pathlib import Path

from aeexplorer.display import has_display

DEBIAN_LIBRARIES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0"


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns its exit code: 0 all well, 1 a tour stop failed, 2 something given cannot be used."""
    options = _parser().parse_args(arguments)
    if options.demo is not None:
        from aeexplorer.demo import demo

        return demo(options.demo)
    if not has_display() and options.tour is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not has_display():
        print(
            "There is no display, so no window can open. Log in to a desktop, or run "
            "“aeexplorer --demo DIR” for a demonstration that needs none.",
            file=sys.stderr,
        )
        return 2
    try:
        from aeexplorer.app import run
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        print(
            f"Qt cannot start: {error}. On Debian and Ubuntu, install what it needs with\n"
            f"  sudo apt-get install {DEBIAN_LIBRARIES}",
            file=sys.stderr,
        )
        return 2
    return run(recipe=options.recipe, reset_settings=options.reset_settings, tour=options.tour)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aeexplorer", description="Train autoencoders live, and see and touch their latent space."
    )
    parser.add_argument("recipe", nargs="?", help="a built-in recipe's name or a TOML file to open")
    parser.add_argument("--version", action="version", version=f"aeexplorer {version('aeexplorer')}")
    parser.add_argument("--reset-settings", action="store_true", help="forget window layout, theme and other settings")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="drive the window through a visit, a PNG per stop")
    parser.add_argument("--demo", type=Path, metavar="DIR", help="train without a window; write pictures and figures")
    return parser


if __name__ == "__main__":
    sys.exit(main())
