"""Every action of the window once: id, text, shortcut, menu, when it is enabled and what it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from aeexplorer.window import Window

Menu = Literal["file", "run", "view", "help"]

MENUS: dict[Menu, str] = {
    "file": QT_TRANSLATE_NOOP("Actions", "&File"),
    "run": QT_TRANSLATE_NOOP("Actions", "&Run"),
    "view": QT_TRANSLATE_NOOP("Actions", "&View"),
    "help": QT_TRANSLATE_NOOP("Actions", "&Help"),
}


def _always(_: Window) -> bool:
    return True


def _is_active(window: Window) -> bool:
    run = window.session.document.current
    return run is not None and run.state.active


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a user can do from a menu or by a key."""

    id: str
    menu: Menu
    text: str
    call: Callable[[Window], object]
    shortcut: str = ""
    enabled: Callable[[Window], bool] = _always
    checked: Callable[[Window], bool] | None = None
    """For a switch: whether it is on."""
    separated: bool = False
    """Whether a line stands above it in the menu."""


ACTIONS = (
    Action(
        "open_recipe", "file", QT_TRANSLATE_NOOP("Actions", "Open recipe…"), lambda w: w.dialogs.open_recipe(), "Ctrl+O"
    ),
    Action(
        "save_recipe",
        "file",
        QT_TRANSLATE_NOOP("Actions", "Save recipe as…"),
        lambda w: w.dialogs.save_recipe(),
        "Ctrl+S",
    ),
    Action("quit", "file", QT_TRANSLATE_NOOP("Actions", "Quit"), lambda w: w.close(), "Ctrl+Q", separated=True),
    Action("train", "run", QT_TRANSLATE_NOOP("Actions", "Train or pause"), lambda w: w.train_or_pause(), "Space"),
    Action("step", "run", QT_TRANSLATE_NOOP("Actions", "One step"), lambda w: w.one_step(), "."),
    Action(
        "finish",
        "run",
        QT_TRANSLATE_NOOP("Actions", "Finish early"),
        lambda w: w.current_run(lambda run: run.finish()),
        enabled=_is_active,
        separated=True,
    ),
    Action(
        "stop",
        "run",
        QT_TRANSLATE_NOOP("Actions", "Stop and save"),
        lambda w: w.current_run(lambda run: run.stop()),
        enabled=_is_active,
    ),
    Action(
        "presenter",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Presenter"),
        lambda w: w.toggle_presenter(),
        "F11",
        checked=lambda w: w.presenting,
    ),
    Action(
        "dark",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Dark"),
        lambda w: w.toggle_dark(),
        checked=lambda w: w.is_dark,
    ),
    Action(
        "follow_system",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Light or dark as the system"),
        lambda w: w.follow_system(),
        checked=lambda w: w.settings.theme_mode == "system",
    ),
    Action(
        "docks",
        "view",
        QT_TRANSLATE_NOOP("Actions", "Hide docks"),
        lambda w: w.toggle_docks(),
        "F9",
        checked=lambda w: w.docks_hidden,
        separated=True,
    ),
    Action("reset_layout", "view", QT_TRANSLATE_NOOP("Actions", "Reset layout"), lambda w: w.reset_layout()),
    Action("keys", "help", QT_TRANSLATE_NOOP("Actions", "Keys"), lambda w: w.dialogs.show_keys(), "F1"),
    Action("about", "help", QT_TRANSLATE_NOOP("Actions", "About aeexplorer"), lambda w: w.dialogs.show_about()),
)
