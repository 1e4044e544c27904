"""Latent search: gradient descent on the code, until its picture agrees with the visible pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.restore.way import Needs, Proposal, Way

if TYPE_CHECKING:
    from torch import Tensor

    from training.restore.best_so_far import BestSoFar
    from training.restore.prior import Prior
    from training.restore.problem import Problem


class LatentSearch(Way):
    """Restoring ``kind = "latent-search"``: semantic inpainting (Yeh et al. 2017) with an autoencoder."""

    title: ClassVar[str] = "Latent search"
    description: ClassVar[str] = "Move the code until the rest fits."
    needs: ClassVar[frozenset[Needs]] = frozenset({"model", "prior"})

    kind: Literal["latent-search"] = "latent-search"
    steps: int = Field(60, title="Search steps", ge=1, le=10_000)
    """Steps of Adam (Kingma & Ba 2015)."""
    step_size: float = Field(0.1, title="Step size", gt=0, le=1e9)
    """About how far a number of the code moves in a step, in standard deviations of the prior."""
    prior_weight: float = Field(0.003, title="Weight of the prior", ge=0, le=1000)
    """How much a code counts that is unlike those of undamaged images; against a mean squared error of pixels."""
    starts: int = Field(1, title="Starts", ge=1, le=64)
    """The first search starts at the code of the damaged image, others at codes drawn from the prior."""

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """The start and every step; of several starts, the path of that which is best for each image so far.

        Made small is the mean of (x̂ − x)² over the visible pixels + weight · (squared Mahalanobis distance of the
        code from the prior) / (numbers of the code), of each image for itself.
        """
        import torch

        from training.restore.best_so_far import BestSoFar

        model, n = problem.trained, len(problem.damaged)
        with torch.no_grad():
            posterior = model.encode(problem.damaged)
        prior = _prior(problem, gaussian=posterior.logvar is not None)
        start = self._starts(posterior.mean.flatten(1), prior, problem)
        scale = torch.ones(start.shape[1]) if prior is None else prior.std
        visible = (~problem.hidden).expand_as(problem.damaged).float()
        weights = visible / visible.flatten(1).sum(1).clamp_min(1).view(-1, 1, 1, 1)
        target, weights = (part.repeat(self.starts, 1, 1, 1) for part in (problem.damaged, weights))
        # Adam moves every number alike, so it is given them in standard deviations.
        moved = torch.zeros_like(start, requires_grad=True)
        adam = torch.optim.Adam([moved], lr=self.step_size)
        found = BestSoFar(n)
        for number in range(self.steps + 1):
            with torch.inference_mode(False), torch.enable_grad():
                z = (start + moved * scale).view(-1, *model.latent_shape)
                raw = model.decode(z)
                objective = ((raw - target).square() * weights).flatten(1).sum(1)
                if prior is not None and self.prior_weight > 0:
                    objective = objective + self.prior_weight * prior.distance(z)
                (slope,) = torch.autograd.grad(objective.sum(), moved)
            found.look(raw.detach(), z.detach(), objective.detach(), moved.detach())
            over = number == self.steps or found.all_lost
            remark = " ".join(filter(None, (self._diverged(found), self._unsettled(found) if over else "")))
            yield found.proposal(remark)
            if found.all_lost:
                return
            # A search that is lost must not move on.
            moved.grad = torch.where(found.lost[:, None], 0.0, slope)
            adam.step()

    def _starts(self, codes: Tensor, prior: Prior | None, problem: Problem) -> Tensor:
        """Codes (starts · n, d) to begin at: those of the damaged images (n, d), then others."""
        import torch

        from training.seeds import normal_noise

        noise = (
            normal_noise(problem.seed, f"latent search {number}", problem.indices, tuple(codes.shape[1:]))
            for number in range(1, self.starts)
        )
        if prior is None:
            size = codes.square().mean(1, keepdim=True).sqrt()
            return torch.cat([codes, *(codes + size * some for some in noise)])
        return torch.cat([codes, *(prior.draw(some) for some in noise)])

    def _diverged(self, found: BestSoFar) -> str:
        if not found.images_lost:
            return ""
        where = "" if found.images == 1 else f" for {found.images_lost:,} of {found.images:,} images"
        return (
            f"The search diverged at step {found.lost_at}{where}, and the best picture before that is kept. "
            f"Choose a step size smaller than {self.step_size:g}, such as 0.1."
        )

    def _unsettled(self, found: BestSoFar) -> str:
        if found.images_lost or found.settled:
            return ""
        return f"The search was still getting better after {self.steps} steps; more of them may help."


def _prior(problem: Problem, *, gaussian: bool) -> Prior | None:
    """The prior that is given, or that of a VAE, whose codes are ``gaussian``."""
    from training.restore.prior import Prior

    if problem.prior is None and gaussian:
        return Prior.standard(problem.trained.latent_shape)
    return problem.prior
