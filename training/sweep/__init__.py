"""Sweeps: every combination of some values of a recipe, trained side by side, and the table of what came out."""

from training.sweep.cases import Case
from training.sweep.events import CaseEvent
from training.sweep.runner import run_sweep
from training.sweep.settings import Reported, Sweep, sweep_names
from training.sweep.table import Row, Table, collect

__all__ = ["Case", "CaseEvent", "Reported", "Row", "Sweep", "Table", "collect", "run_sweep", "sweep_names"]
