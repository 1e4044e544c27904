"""The eight systems of the reports, trained again and measured: a new system is one new file and one line here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from training.errors import InputError

if TYPE_CHECKING:
    from training.reproduce.system import System

MODULES = {
    "A": "inpainting",
    "B": "wafers",
    "C": "eyes",
    "D": "digits",
    "E": "dogs",
    "F": "latent_noise",
    "G": "faces",
    "H": "anomaly",
}
"""The letter of a system to the module in this folder whose ``SYSTEM`` declares it; imported when needed only."""


def letters(wanted: list[str]) -> list[str]:
    """Letters of systems as a user names them (``b``, ``BD``, ``A..D``, ``A-D``), in order; all for none.

    Raises:
        InputError: there is no such system.
    """
    named: set[str] = set()
    for word in wanted:
        first, dots, last = word.upper().replace("..", "-").partition("-")
        ends = (first, last)
        if dots and all(end in MODULES for end in ends):
            named |= {letter for letter in MODULES if first <= letter <= last}
        elif not dots and first and set(first) <= MODULES.keys():
            named |= set(first)
        else:
            raise InputError(
                f"There is no system “{word}”. The systems are {', '.join(MODULES)}; leave it out for all."
            )
    return [letter for letter in MODULES if letter in named or not named]


def declared(letter: str) -> System:
    """The system of a ``letter`` in ``MODULES``."""
    system: System = importlib.import_module(f"{__name__}.{MODULES[letter]}").SYSTEM
    return system
