"""The base of every part of a recipe: strict, frozen, described for people."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict


class Part(BaseModel):
    """A table of a recipe. Unknown keys are refused; titles, units and limits feed the form in the window."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


def unit(name: str) -> JsonDict:
    """Schema extra that tells the form which unit to write inside a field."""
    return {"unit": name}
