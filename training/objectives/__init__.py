"""Objectives: what a run makes small."""

from training.objectives.objective import Objective

__all__ = ["Objective"]
