"""``--weights``: which of a run's checkpoints a command asks."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Weights(StrEnum):
    """The names of ``training.run_folder.CheckpointName``."""

    LAST = "last"
    GOOD = "good"


WeightsOption = Annotated[
    Weights, typer.Option("--weights", help="Where the run stopped, or good: from before its loss jumped, if it did.")
]
