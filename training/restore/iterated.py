"""Iterated: paste the known pixels back over the restored picture, encode it again, until it settles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.part import unit
from training.restore.way import Proposal, Way

if TYPE_CHECKING:
    from torch import Tensor

    from training.restore.problem import Problem


class Iterated(Way):
    """Restoring ``kind = "iterated"``."""

    title: ClassVar[str] = "Iterated"
    description: ClassVar[str] = "Paste back and encode again until it settles."

    kind: Literal["iterated"] = "iterated"
    rounds: int = Field(20, title="Rounds", ge=1, le=1000)
    """The most rounds, the first pass included."""
    tolerance: float = Field(0.5, title="Tolerance", ge=0, le=255, json_schema_extra=unit("/ 255"))
    """It has settled when the hidden pixels change by no more than this on average, in grey levels out of 255."""

    def proposals(self, problem: Problem) -> Iterator[Proposal]:
        """A step a round. An image that has settled stays as it is while others go on."""
        import torch

        from training.restore.paste_back import paste_back

        model, hidden = problem.trained, problem.hidden
        # Of images without a known hole all pixels may change.
        changing = hidden | ~hidden.flatten(1).any(1).view(-1, 1, 1, 1)
        area = changing.flatten(1).sum(1) * problem.damaged.shape[1]
        seen = problem.damaged
        done = torch.zeros(len(seen), dtype=torch.bool)
        raw = codes = seen.new_zeros(0)
        for number in range(self.rounds):
            with torch.no_grad():
                new_codes = model.encode(seen).mean
                new_raw = model.decode(new_codes)
            keep = done.view(-1, 1, 1, 1)
            raw = torch.where(keep, raw, new_raw) if number else new_raw
            codes = torch.where(done.view(-1, *[1] * (new_codes.ndim - 1)), codes, new_codes) if number else new_codes
            # The model was trained on pixels, whatever it puts out.
            pasted = paste_back(raw.clamp(0, 1), problem.damaged, changing)
            change = ((pasted - seen).abs() * changing).flatten(1).sum(1) / area
            seen = pasted
            if number:
                done = done | ~(change > self.tolerance / 255)
            settled = bool(done.all())
            over = number + 1 == self.rounds and not settled
            yield Proposal(raw, raw, codes, settled=settled, remark=self._unsettled(done) if over else "")
            if settled:
                return

    def _unsettled(self, done: Tensor) -> str:
        rounds = f"{self.rounds} round{'s' if self.rounds > 1 else ''}"
        if len(done) == 1:
            return f"It has not settled after {rounds}."
        return f"{int((~done).sum()):,} of {len(done):,} images have not settled after {rounds}."
