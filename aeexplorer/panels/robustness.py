"""Robustness: how much noise on its codes each compared model can bear; a click sets the strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.session.compare_question import with_strength
from aeexplorer.theme import px
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.member_line import MemberLine
from aeexplorer.widgets.member_plot import MemberPlot
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    from aeexplorer.session.session import Session
    from training.compare.robustness import Mean, Point

DECIMALS = {"psnr": 1, "ssim": 2}


class RobustnessPanel(Panel):
    """Means over many held-out images, drawn as they are computed; the upright line is where the slider stands."""

    id = "robustness"
    title = str(QT_TRANSLATE_NOOP("Panels", "Robustness"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pointed: float | None = None
        self.by = MenuChoice(
            (("psnr", self.tr("PSNR in dB ↑ better")), ("ssim", self.tr("SSIM ↑ better"))),
            name=self.tr("What is plotted"),
        )
        self.against = MenuChoice(
            (("original", self.tr("to the original")), ("free", self.tr("to noise-free"))),
            name=self.tr("What pictures with noise are compared with"),
        )
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.by)
        row.addWidget(self.against)
        row.addStretch(1)
        self.plot = MemberPlot(self.tr("Quality of the pictures over the strength of the noise"))
        self.plot.chosen.connect(self._set_strength)
        self.plot.pointed.connect(self._point)
        self.empty = EmptyState("")
        self._pages = Pages(self, self.empty, self.plot)
        self.main = self.plot
        comparing = session.comparing
        for signal in (comparing.robustness_changed, comparing.members_changed, comparing.problem_changed):
            signal.connect(self.mark_dirty)
        for signal in (comparing.settings_changed, self.by.changed, self.against.changed):
            signal.connect(self._draw)

    def header_widget(self) -> QWidget:
        """Which figure, and against what."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(136))

    def watch(self, watching: bool) -> None:
        self.session.comparing.watch(watching)

    def refresh(self) -> None:
        """Show the points that are computed."""
        self._draw()

    @Slot()
    def _draw(self) -> None:
        comparing = self.session.comparing
        lines = self._lines()
        self.show_header(bool(lines))
        if not lines:
            waiting = self.tr("How much noise each model can bear is drawn here, once there is one to compare.")
            self._pages.say(comparing.problem or waiting)
            return
        self._pages.show_content()
        settings = comparing.conditions.code
        span = (0.0, comparing.strengths[-1])
        key = (self.by.value, self.against.value, settings.way)
        self.plot.set_lines(lines, span, self._axis_title(lines), key=key)
        self.plot.set_cursor(min(settings.amount, span[1]))

    def _lines(self) -> list[MemberLine]:
        comparing = self.session.comparing
        lines = []
        for place, member in enumerate(comparing.members):
            points = comparing.curves.get(member.letter, [])
            x = np.array([point.strength for point in points], np.float64)
            y = np.array([self._mean(point).mean for point in points], np.float64)
            if (self.by.value, self.against.value) == ("psnr", "free"):
                # Without noise a picture equals itself: so many decibels would leave no room for the rest.
                y[x == 0] = np.nan
            if np.isfinite(y).any():
                lines.append(MemberLine(place, member.short, x, y))
        return lines

    def _mean(self, point: Point) -> Mean:
        if self.against.value == "free":
            return point.psnr_free if self.by.value == "psnr" else point.ssim_free
        return point.psnr if self.by.value == "psnr" else point.ssim

    def _axis_title(self, lines: list[MemberLine]) -> str:
        """What the axis is; while the mouse points at a strength, what the models bear there."""
        code = self.session.comparing.conditions.code
        if self._pointed is not None:
            decimals = DECIMALS[str(self.by.value)]
            unit = " dB" if self.by.value == "psnr" else ""
            values = [(one.name, one.at(self._pointed)) for one in lines]
            told = ", ".join(f"{name} {figure(value, decimals)}{unit}" for name, value in values if value is not None)
            return self.tr("at {strength}: {values}").format(strength=figure(self._pointed, 2), values=told)
        if code.way == "blend":
            return self.tr("share of the noise in the code")
        if code.way == "power":
            return self.tr("noise strength σ, on codes of power 1")
        if code.in_spreads:
            return self.tr("noise strength σ, × code spread")
        return self.tr("noise strength σ")

    @Slot(float)
    def _set_strength(self, strength: float) -> None:
        comparing = self.session.comparing
        decimals = 2 if comparing.strengths[-1] >= 1 else 3
        comparing.set_conditions(with_strength(comparing.conditions, round(strength, decimals)))

    @Slot(object)
    def _point(self, strength: float | None) -> None:
        if strength != self._pointed:
            self._pointed = strength
            self._draw()
