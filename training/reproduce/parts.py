"""The two parts that a system's images are in: those that it learns from, and those held out."""

from __future__ import annotations

from typing import Literal

Part = Literal["training", "held out"]
"""Which images a figure is measured on."""
PARTS: tuple[Part, ...] = ("training", "held out")
