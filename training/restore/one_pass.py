"""One pass: encode the damaged image, decode its code once. With a model trained to denoise, that is denoising."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from training.restore.way import Proposal, Way

if TYPE_CHECKING:
    from training.restore.problem import Problem


class OnePass(Way):
    """Restoring ``kind = "one-pass"``."""

    title: ClassVar[str] = "One pass"
    description: ClassVar[str] = "Encode the damage, decode once."

    kind: Literal["one-pass"] = "one-pass"

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """The decoded mean of the posterior, in a single step."""
        import torch

        with torch.no_grad():
            codes = problem.trained.encode(problem.damaged).mean
            raw = problem.trained.decode(codes)
        yield Proposal(raw, raw, codes, settled=True)
