"""Other data: whether a run has learned from other images than those at hand, and how the two are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.members import data_name, why_not

if TYPE_CHECKING:
    from aeexplorer.session.run import Run


def learned_elsewhere(run: Run, current: Run) -> str:
    """That ``run`` has learned from other images than those of ``current``, in sentences; "" if from the same."""
    if not why_not(current, run):
        return ""
    its, ours = told_apart(run, current)
    if its == ours:
        words = _tr(
            "“{name}” has learned from {its} as they were before their files changed, or read in another way. What it "
            "fills in may not go with these."
        )
    else:
        words = _tr("“{name}” has learned from {its}, and these are {ours}. What it fills in looks like what it knows.")
    return words.format(name=run.recipe.title, its=its, ours=ours)


def not_of_its_data(run: Run, name: str) -> str:
    """That the picture ``name`` is none of the images that ``run`` has learned from, in sentences."""
    return _tr(
        "The model has learned from {data}. “{name}” is not one of these, so what is filled in may not go with it."
    ).format(name=name, data=data_name(run))


def told_apart(one: Run, other: Run) -> tuple[str, str]:
    """Names of the data of two runs: with their files or classes, or with that of their source, if else they agree."""
    names = data_name(one), data_name(other)
    if names[0] != names[1]:
        return names
    for tell in (_file, _place, _classes, _source):
        details = tell(one), tell(other)
        if details[0] != details[1]:
            return f"{names[0]} ({details[0]})", f"{names[1]} ({details[1]})"
    return names


def _file(run: Run) -> str:
    path = run.recipe.data.path
    return _tr("its own files") if path is None else path.name


def _place(run: Run) -> str:
    return str(run.recipe.data.path)


def _classes(run: Run) -> str:
    classes = run.recipe.data.classes
    return ", ".join(classes) if classes else _tr("all classes")


def _source(run: Run) -> str:
    return run.recipe.data.source


def _tr(text: str) -> str:
    return QCoreApplication.translate("OtherData", text)
