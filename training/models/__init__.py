"""Backbone families: a new one is one new file and one more member of ``Model``."""

from typing import Annotated

from pydantic import Field

from training.models.dense import Dense
from training.models.linear import Linear

Model = Annotated[Dense | Linear, Field(discriminator="kind")]
