"""Training: how all compared runs learn, over one axis of epochs, and the figures that they have reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QElapsedTimer, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.session.live_figures import METRICS, Reached, curve, last_epoch, reached, said
from aeexplorer.session.loss_words import losses_apart
from aeexplorer.session.measures import Measure, measure
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import NOTHING, figure
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.member_heading import MemberHeading
from aeexplorer.widgets.member_line import MemberLine
from aeexplorer.widgets.member_plot import MemberPlot
from aeexplorer.widgets.members_model import Entry, MembersModel, Row, best_of
from aeexplorer.widgets.members_table import Detail, MembersTable
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.metric_figures import in_short
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Member
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

ARROWS = {"up": " ↑", "down": " ↓", "": ""}
BOTH = 660
"""Px of width from which curves and table stand side by side."""
DRAW_MS = 100
"""Runs that train change all the time: they are drawn at most 10 times a second."""


class LiveMetricsPanel(Panel):
    """Held-out figures at the ends of epochs; the speed as it is reported in between."""

    id = "live_metrics"
    title = str(QT_TRANSLATE_NOOP("Panels", "Training"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._runs: tuple[Run, ...] = ()
        self._pointed: float | None = None
        self._drawn = QElapsedTimer()
        self.by = MenuChoice(name=self.tr("What is plotted"))
        self.by.changed.connect(self._draw)
        self.view = Segmented(
            (("curves", self.tr("Curves")), ("table", self.tr("Table"))), name=self.tr("Curves or table")
        )
        self.view.changed.connect(self._arrange)
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.by)
        row.addStretch(1)
        row.addWidget(self.view)
        self.plot = MemberPlot(self.tr("Held-out figures of the compared runs over epochs"), whole=True)
        self.plot.pointed.connect(self._point)
        self.model = MembersModel(self)
        self.table = MembersTable(self.model, self.tr("Newest figures of the compared runs"))
        self.table.opened.connect(self._choose)
        self.table.resized.connect(self.mark_dirty)
        self.between = line(vertical=True)
        self.apart = Label(role="caption", wrap=True)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        rows.addLayout(self._row, 1)
        rows.addWidget(self.apart)
        for part in (self.plot, self.between, self.table):
            self._row.addWidget(part, 0 if part is self.between else 1)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.empty = EmptyState(self.tr("Compared runs that train are drawn here, over one axis of epochs."))
        pages = QWidget()
        self._pages = Pages(pages, self.empty, content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pages)
        session.comparing.members_changed.connect(self._follow_members)
        appearance().changed.connect(self._dress)
        self._dress()
        self._follow_members()

    def header_widget(self) -> QWidget:
        """What is plotted, and whether as curves or as a table."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(136))

    @Slot()
    def _follow_members(self) -> None:
        runs = tuple(member.run for member in self.session.comparing.members)
        for run in self._runs:
            if run not in runs:
                run.metrics_changed.disconnect(self.mark_dirty)
        for run in runs:
            if run not in self._runs:
                run.metrics_changed.connect(self.mark_dirty)
        self._runs = runs
        self._drawn.invalidate()
        self.mark_dirty()

    def refresh(self) -> None:
        """Show what the runs have said."""
        if self._drawn.isValid() and self._drawn.elapsed() < DRAW_MS:
            self.mark_dirty()
        else:
            self._draw()

    @Slot()
    def _draw(self) -> None:
        self._drawn.start()
        members = self.session.comparing.members
        there = [metric for metric in METRICS if any(said(member.run, metric) for member in members)]
        self._pages.show_content(bool(there))
        self.show_header(bool(there))
        if not there:
            return
        self.by.set_options([(metric, self._measure(metric).name) for metric in there])
        self._draw_curves(members)
        self._draw_table(members, there)
        self.apart.setText(losses_apart([(one.short, one.run.recipe) for one in members if said(one.run, "loss")]))
        self._arrange()

    def _measure(self, metric: str) -> Measure:
        return measure(metric, self.session.comparing.members[0].run.recipe)

    def _draw_curves(self, members: tuple[Member, ...]) -> None:
        metric = str(self.by.value)
        lines = []
        for place, member in enumerate(members):
            epochs, values = curve(member.run, metric)
            if len(epochs):
                lines.append(MemberLine(place, member.short, epochs.astype(np.float64), values))
        span = (0.0, max(last_epoch(member.run) for member in members))
        self.plot.set_lines(lines, span, self._axis_title(lines), key=metric, untrained=metric != "speed")
        self.plot.set_cursor(self._pointed)

    def _axis_title(self, lines: list[MemberLine]) -> str:
        """What the axis is; while the mouse points at an epoch, what the runs had reached there."""
        found = self._measure(str(self.by.value))
        unit = f" {found.unit}" if found.unit else ""
        if self._pointed is None:
            better = {"up": self.tr(", ↑ better"), "down": self.tr(", ↓ better"), "": ""}[found.better]
            return self.tr("epoch · {name}{unit}{better}").format(
                name=found.name, unit=f" ({found.unit})" if found.unit else "", better=better
            )
        values = [(one.name, one.at(self._pointed)) for one in lines]
        told = ", ".join(f"{name} {_text(found, value)}{unit}" for name, value in values if value is not None)
        return self.tr("epoch {epoch}: {values}").format(epoch=figure(self._pointed, 0), values=told)

    def _draw_table(self, members: tuple[Member, ...], metrics: list[str]) -> None:
        detail = self.table.detail(len(members))
        rows = [self._row_of(metric, members, detail=detail) for metric in metrics]
        heading = self.tr("Newest, ± over images") if detail == "spread" else self.tr("Newest")
        self.table.show_rows(heading, [MemberHeading.of(k, member) for k, member in enumerate(members)], rows)

    def _row_of(self, metric: str, members: tuple[Member, ...], *, detail: Detail) -> Row:
        found = self._measure(metric)
        figures = [reached(member.run, metric) for member in members]
        # Losses of different objectives are different quantities: none is the better one.
        alike = all(measure(metric, member.run.recipe) == found for member in members)
        best = best_of([one.value for one in figures], found.better) if alike else None
        entries = tuple(self._entry(found, one, k == best, detail=detail) for k, one in enumerate(figures))
        # Decibels stand at their figures, as everywhere.
        unit = f", {found.unit}" if found.unit and found.unit != "dB" and detail in ("spread", "unit") else ""
        if detail in ("number", "tight"):
            unit = {"mse": ", ‰", "speed": ", 1000/s"}.get(metric, "")
        return Row(metric, found.name + unit + ARROWS[found.better], entries, found.meaning)

    def _entry(self, found: Measure, one: Reached, best: bool, *, detail: Detail) -> Entry:
        if one.value is None:
            return Entry(NOTHING)
        unit = " dB" if found.unit == "dB" else ""
        text, spread = _text(found, one.value), _text(found, one.spread)
        whole = f"{text} ± {spread}{unit}" if one.spread is not None else f"{text}{unit}"
        tip = f"{whole}\n" + self.tr("after {epoch} epochs").format(epoch=figure(one.epoch, 1))
        return Entry({"spread": whole, "unit": f"{text}{unit}"}.get(detail, _short(found, one.value)), best, tip)

    # Hands

    @Slot(object)
    def _point(self, epoch: float | None) -> None:
        pointed = None if epoch is None else float(round(epoch))
        if pointed != self._pointed:
            self._pointed = pointed
            self._draw_curves(self.session.comparing.members)

    @Slot(int)
    def _choose(self, row: int) -> None:
        """A click on a row of the table plots that metric."""
        self.by.set_value(self.model.rows[row].key)
        if self.view.isVisible():
            self.view.set_value("curves")
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._drawn.invalidate()
        self.mark_dirty()

    @Slot()
    def _arrange(self) -> None:
        both = self.width() >= px(BOTH)
        curves = both or self.view.value == "curves"
        self.view.setVisible(not both)
        self.by.setVisible(curves)
        self.plot.setVisible(curves)
        self.table.setVisible(both or not curves)
        self.between.setVisible(both)
        # The table always has the losses.
        self.apart.setVisible(bool(self.apart.text()) and (self.by.value == "loss" or self.table.isVisibleTo(self)))

    @Slot()
    def _dress(self) -> None:
        self.apart.setContentsMargins(px(16), 0, px(16), px(8))
        self._draw()


def _short(found: Measure, value: float) -> str:
    """Errors in thousandths, speeds in thousands."""
    if found.metric == "active_units":
        return figure(value, 0)
    return in_short(value * {"mse": 1000, "speed": 1 / 1000}.get(found.metric, 1))


def _text(found: Measure, value: float | None) -> str:
    if value is None:
        return NOTHING
    return value_text(value) if found.decimals is None else figure(value, found.decimals)
