"""What is to be generated, as the window lets it be set: nothing that was set for one way is lost in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from training.compare.conditions import Conditions
from training.generation.order import By, Order
from training.latent.samplers import SAMPLERS, Sampler
from training.latent.samplers.noisy_codes import NoisyCodes

USUAL: Mapping[By, str] = {"class": "noise", "image": "noise", "nothing": "gaussian"}
"""The sampler of each way at first, as ``training generate`` has it; freely a VAE is drawn from its prior."""
PRIOR = "normal"
SEED = "seed"
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The settings.

    Attributes:
        by: whether new images belong to classes, to chosen images or to nothing.
        images: the chosen images, as people write their numbers from 1.
        each: how many new images, for each of the ways.
        kinds: the sampler that was chosen for each of the ways; one that is missing has its usual one.
        samplers: samplers with other settings than at first, by kind.
        seed: decides every draw.
    """

    by: By = "class"
    images: str = "1-5"
    each: Mapping[By, int] = field(default_factory=lambda: {"class": 5, "image": 5, "nothing": 64})
    kinds: Mapping[By, str] = field(default_factory=dict)
    samplers: Mapping[str, Sampler] = field(default_factory=dict)
    seed: int = 0

    def kind(self, *, has_prior: bool) -> str:
        """The kind of sampler for the present way; ``has_prior`` for a model whose codes are pressed to a prior."""
        usual = PRIOR if self.by == "nothing" and has_prior else USUAL[self.by]
        return self.kinds.get(self.by, usual)

    def sampler(self, *, has_prior: bool) -> Sampler:
        """The sampler for the present way, with its settings."""
        kind = self.kind(has_prior=has_prior)
        return self.samplers.get(kind) or SAMPLERS[kind]()

    def order(self, *, has_prior: bool) -> Order:
        """What they come to."""
        images = self.images if self.by == "image" else ""
        return Order(self.by, self.sampler(has_prior=has_prior), self.each[self.by], images)

    def of_each(self, count: int) -> Wishes:
        """The same with so many new images in the present way."""
        return replace(self, each={**self.each, self.by: count})

    def by_sampler(self, kind: str) -> Wishes:
        """The same with another kind of sampler in the present way."""
        return replace(self, kinds={**self.kinds, self.by: kind})

    def with_settings(self, sampler: Sampler) -> Wishes:
        """The same with other settings of a sampler."""
        return replace(self, samplers={**self.samplers, sampler.kind: sampler})

    def changed_in(self, other: Wishes) -> frozenset[str]:
        """Which samplers, by kind, and whether the ``SEED`` are others in ``other``."""
        kinds = self.samplers.keys() | other.samplers.keys()
        changed = {kind for kind in kinds if self.samplers.get(kind) != other.samplers.get(kind)}
        return frozenset(changed | ({SEED} if self.seed != other.seed else set()))

    def starting_from(self, conditions: Conditions | None, kept: frozenset[str]) -> Wishes:
        """The same with a comparison's seed and noise, as far as samplers have such a thing; None for their own.

        What is in ``kept``, as ``changed_in`` has it, stays.
        """
        seed, samplers = 0, dict[str, Sampler]()
        if conditions is not None:
            seed = min(conditions.seed, LARGEST_SEED)
            code = conditions.code
            # Copies of the reconstructions are no new images, and no sampler blends codes with noise.
            if code.way == "add" and code.amount > 0:
                measured_in = "spread" if code.in_spreads else "units"
                samplers["noise"] = NoisyCodes(noise=code.amount, measured_in=measured_in)
        samplers |= {kind: sampler for kind, sampler in self.samplers.items() if kind in kept}
        return replace(self, seed=self.seed if SEED in kept else seed, samplers=samplers)


def offered(by: By) -> tuple[str, ...]:
    """The kinds of samplers that can draw new images in a way."""
    return tuple(kind for kind, member in SAMPLERS.items() if _fits(member(), by))


def _fits(sampler: Sampler, by: By) -> bool:
    if by == "image":
        return sampler.starts
    # What is fitted to the codes of a class alone knows classes; what is laid out together does not.
    knows_classes = sampler.starts or (sampler.wants > 0 and not sampler.together)
    return knows_classes if by == "class" else not sampler.starts
