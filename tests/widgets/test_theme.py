"""The theme keeps the contrasts and distances that it promises, and switches while the window is open."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from skimage.color import deltaE_ciede2000, rgb2lab

from aeexplorer.theme import (
    DARK,
    ERROR_SCALE,
    LIGHT,
    Theme,
    app_icon,
    class_colour,
    error_colours,
    font,
    icon,
    mixed,
    stylesheet,
)
from aeexplorer.theme.icons import ICONS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

Floats = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def rgb(colour: str) -> Floats:
    return np.array(list(bytes.fromhex(colour[1:]))) / 255


def linear(colour: Floats) -> Floats:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def encoded(light: Floats) -> Floats:
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast ratio."""
    bright = sorted(float(linear(rgb(colour)) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize(
        ("token", "light", "dark"),
        [
            ("text1", 17.8, 15.0),
            ("text2", 8.4, 9.6),
            ("text3", 5.7, 6.6),
            ("accent", 6.2, 7.5),
            ("control", 3.1, 4.5),
            ("error", 6.5, 8.3),
        ],
    )
    def test_text_on_the_panel_has_the_contrast_that_was_designed(
        self, theme: Theme, token: str, light: float, dark: float
    ) -> None:
        promised = dark if theme.dark else light
        assert contrast(getattr(theme, token), theme.panel) == pytest.approx(promised, abs=0.06)

    def test_everything_written_on_a_ground_of_its_own_can_be_read(self, theme: Theme) -> None:
        for text, ground in [
            (theme.accent, theme.tint),
            (theme.on_accent, theme.accent),
            (theme.on_accent, theme.accent_hover),
            (theme.text1, theme.hover),
            (theme.text2, theme.window),
            (theme.text2, theme.hover),
            (theme.error, theme.error_ground),
            (theme.text1, theme.error_ground),
        ]:
            assert contrast(text, ground) >= 4.5, f"{text} on {ground}"

    def test_class_points_stand_out_from_the_panel(self, theme: Theme) -> None:
        assert min(contrast(colour, theme.panel) for colour in theme.classes) >= 2.1

    @pytest.mark.parametrize("sight", SIGHTS)
    def test_any_two_classes_differ_for_every_eye(self, theme: Theme, sight: str) -> None:
        matrix = np.asarray(SIGHTS[sight])
        seen = [rgb2lab(encoded(matrix @ linear(rgb(colour)))) for colour in theme.classes]
        nearest = min(float(deltaE_ciede2000(one, two)) for one, two in itertools.combinations(seen, 2))
        assert nearest >= 12.9


def test_after_the_tenth_class_the_colours_come_again() -> None:
    assert class_colour(LIGHT, 0) == "#5A2484"
    assert class_colour(LIGHT, 13) == class_colour(LIGHT, 3)


def test_errors_are_coloured_from_white_to_the_darkest_stop() -> None:
    colours = error_colours([0.0, 0.2, 1.0, 7.0, -1.0, np.nan])
    assert colours.dtype == np.uint8
    stops = [list(bytes.fromhex(stop[1:])) for stop in ERROR_SCALE]
    assert colours.tolist() == [stops[0], stops[1], stops[-1], stops[-1], stops[0], stops[-1]]
    assert error_colours(np.zeros((4, 5))).shape == (4, 5, 3)


def test_colours_mix_by_their_share() -> None:
    assert (mixed("#000000", "#FFFFFF", 0), mixed("#000000", "#FFFFFF", 1)) == ("#000000", "#FFFFFF")
    assert mixed("#000000", "#FF8000", 0.5) == "#804000"


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_every_name_in_the_stylesheet_has_its_value_and_every_picture_its_file(scale: float) -> None:
    for theme in (LIGHT, DARK):
        sheet = stylesheet(theme, scale)
        assert "$" not in sheet
        pictures = re.findall(r'url\("(.+?)"\)', sheet)
        assert pictures
        assert all(Path(picture).is_file() for picture in pictures)


def test_every_icon_draws_something_in_the_colour_asked_for(look: Appearance) -> None:
    for name in ICONS:
        picture = icon(name, "#FF0000").pixmap(QSize(16, 16), 1.0).toImage()
        inked = [
            picture.pixelColor(x, y) for x in range(16) for y in range(16) if picture.pixelColor(x, y).alpha() > 99
        ]
        assert inked, name
        assert all(colour.red() > 200 and colour.green() < 60 for colour in inked), name


def test_the_application_icon_is_the_bow_tie(look: Appearance) -> None:
    picture = app_icon().pixmap(QSize(64, 64), 1.0).toImage()
    assert picture.pixelColor(32, 32).name() == "#2457d6"
    assert picture.pixelColor(32, 8).name() == "#ffffff"
    assert picture.pixelColor(12, 32).name() == "#15181c"


class TestAppearance:
    def test_the_theme_switches_while_widgets_are_shown(self, look: Appearance, qtbot: QtBot) -> None:
        widget = QWidget()
        qtbot.addWidget(widget)
        widget.show()
        with qtbot.waitSignal(look.changed):
            look.mode = "dark"
        assert look.theme is DARK
        qtbot.waitUntil(lambda: widget.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.panel)
        with qtbot.assertNotEmitted(look.changed):
            look.mode = "dark"

    def test_what_the_desktop_says_counts_only_when_it_may_choose(
        self, look: Appearance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from PySide6.QtCore import Qt

        hints = QApplication.styleHints()
        desktop = Qt.ColorScheme.Dark
        monkeypatch.setattr(type(hints), "colorScheme", lambda _self: desktop)
        assert look.theme is LIGHT
        look.mode = "system"
        assert look.theme is DARK
        desktop = Qt.ColorScheme.Light
        with qtbot.waitSignal(look.changed):
            hints.colorSchemeChanged.emit(desktop)
        assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.panel

    def test_presenting_makes_type_and_controls_larger(self, look: Appearance, qtbot: QtBot) -> None:
        button = QPushButton("Train")
        qtbot.addWidget(button)
        assert (button.sizeHint().height(), look.px(13)) == (32, 13)
        look.scale = 1.4
        button.ensurePolished()
        assert button.sizeHint().height() == pytest.approx(45, abs=1)
        assert font(13).pixelSize() == 18

    def test_what_cannot_be_is_refused(self, look: Appearance) -> None:
        with pytest.raises(ValueError, match="system, light or dark"):
            look.mode = "sepia"  # type: ignore[assignment]
        with pytest.raises(ValueError, match=r"between 0\.5 and 4"):
            look.scale = 0.0
        assert (look.mode, look.scale) == ("light", 1.0)

    def test_figures_are_equally_wide(self, look: Appearance) -> None:
        metrics = QFontMetrics(font(15, 600))
        assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


def test_an_unknown_icon_font_is_an_error(look: Appearance) -> None:
    with pytest.raises(KeyError):
        icon("nosuchfont.play")
    assert isinstance(icon("ph.nosuchglyph"), QIcon)
