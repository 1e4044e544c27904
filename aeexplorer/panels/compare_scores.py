"""Metrics: how the compared models fare on many held-out images, with noise and without; the best value is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize
from PySide6.QtWidgets import QWidget

from aeexplorer.session.compare_question import has_noise
from aeexplorer.theme import px
from aeexplorer.widgets.cells import BEST
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import NOTHING, figure
from aeexplorer.widgets.member_heading import MemberHeading
from aeexplorer.widgets.members_model import Entry, MembersModel, Row
from aeexplorer.widgets.members_table import Detail, MembersTable
from aeexplorer.widgets.metric_figures import ARROWS, NAMES, in_short, of_many, with_unit
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aeexplorer.session.compare_scores import Case, Scores
    from aeexplorer.session.session import Session
    from training.compare.comparison import Metric

ROWS: tuple[tuple[Case, Metric], ...] = (
    ("clean", "mse"),
    ("clean", "psnr"),
    ("noisy", "psnr"),
    ("free", "psnr"),
    ("noisy", "ssim"),
    ("clean", "ssim"),
    ("noisy", "mse"),
    ("free", "ssim"),
    ("free", "mse"),
)
"""The questions that are asked most come first: below them the table is rolled."""


class CompareScoresPanel(Panel):
    """Means over the images, with the standard deviation beside them where there is room."""

    id = "compare_scores"
    title = str(QT_TRANSLATE_NOOP("Panels", "Metrics"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = MembersModel(self)
        self.table = MembersTable(self.model, self.tr("Figures of the compared models"))
        self.empty = EmptyState("")
        self._pages = Pages(self, self.empty, self.table)
        self.main = self.table
        comparing = session.comparing
        for signal in (comparing.scores_changed, comparing.members_changed, comparing.problem_changed):
            signal.connect(self.mark_dirty)
        self.table.resized.connect(self.mark_dirty)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(136))

    def watch(self, watching: bool) -> None:
        self.session.comparing.watch(watching)

    def refresh(self) -> None:
        """Show the newest figures."""
        comparing = self.session.comparing
        scores = comparing.scores
        members = [(k, one) for k, one in enumerate(comparing.members) if scores and one.letter in scores.names]
        if scores is None or not members:
            waiting = (
                self.tr("Measuring the models on held-out images.")
                if comparing.members and comparing.is_busy
                else self.tr("What each compared model makes of held-out images is told here in figures.")
            )
            self._pages.say(comparing.problem or waiting)
            return
        self._pages.show_content()
        detail = self.table.detail(len(members))
        heading, names = self._words(detail, len(members))
        letters = [one.letter for _, one in members]
        rows = [
            self._row(name, scores, case, metric, letters, detail=detail)
            for name, (case, metric) in zip(names, ROWS, strict=True)
        ]
        heading = heading.format(n=figure(len(scores.indices), 0), mark=BEST)
        self.table.show_rows(heading, [MemberHeading.of(place, one) for place, one in members], rows)

    def _words(self, detail: Detail, members: int) -> tuple[str, list[str]]:
        """The heading, and the names of the measures: as many words as have room beside so many figures."""
        whole: dict[Case, str] = {
            "clean": self.tr("{metric}, no noise {arrow}"),
            "noisy": self.tr("{metric}, with noise {arrow}"),
            "free": self.tr("{metric} to noise-free {arrow}"),
        }
        brief: dict[Case, str] = {
            "clean": self.tr("{metric}{scale} {arrow}"),
            "noisy": self.tr("{metric}{scale} noisy {arrow}"),
            "free": self.tr("{metric}{scale} to free {arrow}"),
        }
        tight: dict[Case, str] = {
            "clean": self.tr("{metric}{scale}"),
            "noisy": self.tr("{metric}{scale} σ"),
            "free": self.tr("{metric}{scale} free"),
        }
        all_held_out = self.tr("{n} held out, {mark} best") if members > 1 else self.tr("{n} held-out images")
        for heading, words, least in (
            (all_held_out, whole, ("spread", "unit")),
            (self.tr("{n} held out"), brief, ("spread", "unit", "number")),
        ):
            names = _names(words, detail)
            if detail in least and self.table.has_room_for(names, members):
                return heading, names
        return self.tr("n = {n}"), _names(tight, detail)

    def _row(self, name: str, scores: Scores, case: Case, metric: Metric, letters: list[str], *, detail: Detail) -> Row:
        tip = {
            "clean": self.tr("Pictures decoded without noise, against the originals."),
            "noisy": self.tr("Pictures decoded with the noise as set, against the originals."),
            "free": self.tr("Pictures decoded with the noise as set, against those decoded without it."),
        }[case]
        if case != "clean" and not has_noise(scores.conditions):
            quiet = self.tr("There is no noise now. Move its slider to see what the models bear.")
            return Row(f"{case} {metric}", name, (Entry(NOTHING, tip=quiet),) * len(letters), quiet)
        best = scores.best(case, metric)
        entries = tuple(self._entry(scores, case, metric, letter, letter == best, detail=detail) for letter in letters)
        return Row(f"{case} {metric}", name, entries, tip)

    def _entry(self, scores: Scores, case: Case, metric: Metric, letter: str, best: bool, *, detail: Detail) -> Entry:
        mean = of_many(metric, scores.mean(case, metric, letter))
        whole = with_unit(metric, f"{mean} ± {of_many(metric, scores.std(case, metric, letter))}")
        tip = self.tr("{name}: {value}, standard deviation over {n} images").format(
            name=scores.names[letter], value=whole, n=figure(len(scores.indices), 0)
        )
        short = in_short(1000 * scores.mean(case, metric, letter)) if metric == "mse" else mean
        return Entry({"spread": whole, "unit": with_unit(metric, mean)}.get(detail, short), best, tip)


def _names(words: Mapping[Case, str], detail: Detail) -> list[str]:
    """Of all measures; errors without room for their zeros are in thousandths."""
    scales = {metric: ", ‰" if metric == "mse" and detail in ("number", "tight") else "" for _, metric in ROWS}
    return [
        words[case].format(metric=NAMES[metric], arrow=ARROWS[metric], scale=scales[metric]) for case, metric in ROWS
    ]
