"""The colours of the two themes, each named by what it is for."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One theme; every colour is ``#RRGGBB``."""

    dark: bool
    window: str
    panel: str
    line: str
    control: str
    text1: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    tint: str
    grid: str
    track: str
    histogram: str
    error: str
    error_ground: str
    classes: tuple[str, ...]

    @property
    def hover(self) -> str:
        """Ground of a flat control under the mouse."""
        return self.grid

    @property
    def accent_hover(self) -> str:
        """Ground of the filled button under the mouse."""
        return mixed(self.accent, self.text1, 0.14)


LIGHT = Theme(
    dark=False,
    window="#F3F4F6",
    panel="#FFFFFF",
    line="#DADDE2",
    control="#8B929D",
    text1="#15181C",
    text2="#464E58",
    text3="#5F6873",
    accent="#2457D6",
    on_accent="#FFFFFF",
    tint="#E7EDFC",
    grid="#ECEEF1",
    track="#D3D7DD",
    histogram="#C3CAD4",
    error="#B3261E",
    error_ground="#FBEAE8",
    classes=(
        "#5A2484",
        "#94538D",
        "#696EDD",
        "#B5B477",
        "#00524D",
        "#DE567D",
        "#9D391C",
        "#64A9D1",
        "#008262",
        "#B18A00",
    ),
)

DARK = Theme(
    dark=True,
    window="#121417",
    panel="#1B1E23",
    line="#31363E",
    control="#7C8593",
    text1="#F1F3F6",
    text2="#BEC5CF",
    text3="#9BA4B0",
    accent="#86ADFF",
    on_accent="#0D1424",
    tint="#25324F",
    grid="#282C33",
    track="#3B414B",
    histogram="#4A525E",
    error="#FF9D92",
    error_ground="#43211E",
    classes=(
        "#7D6DD4",
        "#AE89B5",
        "#97ABFF",
        "#D9EDBC",
        "#4C8F82",
        "#FFA2BE",
        "#D97040",
        "#9EE7FF",
        "#00BC7E",
        "#DCCA55",
    ),
)

ERROR_SCALE = ("#FFFFFF", "#FDE2B8", "#F7A85C", "#D65C34", "#861E32", "#3A0A22")
"""Absolute error from 0 to 1, alike in both themes."""

SIGNED_SCALE = ("#2457D6", "#FFFFFF", "#B4430E")
"""A difference from −1 over 0 to 1, alike in both themes."""

HOLE = "#F4B13C"
"""Where no real code lies; painted at 62 % at most."""

WAFER_STATES = ("#F0F2F5", "#A0B7CE", "#162030")
"""What a place of a wafer map is, alike in both themes: outside the wafer, a good die, a defect."""


def mixed(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` stirred in, as ``#RRGGBB``."""
    one, two = bytes.fromhex(colour[1:]), bytes.fromhex(other[1:])
    return "#" + bytes(round(a + (b - a) * share) for a, b in zip(one, two, strict=True)).hex().upper()
