"""Restore damaged images in one of the ways: step by step, or at once."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from training.broken_weights import BROKEN, REMEDY, are_finite
from training.errors import InputError
from training.restore.output import into_unit
from training.restore.paste_back import feathered, paste_back, paste_back_feathered
from training.restore.problem import Problem, checked
from training.restore.remarks import remark_on
from training.restore.sharpen import sharpen
from training.restore.way import Way
from training.snapshot import Snapshot

if TYPE_CHECKING:
    from training.models.autoencoder import Autoencoder
    from training.restore.prior import Prior
    from training.restore.subspace import Subspace


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where a restoration stands after one of its steps; tensors are on the CPU.

    Attributes:
        number: of the step, from 0.
        pixels: the restored images if this were the last step, (n, C, H, W): mapped, sharpened, pasted back.
        picture: this step's own picture, the same way.
        codes: this step's codes (n, *latent_shape); None for a way without codes.
        objective: what a search makes small, (n,); None for a way that makes nothing small.
        settled: whether more steps would change next to nothing.
        about: a sentence for people about the holes, empty if there is nothing to say.
        remark: a sentence for people about this step, empty if there is nothing to say.
    """

    number: int
    pixels: Tensor
    picture: Tensor
    codes: Tensor | None
    objective: Tensor | None
    settled: bool
    about: str
    remark: str

    @property
    def note(self) -> str:
        """All that has to be said."""
        return " ".join(filter(None, (self.about, self.remark)))


@dataclass(frozen=True, slots=True, eq=False)
class Restoration:
    """Restored images, and the way there.

    Attributes:
        pixels: (n, C, H, W); in [0, 1] unless the way's output mapping is ``none``.
        codes: of each step, (steps, n, *latent_shape); None for a way without codes.
        pictures: of each step, (steps, n, C, H, W); None unless they were kept.
        settled: whether more steps would have changed next to nothing.
        about: a sentence for people about the holes, empty if there is nothing to say.
        remark: a sentence for people about the way there, empty if there is nothing to say.
    """

    pixels: Tensor
    codes: Tensor | None
    pictures: Tensor | None
    settled: bool
    about: str
    remark: str

    @property
    def note(self) -> str:
        """All that has to be said."""
        return " ".join(filter(None, (self.about, self.remark)))


def restore(
    way: Way,
    model: Autoencoder | Snapshot | None,
    corrupted: Tensor,
    hidden: Tensor | None,
    *,
    prior: Prior | None = None,
    subspace: Subspace | None = None,
    seed: int = 0,
    indices: Tensor | None = None,
    keep_path: bool = True,
) -> Restoration:
    """Restore at once what ``steps`` restores step by step; ``keep_path`` keeps every step's codes and picture.

    Raises:
        InputError: see ``steps``.
    """
    codes, pictures = [], []
    last = None
    for last in steps(way, model, corrupted, hidden, prior=prior, subspace=subspace, seed=seed, indices=indices):
        if keep_path:
            pictures.append(last.picture)
            if last.codes is not None:
                codes.append(last.codes)
    assert last is not None, "every way proposes something"
    return Restoration(
        last.pixels,
        torch.stack(codes) if codes else None,
        torch.stack(pictures) if pictures else None,
        last.settled,
        last.about,
        last.remark,
    )


def steps(
    way: Way,
    model: Autoencoder | Snapshot | None,
    corrupted: Tensor,
    hidden: Tensor | None,
    *,
    prior: Prior | None = None,
    subspace: Subspace | None = None,
    seed: int = 0,
    indices: Tensor | None = None,
) -> Generator[Step]:
    """Restore ``corrupted`` images (n, C, H, W), uint8 or float; what is given is checked before the first step.

    Whoever reads the steps may stop at any time: every step has the best picture so far. The same arguments give the
    same steps, and an image comes out the same in every batch (up to rounding).

    Args:
        way: how.
        model: a snapshot, or a model in any mode and on any device, which is copied; None for a way without one.
        corrupted: the damaged images.
        hidden: where they are damaged, (n, 1, H, W) bool; None if nobody knows: then nothing is pasted back.
        prior: what the codes of undamaged images are like, for a search.
        subspace: the training images' principal subspace, for the way that needs it.
        seed: decides what is drawn.
        indices: (n,) int64, each image's number in its data set; 0, 1, 2 … unless given.

    Raises:
        InputError: something that the way needs is missing, or images, mask and model do not go together.
    """
    network = model.model if isinstance(model, Snapshot) else model and Snapshot(model, step=0, epoch=0.0).model
    if network is None and "model" in way.needs:
        raise InputError(f"“{way.title}” needs a trained model. Train one, or open a run.")
    if subspace is None and "subspace" in way.needs:
        raise InputError(f"“{way.title}” needs the training images' subspace. Open the data that the model learned.")
    damaged, holes = checked(corrupted, hidden, network)
    if subspace is not None and "subspace" in way.needs and damaged.shape[1:] != subspace.shape:
        raise InputError("The image is not of the shape of the images that the subspace is of. Fit it to that shape.")
    problem = Problem(
        damaged=damaged,
        hidden=holes,
        model=network if "model" in way.needs else None,
        prior=prior,
        subspace=subspace,
        seed=seed,
        indices=torch.arange(len(damaged)) if indices is None else indices.cpu(),
    )
    return _steps(way, problem, unknown=hidden is None)


def _steps(way: Way, problem: Problem, *, unknown: bool) -> Generator[Step]:
    share = feathered(problem.hidden, way.feather) if way.paste == "feathered" else None
    about = "" if unknown else remark_on(problem.damaged, problem.hidden)

    def finished(raw: Tensor) -> Tensor:
        pixels = into_unit(raw, way.output)
        if way.sharpening > 0:
            pixels = sharpen(pixels, amount=way.sharpening)
        if unknown or way.paste == "none":
            return pixels
        if share is not None:
            return paste_back_feathered(pixels, problem.damaged, share)
        return paste_back(pixels, problem.damaged, problem.hidden)

    good = problem.damaged
    for number, proposal in enumerate(way.proposals(problem)):
        best, lost = _or_last_good(proposal.best.detach(), good)
        good = best
        said = _why_lost(problem) if lost else ""
        same = proposal.best is proposal.raw
        pixels = finished(best)
        yield Step(
            number,
            pixels,
            pixels if same else finished(_or_last_good(proposal.raw.detach(), best)[0]),
            None if proposal.codes is None else proposal.codes.detach(),
            proposal.objective,
            proposal.settled and not lost,
            about,
            " ".join(filter(None, (proposal.remark, said))),
        )


def _or_last_good(raw: Tensor, good: Tensor) -> tuple[Tensor, bool]:
    """``raw`` pictures, those that are not all numbers replaced by the last ``good`` ones; and whether some were."""
    finite = torch.isfinite(raw).flatten(1).all(1)
    if bool(finite.all()):
        return raw, False
    return torch.where(finite.view(-1, 1, 1, 1), raw, good), True


def _why_lost(problem: Problem) -> str:
    """Why what was put out was no picture, and what to do."""
    if problem.model is not None and not are_finite(problem.model):
        return f"{BROKEN} The last good picture is kept. {REMEDY}"
    return (
        "What was put out was no picture any more (not finite), as its numbers grew without bound; the last good one "
        "is kept. Choose a smaller step size or fewer rounds."
    )
