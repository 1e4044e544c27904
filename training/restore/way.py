"""What every way to restore is: its settings, and the steps by which it comes to a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.part import Part, unit
from training.restore.output import Output

if TYPE_CHECKING:
    from torch import Tensor

    from training.restore.problem import Problem

Needs = Literal["model", "prior", "subspace"]
"""What a way asks for besides the damaged images: a trained model, a prior of its codes, the images' subspace."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a way has come to after one step.

    Attributes:
        raw: the picture of this step, (n, C, H, W), as it was put out.
        best: the best picture up to now, (n, C, H, W), as it was put out; mostly ``raw`` itself.
        codes: the codes of ``raw``, (n, *latent_shape), where it was decoded from some.
        objective: what the step had to make small, for each image (n,), where there is such a thing.
        settled: whether more steps would change next to nothing.
        remark: a sentence for people; empty while there is nothing to say.
    """

    raw: Tensor
    best: Tensor
    codes: Tensor | None = None
    objective: Tensor | None = None
    settled: bool = False
    remark: str = ""


class Way(Part):
    """A way to restore. A new one is a new file with a subclass, and one more member in this folder's list."""

    title: ClassVar[str]
    """Name, for people."""
    description: ClassVar[str]
    """What it does in a few words, for people."""
    needs: ClassVar[frozenset[Needs]] = frozenset({"model"})
    """What it cannot do without; a prior makes a search better and may be missing."""

    kind: str = ""
    output: Output = Field("clamp", title="Output range")
    """What is done with pixels below 0 and above 1: nothing, cut them off, or stretch the image (report A)."""
    sharpening: float = Field(0.0, title="Sharpening", ge=0, le=10)
    """Weight of an unsharp mask on the result before anything is pasted back (report D); 0: none."""
    paste: Literal["hard", "feathered", "none"] = Field("hard", title="Paste back")
    """Keep every pixel that was not hidden; or fade into those beside the hole; or show the whole output."""
    feather: float = Field(2.0, title="Feather", ge=0, le=64, json_schema_extra=unit("px"))
    """Width of the soft edge around the hole, where it is feathered."""

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """The steps to a restored picture, at least one; the last one's ``best`` counts.

        Whoever reads them may stop at any time. An image's result never depends on the others of its batch.
        """
        raise NotImplementedError
