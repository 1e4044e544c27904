"""How aeexplorer looks: tokens, fonts, icons and the one stylesheet, live for light, dark and presenter."""

from aeexplorer.theme.appearance import Appearance, appearance, font, px
from aeexplorer.theme.colours import class_colour, error_colours, member_colour, signed_colours
from aeexplorer.theme.icons import app_icon, icon
from aeexplorer.theme.stylesheet import stylesheet
from aeexplorer.tokens import DARK, ERROR_SCALE, HOLE, LIGHT, Theme, mixed

__all__ = [
    "DARK",
    "ERROR_SCALE",
    "HOLE",
    "LIGHT",
    "Appearance",
    "Theme",
    "app_icon",
    "appearance",
    "class_colour",
    "error_colours",
    "font",
    "icon",
    "member_colour",
    "mixed",
    "px",
    "signed_colours",
    "stylesheet",
]
