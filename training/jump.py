"""Notices a loss that jumps up in the middle of training and stays there, though it remains a finite number."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

FACTOR = 3.0
"""A loss so many times its best has jumped."""
RECOVERED = 1.5
"""A loss that comes back to less than so many times its best has recovered, and may jump again."""
NEGLIGIBLE = 0.01
"""Losses below this share of the first one are as good as zero: nothing jumps among them."""
BLOCK = 64
"""Steps whose mean loss is compared: a single batch says little, least of all one of four images."""
LASTING = 16
"""Steps in a row that all have to be high: no unlucky batch makes so many."""
NEWEST = 4
"""Steps in a row that have to confirm a held-out loss that jumped: batch norm alone can make that leap, too."""


@dataclass(frozen=True, slots=True)
class Jump:
    """From which loss to which it jumped: means over steps or images."""

    before: float
    after: float


class JumpDetector:
    """Hears every loss in turn; a jump is said once, and again only after the loss has recovered."""

    def __init__(self) -> None:
        self.jumped = False
        """Whether the loss has jumped and not recovered yet."""
        self.sound = True
        """Whether it had not at the end of the newest epoch, and the held-out loss was near its best, too."""
        self.forget()

    def forget(self) -> None:
        """Begin anew: the losses to come measure something else, such as another weight of the KL term."""
        self.jumped = False
        self._first = math.nan
        self._best = math.inf
        self._best_held_out = math.inf
        self._block: list[float] = []
        self._newest: deque[float] = deque(maxlen=LASTING)

    def hear_steps(self, losses: Iterable[float]) -> Jump | None:
        """The training losses of the next steps; the jump, if one of them completes it."""
        jump = None
        for loss in losses:
            jump = self._hear_step(loss) or jump
        return jump

    def hear_held_out(self, loss: float) -> Jump | None:
        """The held-out loss at the end of an epoch; the jump, if the newest training losses confirm it."""
        best, self._best_held_out = self._best_held_out, min(self._best_held_out, loss)
        if math.isnan(self._first):
            self._first = loss
        newest = list(self._newest)[-NEWEST:]
        rose = len(newest) == NEWEST and self._high(min(newest), self._best, RECOVERED)
        # Losses that have been high since the first steps have no better ones of their own to have risen from.
        began_high = len(newest) == NEWEST and self._high(min(newest), best, FACTOR)
        high = self._high(loss, best, FACTOR)
        self.sound = not self.jumped and not high
        if self.jumped or not high or not (rose or began_high):
            return None
        self.jumped = True
        if not rose:
            self._best = best
        return Jump(best, loss)

    def _hear_step(self, loss: float) -> Jump | None:
        self._newest.append(loss)
        self._block.append(loss)
        jump = None
        lasting = len(self._newest) == LASTING and self._high(min(self._newest), self._best, FACTOR)
        if lasting and not self.jumped:
            self.jumped = True
            jump = Jump(self._best, sum(self._newest) / LASTING)
        if len(self._block) == BLOCK:
            mean = sum(self._block) / BLOCK
            self._block.clear()
            if math.isnan(self._first):
                self._first = mean
            if not self._high(mean, self._best, RECOVERED):
                self.jumped = False
            self._best = min(self._best, mean)
        return jump

    def _high(self, loss: float, best: float, factor: float) -> bool:
        return loss > factor * max(best, NEGLIGIBLE * self._first)
