"""A trained model, taken up from its run folder: encode, decode and reconstruct with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from training.broken_weights import REMEDY
from training.build import build_model
from training.checkpoint import Checkpoint, fill
from training.errors import InputError
from training.models.autoencoder import Autoencoder
from training.run_folder import CheckpointName, RunFolder
from training.snapshot import ArrayOrTensor, Snapshot


class SavedRun:
    """A trained model from a run folder. Arrays in, arrays out; tensors in, tensors out.

    Every answer is finite: pixels and codes that are not are refused with an ``InputError``, and so are weights that
    answer finite ones with NaN or infinity.
    """

    def __init__(self, folder: RunFolder, snapshot: Snapshot) -> None:
        self.folder = folder
        self.recipe = folder.recipe
        self.snapshot = snapshot

    def encode(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Codes (N, *latent_shape) of pixels (N, C, H, W), uint8 or float in [0, 1]: the posterior means."""
        return self._finite(self.snapshot.encode(x))

    def decode(self, z: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of codes (N, *latent_shape)."""
        return self._finite(self.snapshot.decode(z))

    def reconstruct(self, x: ArrayOrTensor) -> ArrayOrTensor:
        """Pixels (N, C, H, W) of the decoded posterior means of ``x``."""
        return self._finite(self.snapshot.reconstruct(x))

    def events(self) -> list[dict[str, Any]]:
        """What the run said, oldest first: see ``RunFolder.events``."""
        return self.folder.events()

    def _finite(self, answer: ArrayOrTensor) -> ArrayOrTensor:
        if not np.isfinite(np.asarray(answer)).all():
            raise InputError(
                "What the model makes of this is not finite (NaN or infinite): its weights are not, or are too large. "
                f"{REMEDY}"
            )
        return answer


def load_run(folder: Path | str, checkpoint: CheckpointName = "last") -> SavedRun:
    """The trained model of the run in ``folder``, on the CPU.

    Raises:
        InputError: no run there, or its checkpoint is missing, damaged, or does not fit its recipe.
    """
    run = RunFolder.open(folder)
    model, saved = load_model(run, checkpoint)
    return SavedRun(run, Snapshot(model, step=saved.step, epoch=saved.epoch))


def load_model(run: RunFolder, checkpoint: CheckpointName = "last") -> tuple[Autoencoder, Checkpoint]:
    """The model of a run with the weights of one of its checkpoints, on the CPU, and that checkpoint.

    Raises:
        InputError: the checkpoint is missing, damaged, or does not fit the run's recipe.
    """
    saved = run.load(checkpoint)
    model = build_model(run.recipe, run.image_shape())
    fill(model, saved.tensors, run.path)
    return model.eval(), saved
