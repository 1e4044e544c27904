"""Transitional: the loop lives in ``training.loop`` (a module named like its function shadows it)."""

from training.loop import Watch, fit

__all__ = ["Watch", "fit"]
