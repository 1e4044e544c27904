"""The prior of a VAE as a sampler: every number of a code standard normal, whatever the model has learned."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler


class StandardNormal(Sampler):
    """``kind = "normal"``: N(0, I)."""

    title: ClassVar[str] = "Standard normal"
    description: ClassVar[str] = "N(0, I), the prior that a VAE's codes are pressed to."

    kind: Literal["normal"] = "normal"

    def fitted(self, known: Floats) -> Draw:
        """Nothing is fitted; ``known`` says the shape of a code only."""
        shape = known.shape[1:]

        def draw(random: Randomness, _starts: Floats | None) -> Floats:
            return random.normal(shape)

        return draw
