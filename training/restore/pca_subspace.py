"""PCA subspace: the point of the training images' principal subspace that fits the visible pixels. A yardstick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.restore.way import Needs, Proposal, Way

if TYPE_CHECKING:
    from training.restore.problem import Problem

PORTION = 2**24
"""Numbers that are solved for at a time."""


class PcaSubspace(Way):
    """Restoring ``kind = "pca-subspace"``."""

    title: ClassVar[str] = "PCA subspace"
    description: ClassVar[str] = "Linear fit to the visible pixels, no network."
    needs: ClassVar[frozenset[Needs]] = frozenset({"subspace"})

    kind: Literal["pca-subspace"] = "pca-subspace"
    components: int = Field(64, title="Components", ge=1, le=4096)
    """How many principal axes; fewer where the subspace has fewer."""
    noise: float = Field(0.1, title="Noise", gt=0, le=10)
    """Standard deviation by which pixels are allowed to miss the subspace; it keeps the fit from running away."""

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """The least-squares fit with a ridge, in a single step.

        c = (A M Aᵀ + noise² Λ⁻¹)⁻¹ A M (x − μ), with the axes A, their variances Λ and the visible pixels M: the most
        probable point under the Gaussian of the training images (probabilistic PCA; Tipping & Bishop 1999).
        """
        import torch

        space = problem.subspace
        assert space is not None
        axes, variances = space.axes[: self.components], space.variances[: self.components]
        ridge = torch.diag(self.noise**2 / variances)
        raw = []
        images = max(PORTION // max(axes.numel(), 1), 1)
        for x, hidden in zip(torch.split(problem.damaged, images), torch.split(problem.hidden, images), strict=True):
            visible = (~hidden).expand_as(x).flatten(1).double()
            seen = axes * visible[:, None]
            right = seen @ (x.flatten(1).double() - space.mean)[:, :, None]
            c = torch.linalg.solve(seen @ axes.T + ridge, right).squeeze(2)
            raw.append((space.mean + c @ axes).to(x.dtype).view_as(x))
        picture = torch.cat(raw) if raw else problem.damaged
        yield Proposal(picture, picture, settled=True)
