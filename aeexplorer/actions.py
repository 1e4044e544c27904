"""Every action of the window once: id, text, shortcut, menu, when it is enabled and what it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from aeexplorer.session.brush import Tool
from aeexplorer.words import QT_TRANSLATE_NOOP
from aeexplorer.workspaces import WORKSPACES, Workspace

Menu = Literal["file", "edit", "run", "view", "help"]

MENUS: dict[Menu, str] = {
    "file": QT_TRANSLATE_NOOP("Actions", "&File"),
    "edit": QT_TRANSLATE_NOOP("Actions", "&Edit"),
    "run": QT_TRANSLATE_NOOP("Actions", "&Run"),
    "view": QT_TRANSLATE_NOOP("Actions", "&View"),
    "help": QT_TRANSLATE_NOOP("Actions", "&Help"),
}


class Commands(Protocol):
    """What actions ask of the window."""

    @property
    def is_training(self) -> bool: ...
    @property
    def is_presenting(self) -> bool: ...
    @property
    def is_dark(self) -> bool: ...
    @property
    def follows_system(self) -> bool: ...
    @property
    def reduces_motion(self) -> bool: ...
    @property
    def hides_docks(self) -> bool: ...
    @property
    def workspace(self) -> str: ...
    @property
    def can_undo(self) -> bool: ...
    @property
    def can_redo(self) -> bool: ...

    def choose_data(self) -> None: ...
    def first_look(self) -> None: ...
    def open_recipe(self) -> None: ...
    def save_recipe(self) -> None: ...
    def open_run(self) -> None: ...
    def generate_set(self) -> None: ...
    def quit(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def take_brush(self, tool: Tool) -> None: ...
    def resize_brush(self, steps: int) -> None: ...
    def train_or_pause(self) -> None: ...
    def one_step(self) -> None: ...
    def step_epoch(self, by: int) -> None: ...
    def toggle_live(self) -> None: ...
    def finish_run(self) -> None: ...
    def stop_run(self) -> None: ...
    def show_workspace(self, name: str) -> None: ...
    def toggle_presenter(self) -> None: ...
    def toggle_dark(self) -> None: ...
    def follow_system(self) -> None: ...
    def toggle_motion(self) -> None: ...
    def toggle_docks(self) -> None: ...
    def reset_layout(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...


def _always(_: Commands) -> bool:
    return True


def _while_restoring(commands: Commands) -> bool:
    return commands.workspace == "restore"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a user can do from a menu or by a key."""

    id: str
    menu: Menu
    text: str
    call: Callable[[Commands], object]
    shortcut: str = ""
    enabled: Callable[[Commands], bool] = _always
    checked: Callable[[Commands], bool] | None = None
    """For a switch: whether it is on."""
    separated: bool = False
    """Whether a line stands above it in the menu."""
    context: str = "Actions"
    """Where translators find ``text``."""


def _showing(workspace: Workspace) -> Action:
    """The action that shows a workspace."""
    return Action(
        f"workspace_{workspace.id}",
        "view",
        workspace.title,
        lambda c: c.show_workspace(workspace.id),
        f"Ctrl+{workspace.key}",
        checked=lambda c: c.workspace == workspace.id,
        context="Workspaces",
    )


ACTIONS = (
    Action("open_recipe", "file", QT_TRANSLATE_NOOP("Actions", "Open recipe…"), lambda c: c.open_recipe(), "Ctrl+O"),
    Action("save_recipe", "file", QT_TRANSLATE_NOOP("Actions", "Save recipe as…"), lambda c: c.save_recipe(), "Ctrl+S"),
    Action(
        "open_run",
        "file",
        QT_TRANSLATE_NOOP("Actions", "Open run…"),
        lambda c: c.open_run(),
        "Ctrl+Shift+O",
        separated=True,
    ),
    Action(
        "generate_set",
        "file",
        QT_TRANSLATE_NOOP("Actions", "Generate a set…"),
        lambda c: c.generate_set(),
        "Ctrl+G",
    ),
    Action(
        "choose_data",
        "file",
        QT_TRANSLATE_NOOP("Actions", "Choose data…"),
        lambda c: c.choose_data(),
        "Ctrl+D",
        separated=True,
    ),
    Action(
        "first_look",
        "file",
        QT_TRANSLATE_NOOP("Actions", "First look at the data…"),
        lambda c: c.first_look(),
        "Ctrl+L",
    ),
    Action("quit", "file", QT_TRANSLATE_NOOP("Actions", "Quit"), lambda c: c.quit(), "Ctrl+Q", separated=True),
    Action(
        "undo",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Undo painting"),
        lambda c: c.undo(),
        "Ctrl+Z",
        enabled=lambda c: c.can_undo,
    ),
    Action(
        "redo",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Redo painting"),
        lambda c: c.redo(),
        "Ctrl+Shift+Z",
        enabled=lambda c: c.can_redo,
    ),
    Action(
        "brush",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Brush"),
        lambda c: c.take_brush("brush"),
        "B",
        enabled=_while_restoring,
        separated=True,
    ),
    Action(
        "eraser",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Eraser"),
        lambda c: c.take_brush("eraser"),
        "E",
        enabled=_while_restoring,
    ),
    Action(
        "smaller_brush",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Smaller brush"),
        lambda c: c.resize_brush(-1),
        "[",
        enabled=_while_restoring,
    ),
    Action(
        "larger_brush",
        "edit",
        QT_TRANSLATE_NOOP("Actions", "Larger brush"),
        lambda c: c.resize_brush(1),
        "]",
        enabled=_while_restoring,
    ),
    Action("train", "run", QT_TRANSLATE_NOOP("Actions", "Train or pause"), lambda c: c.train_or_pause(), "Space"),
    Action("step", "run", QT_TRANSLATE_NOOP("Actions", "One step"), lambda c: c.one_step(), "."),
    Action(
        "finish",
        "run",
        QT_TRANSLATE_NOOP("Actions", "Finish early"),
        lambda c: c.finish_run(),
        enabled=lambda c: c.is_training,
        separated=True,
    ),
    Action(
        "stop",
        "run",
        QT_TRANSLATE_NOOP("Actions", "Stop and save"),
        lambda c: c.stop_run(),
        enabled=lambda c: c.is_training,
    ),
    Action(
        "epoch_back",
        "run",
        QT_TRANSLATE_NOOP("Actions", "Epoch back"),
        lambda c: c.step_epoch(-1),
        "Left",
        separated=True,
    ),
    Action("epoch_forward", "run", QT_TRANSLATE_NOOP("Actions", "Epoch forward"), lambda c: c.step_epoch(1), "Right"),
    Action("live", "run", QT_TRANSLATE_NOOP("Actions", "Live"), lambda c: c.toggle_live(), "L"),
    *map(_showing, WORKSPACES),
    Action(
        "presenter",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Presenter"),
        lambda c: c.toggle_presenter(),
        "F11",
        checked=lambda c: c.is_presenting,
        separated=True,
    ),
    Action(
        "dark", "view", QT_TRANSLATE_NOOP("Actions", "Dark"), lambda c: c.toggle_dark(), checked=lambda c: c.is_dark
    ),
    Action(
        "follow_system",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Light or dark as the system"),
        lambda c: c.follow_system(),
        checked=lambda c: c.follows_system,
    ),
    Action(
        "motion",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Reduce motion"),
        lambda c: c.toggle_motion(),
        checked=lambda c: c.reduces_motion,
    ),
    Action(
        "docks",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Hide docks"),
        lambda c: c.toggle_docks(),
        "F9",
        checked=lambda c: c.hides_docks,
        separated=True,
    ),
    Action("reset_layout", "view", QT_TRANSLATE_NOOP("Actions", "Reset layout"), lambda c: c.reset_layout()),
    Action("keys", "help", QT_TRANSLATE_NOOP("Actions", "Keys"), lambda c: c.show_keys(), "F1"),
    Action("about", "help", QT_TRANSLATE_NOOP("Actions", "About aeexplorer"), lambda c: c.show_about()),
)
