"""Bottlenecks: a new one is one new file and one more member of ``Bottleneck``."""

from typing import Annotated

from pydantic import Field

from training.bottlenecks.gaussian import Gaussian
from training.bottlenecks.plain import Plain
from training.bottlenecks.power import Power

Bottleneck = Annotated[Plain | Gaussian | Power, Field(discriminator="kind")]
