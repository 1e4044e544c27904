"""Who wins: the better model on every image, by how much, and whether that may be chance."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.difference_bars import DifferenceBars
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.metric_figures import NAMES, UNITS, of_one, with_unit
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.winner_tiles import WinnerTiles

if TYPE_CHECKING:
    from collections.abc import Hashable

    from aeexplorer.session.compare_scores import Case, Scores
    from aeexplorer.session.session import Session
    from training.compare.comparison import Metric

BRIEF = 190
"""Px of height below which only the verdict of the test is shown."""


class WhoWinsPanel(Panel):
    """Two models are held against each other; with more of them, a chooser says which two."""

    id = "who_wins"
    title = str(QT_TRANSLATE_NOOP("Panels", "Who wins"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        figures: dict[Hashable, str] = {metric: NAMES[metric] for metric in ("psnr", "ssim", "mse")}
        self.by = MenuChoice(name=self.tr("By which figure"))
        self.by.set_options(list(figures.items()), figures)
        self.case = MenuChoice(name=self.tr("With noise or without"))
        self.case.set_options(
            (
                ("noisy", self.tr("with noise")),
                ("clean", self.tr("no noise")),
                ("free", self.tr("to noise-free")),
            ),
            {"noisy": self.tr("noisy"), "clean": self.tr("quiet"), "free": self.tr("to free")},
        )
        self.pair = MenuChoice(name=self.tr("Which two models"))
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.by, self.case, self.pair):
            part.changed.connect(self._draw)
            row.addWidget(part)
        row.addStretch(1)
        self.tiles = WinnerTiles(self.tr("Who wins on which image"), self._tell)
        self.tiles.pointed.connect(self._point)
        self.tiles.chosen.connect(self._select)
        self.bars = DifferenceBars(self.tr("How much the two models differ"))
        self.words = Label(role="caption", wrap=True)
        self.empty = EmptyState("")
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._row = QHBoxLayout()
        self._row.addWidget(self.tiles, 1)
        self._row.addWidget(self.bars, 1)
        self._column.addLayout(self._row, 1)
        self._column.addWidget(self.words)
        self._pages = Pages(self, self.empty, content)
        comparing = session.comparing
        for signal in (comparing.scores_changed, comparing.members_changed, comparing.problem_changed):
            signal.connect(self.mark_dirty)
        session.selection.image_changed.connect(self._ring)
        appearance().changed.connect(self._dress)
        self._dress()

    def header_widget(self) -> QWidget:
        """By which figure, under which noise, and of which two."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(136))

    def watch(self, watching: bool) -> None:
        self.session.comparing.watch(watching)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark_dirty()

    # Showing

    def refresh(self) -> None:
        """Show the newest figures."""
        self._draw()

    def _chosen(self) -> tuple[Case, Metric]:
        return cast("Case", self.case.value), cast("Metric", self.by.value)

    @Slot()
    def _draw(self) -> None:
        scores, comparing = self.session.comparing.scores, self.session.comparing
        letters = [one.letter for one in comparing.members if scores is not None and one.letter in scores.names]
        several = len(letters) > 1
        self.show_header(several)
        if scores is None or not several:
            waiting = self.tr("With two models, who does better on which image is shown here, and if that is chance.")
            self._pages.say(comparing.problem or waiting)
            return
        self._pages.show_content()
        case, metric = self._chosen()
        short = {one.letter: one.short for one in comparing.members}
        versus, pairs = self.tr("{one} and {other}"), list(combinations(letters, 2))
        self.pair.set_options(
            [(pair, versus.format(one=short[pair[0]], other=short[pair[1]])) for pair in pairs],
            {pair: versus.format(one=pair[0], other=pair[1]) for pair in pairs},
        )
        self.pair.setVisible(len(letters) > 2)
        places = ["ABCD".index(letter) for letter in letters]
        winners = [("ABCD".index(str(letter)) if letter else None) for letter in scores.winners(case, metric)]
        self.tiles.set_winners(winners, places)
        self._ring()
        first, second = cast("tuple[str, str]", self.pair.value)
        # Letters are enough where kinds alone do not tell models apart, and leave room for the figure.
        names = (short[first], short[second]) if len(letters) == 2 else (first, second)
        self._draw_bars(scores, first, second, names)
        for pair, words in zip(scores.tests[case][metric], scores.words[case][metric], strict=True):
            if (pair.first, pair.second) == (first, second):
                self._say(words)

    def _say(self, words: str) -> None:
        """How large the difference is, and whether it may be chance; who wins how often stands over the marks."""
        sentences = words.split(". ")
        kept = sentences[-1:] if self.height() < px(BRIEF) else sentences[-2:]
        self.words.setText(". ".join(kept))
        self.words.setToolTip(words)
        self.words.setAccessibleName(words)

    def _draw_bars(self, scores: Scores, first: str, second: str, names: tuple[str, str]) -> None:
        # Where there are scores, it is loaded already: they were computed with it.
        from training.compare.comparison import difference_histogram

        case, metric = self._chosen()
        values = scores.values(case, metric)
        counts, edges = difference_histogram(values[first], values[second])
        places = ("ABCD".index(first), "ABCD".index(second))
        # A larger error is worse: below 0, the first does better.
        sides = places if metric == "mse" else (places[1], places[0])
        title = self.tr("{metric}: {one} − {other}{unit}").format(
            metric=NAMES[metric], one=names[0], other=names[1], unit=f", {UNITS[metric]}" if metric in UNITS else ""
        )
        mean = float(np.mean(values[first] - values[second]))
        self.bars.set_bars(counts, edges, sides, title, mean)

    def _tell(self, at: int) -> str:
        """What the models make of an image."""
        scores, comparing = self.session.comparing.scores, self.session.comparing
        if scores is None or at >= len(scores.indices):
            return ""
        case, metric = self._chosen()
        lines = [self.tr("no. {index}").format(index=figure(int(scores.indices[at]), 0))]
        classes = comparing.members[0].run.classes if comparing.members else ()
        if scores.labels is not None and classes:
            lines[0] += f", {classes[int(scores.labels[at])]}"
        for letter, values in scores.values(case, metric).items():
            lines.append(f"{scores.names[letter]}: {with_unit(metric, of_one(metric, float(values[at])))}")
        return "\n".join(lines)

    # Hands

    @Slot(object)
    def _point(self, at: int | None) -> None:
        scores = self.session.comparing.scores
        known = scores is not None and at is not None and at < len(scores.indices)
        self.session.comparing.cursor = int(scores.indices[at]) if known and scores is not None else None

    @Slot(int)
    def _select(self, at: int) -> None:
        scores = self.session.comparing.scores
        if scores is not None and at < len(scores.indices):
            self.session.comparing.select(int(scores.indices[at]))

    @Slot()
    def _ring(self) -> None:
        scores, image = self.session.comparing.scores, self.session.selection.image
        found = [] if scores is None or image is None else np.flatnonzero(scores.indices == image).tolist()
        self.tiles.set_selected(found[0] if found else None)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(16), 0, px(16), px(12))
        self._column.setSpacing(px(4))
        self._row.setSpacing(px(16))
        self.mark_dirty()
