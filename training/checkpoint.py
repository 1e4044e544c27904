"""Checkpoint: the weights and optimizer state of one step, in a safetensors file that is never half written."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from training.atomic import write_atomically
from training.errors import InputError

FORMAT = "aeexplorer checkpoint 1"
"""Says which layout a file has; a later layout gets the next number."""

_MODEL = "model."


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that a run needs to go on.

    Attributes:
        step: optimizer steps taken.
        epoch: whole passes over the training images.
        tensors: ``model.<name in the state dict>``, ``optimizer.<parameter's index>.<exp_avg|exp_avg_sq|step>``.
        metadata: what else has to be known, as strings.
    """

    step: int
    epoch: int
    tensors: dict[str, Tensor]
    metadata: dict[str, str] = field(default_factory=dict)


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Write ``checkpoint`` to ``path``, whole or not at all.

    Raises:
        OSError: it cannot be written, such as for a full disk. The file that was there survives.
    """
    # Copies: safetensors refuses tensors that share memory or are views of something larger.
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in checkpoint.tensors.items()
    }
    metadata = {
        **checkpoint.metadata,
        "format": FORMAT,
        "step": str(checkpoint.step),
        "epoch": str(checkpoint.epoch),
        "crc32": _crc32(tensors),
    }
    write_atomically(path, save(tensors, metadata))


def read(path: Path) -> Checkpoint:
    """The checkpoint at ``path``, on the CPU. Nothing in the file is ever executed.

    Raises:
        InputError: there is no such file, it is damaged, or not a checkpoint of aeexplorer.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The checkpoint {path} cannot be read: {error.strerror}. Check the run folder.") from error
    try:
        tensors: dict[str, Tensor] = load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    except (SafetensorError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    metadata: dict[str, str] = header.get("__metadata__") or {}
    if metadata.get("format") != FORMAT:
        found = metadata.get("format", "no format")
        raise InputError(
            f"The file {path} is not a checkpoint that this version of aeexplorer reads: it declares “{found}”, "
            f"and “{FORMAT}” is needed. Give a run folder that this version made."
        )
    if metadata.get("crc32") != _crc32(tensors):
        raise _damaged(path, "its numbers do not match their checksum")
    try:
        step, epoch = int(metadata["step"]), int(metadata["epoch"])
    except (KeyError, ValueError) as error:
        raise _damaged(path, "it does not say which step it is of") from error
    return Checkpoint(step, epoch, tensors, metadata)


def fill(model: nn.Module, tensors: Mapping[str, Tensor], where: Path | str) -> None:
    """Copy the weights ``model.*`` of a checkpoint's ``tensors`` into ``model``; the rest is left alone.

    The model is unchanged where an error is raised; ``where`` names the checkpoint in it.

    Raises:
        InputError: a layer is missing, unknown, of another shape, or not finite; names the layer and the shapes.
    """
    state = model.state_dict()
    found = {name.removeprefix(_MODEL): tensor for name, tensor in tensors.items() if name.startswith(_MODEL)}
    for name, own in state.items():
        if name not in found:
            raise _foreign(where, f"the recipe's model has a layer “{name}” {_shape(own)} that the checkpoint lacks")
        if found[name].shape != own.shape:
            raise _foreign(
                where, f"layer “{name}” is {_shape(own)} in the recipe's model but {_shape(found[name])} there"
            )
        if not bool(found[name].isfinite().all()):
            raise InputError(
                f"The checkpoint {where} cannot be used: layer “{name}” has weights that are not finite. "
                "The file is damaged, or the training diverged. Restore it from a copy, or train again into a new run "
                "folder with a smaller learning rate."
            )
    for name in found:
        if name not in state:
            raise _foreign(where, f"it has a layer “{name}” {_shape(found[name])} that the recipe's model lacks")
    model.load_state_dict(found)


def _crc32(tensors: Mapping[str, Tensor]) -> str:
    """Checksum of all numbers: safetensors itself notices a damaged header only."""
    crc = 0
    for name in sorted(tensors):
        crc = zlib.crc32(tensors[name].reshape(-1).view(torch.uint8).numpy().data, crc)
    return f"{crc:08x}"


def _shape(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "a single number"


def _damaged(path: Path | str, why: str) -> InputError:
    return InputError(
        f"The checkpoint {path} is damaged: {why.rstrip('.')}. "
        "Restore the file from a copy, or train again into a new run folder."
    )


def _foreign(where: Path | str, what: str) -> InputError:
    return InputError(
        f"The checkpoint {where} does not fit the recipe: {what}. Use it with the recipe that it was trained with."
    )
