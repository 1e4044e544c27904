"""Code size: what a smaller or a simpler code costs in quality, over the runs of a sweep and the open ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.rate_distortion import NO_SWEEP, Point, Rate, RateDistortion, frontier
from aeexplorer.session.size_words import numbers_text
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.member_mark import GLYPHS
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.segmented import Segmented
from aeexplorer.widgets.trade_off_plot import Dot, TradeOffPlot

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class RateDistortionPanel(Panel):
    """A click loads a run into the comparison."""

    id = "rate_distortion"
    title = str(QT_TRANSLATE_NOOP("Panels", "Code size"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.state = RateDistortion(session.experiments, session.document, session.comparing, self)
        self._shown: list[Point] = []
        self.sweep = Choice(name=self.tr("Sweep"))
        self.sweep.changed.connect(self._choose)
        self.rate = Segmented((("numbers", self.tr("Size")), ("kl", self.tr("KL"))), name=self.tr("What a code costs"))
        self.rate.changed.connect(self.mark_dirty)
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.sweep, 1)
        row.addWidget(self.rate)
        self.problem = ErrorStrip()
        self.problem.hide()
        self.problem.dismissed.connect(self.state.dismiss)
        self.plot = TradeOffPlot()
        self.plot.chosen.connect(self._compare)
        self.plot.setToolTip(self.tr("The line joins the runs that no other one beats in both."))
        self.remark = Elided()
        self.remark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.empty = EmptyState("")
        drawn = QWidget()
        self._drawn = QVBoxLayout(drawn)
        self._drawn.setSpacing(0)
        self._above = QHBoxLayout()
        self._above.addWidget(Label(self.tr("MSE, held out ↓ better"), "caption"))
        self._above.addWidget(self.remark, 1)
        self._drawn.addLayout(self._above)
        self._drawn.addWidget(self.plot, 1)
        pages = QWidget()
        self._pages = Pages(pages, self.empty, drawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.problem)
        column.addWidget(pages, 1)
        self.main = self.plot
        self.state.changed.connect(self.mark_dirty)
        appearance().changed.connect(self.mark_dirty)

    def header_widget(self) -> QWidget:
        """Which sweep, and what is counted as the cost."""
        return self._header

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.state.look()

    def refresh(self) -> None:
        """Show the points as they are known."""
        state = self.state
        options = [(facts.name, facts.title) for facts in state.sweeps]
        self.sweep.set_options([*options, (NO_SWEEP, self.tr("Open runs alone"))], state.chosen)
        self.sweep.setEnabled(bool(options))
        self.problem.show_problem(self.tr("This run is not in the comparison.") if state.problem else "", state.problem)
        rate = cast(Rate, self.rate.value)
        points = state.points()
        self._shown = [point for point in points if point.rate(rate)]
        self._drawn.setContentsMargins(0, px(4), 0, px(4))
        self._above.setContentsMargins(px(16), 0, px(16), 0)
        self._above.setSpacing(px(12))
        if not self._shown:
            self._pages.say(self._why_empty(bool(points)))
            return
        dots = [self._dot(point, rate) for point in self._shown]
        line = frontier((dot.x, dot.y) for dot in dots)
        across = self.tr("KL divergence in nats per image") if rate == "kl" else self.tr("numbers in a code")
        self.plot.set_dots(dots, line, (across, self.tr("MSE")), log=rate == "numbers")
        self.remark.setText(self._remark(dots, len(points) - len(self._shown), rate))
        self._pages.show_content()

    def _dot(self, point: Point, rate: Rate) -> Dot:
        members = [member.run for member in self.session.comparing.members]
        place = members.index(point.run) if point.run in members else None
        return Dot(
            point.rate(rate) or 0.0,
            point.mse,
            self._said(point, place),
            filled=point.has_prior,
            quiet=not point.of_sweep,
            member=place,
        )

    def _remark(self, dots: list[Dot], left_out: int, rate: Rate) -> str:
        words = self.tr("{filled} VAE   {hollow} AE").format(
            filled=_glyphs(dots, filled=True), hollow=_glyphs(dots, filled=False)
        )
        if left_out and rate == "kl":
            words = f"{self.tr('{n} without KL left out').format(n=figure(left_out))}   {words}"
        if others := self.state.others:
            words = f"{self.tr('{n} on other images left out').format(n=figure(others))}   {words}"
        return words

    def _said(self, point: Point, place: int | None) -> tuple[str, ...]:
        figures = [self.tr("MSE {mse}").format(mse=value_text(point.mse))]
        if point.kl is not None:
            figures.append(self.tr("KL {kl} nats").format(kl=value_text(point.kl)))
        size = [] if point.numbers is None else [numbers_text(point.numbers)]
        size.append(self.tr("epoch {n}").format(n=figure(round(point.epoch))))
        if place is not None:
            what = self.tr("Compared as {letter}").format(letter="ABCD"[place])
        else:
            what = self.tr("Click to compare it")
        return point.name, ", ".join(figures), ", ".join(size), what

    def _why_empty(self, others: bool) -> str:
        if others:
            return self.tr("None of these runs has a KL divergence: they are no VAEs. Choose Size.")
        return self.tr("Run a sweep in Experiments, such as “Digits: size of the code”, or train a run.")

    @Slot(object)
    def _choose(self, name: object) -> None:
        self.state.choose(str(name))

    @Slot(int)
    def _compare(self, number: int) -> None:
        self.state.compare(self._shown[number])


def _glyphs(dots: list[Dot], *, filled: bool) -> str:
    """A disc, or a ring, and the marks of the compared ones that are drawn like it."""
    places = sorted({dot.member for dot in dots if dot.member is not None and dot.filled == filled})
    return "".join(dict.fromkeys(GLYPHS[place][not filled] for place in (1, *places)))
