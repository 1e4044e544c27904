"""Best so far: what a search has found for each image, which of its starts leads, and which have gone astray."""

from __future__ import annotations

import torch
from torch import Tensor

from training.restore.way import Proposal

FARTHEST = 1000.0
"""Standard deviations that a number of a code may move; beyond, the search is lost."""
WORSE = 100.0
"""Times the objective at the start, plus 1, beyond which a search is lost."""
STILL, FLOOR, WINDOW = 0.01, 1e-5, 10
"""A search has settled when its objective fell by less than this share, or by this much, in so many steps."""


class BestSoFar:
    """Follows searches for ``images`` images, each from several starts: tensors hold (starts · images) searches."""

    def __init__(self, images: int) -> None:
        self.images = images
        self.lost = torch.zeros(0, dtype=torch.bool)
        """Which searches have diverged, (starts · images,)."""
        self.lost_at = 0
        """The first step at which one did."""
        self._number = -1
        self._first = self._least = torch.zeros(0)
        self._raw = self._codes = torch.zeros(0)
        self._now: tuple[Tensor, Tensor] = (self._raw, self._codes)
        self._course: list[Tensor] = []

    def look(self, raw: Tensor, codes: Tensor, objective: Tensor, moved: Tensor) -> None:
        """Take in a step: pictures (s, C, H, W), their codes, objective (s,), and moves from the start (s, d)."""
        self._number += 1
        if self._number == 0:
            self.lost = torch.zeros(len(raw), dtype=torch.bool)
            self._first, self._least = objective, torch.full_like(objective, torch.inf)
            self._raw, self._codes = raw, codes
        lost = ~torch.isfinite(objective) | (objective > WORSE * self._first + 1)
        lost |= ~(moved.abs() <= FARTHEST).all(1)
        if bool((lost & ~self.lost).any()):
            self.lost_at = self.lost_at or self._number
        self.lost = self.lost | lost
        better = (objective < self._least) & ~self.lost
        self._least = torch.where(better, objective, self._least)
        self._raw, self._codes = _where(better, raw, self._raw), _where(better, codes, self._codes)
        # Of what is lost, the best before is shown.
        self._now = _where(self.lost, self._raw, raw), _where(self.lost, self._codes, codes)
        self._course.append(self._leading(self._least))

    @property
    def all_lost(self) -> bool:
        """Whether no search can go on."""
        return bool(self.lost.all())

    @property
    def images_lost(self) -> int:
        """Images of which every search is lost."""
        return int(self.lost.view(-1, self.images).all(0).sum()) if self.images else 0

    @property
    def settled(self) -> bool:
        """Whether the last steps gained next to nothing, for any image."""
        if len(self._course) <= WINDOW or bool(self.lost.any()):
            return False
        before, now = self._course[-1 - WINDOW], self._course[-1]
        return bool((before - now <= (STILL * before).clamp_min(FLOOR)).all())

    def proposal(self, remark: str) -> Proposal:
        """The step of each image's leading search, and the best picture that was found."""
        raw, codes = (self._leading(part) for part in self._now)
        return Proposal(raw, self._leading(self._raw), codes, self._course[-1], settled=self.settled, remark=remark)

    def _leading(self, values: Tensor) -> Tensor:
        """Of values (starts · n, …), those of each image's best start, (n, …)."""
        if len(values) == self.images:
            return values
        start = self._least.view(-1, self.images).argmin(0)
        return values[start * self.images + torch.arange(self.images)]


def _where(which: Tensor, new: Tensor, old: Tensor) -> Tensor:
    return torch.where(which.view(-1, *[1] * (new.ndim - 1)), new, old)
