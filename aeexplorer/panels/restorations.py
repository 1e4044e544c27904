"""The restorations: original, corrupted, and what each way makes of it, measured in the hole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.other_data import not_of_its_data
from aeexplorer.session.restore_outcome import Measured
from aeexplorer.session.subject import CHOICES
from aeexplorer.session.ways import COLUMNS, DENOISER
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage
from aeexplorer.widgets.restoration_tile import RestorationTile
from aeexplorer.widgets.restore.many_view import ManyView
from aeexplorer.widgets.score_rows import Score
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.session import Session

FEW = 5
"""Ways beside which there is room between the tiles."""
DECIMALS = (4, 1, 2)
"""Of MSE, PSNR and SSIM."""


class RestorationsPanel(Panel):
    """One tile for each picture, in order of effort."""

    id = "restorations"
    title = str(QT_TRANSLATE_NOOP("Panels", "Restorations"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.restoration = session.restoration
        self.shows = Segmented(
            (("pictures", self.tr("Pictures")), ("errors", self.tr("Errors"))), name=self.tr("What the tiles show")
        )
        self.shows.changed.connect(self.mark_dirty)
        self.scope = Segmented(
            (
                ("one", self.tr("This image")),
                ("shown", self.tr("These {n}").format(n=CHOICES)),
                ("selected", self.tr("Selected")),
                ("held-out", self.tr("All held out")),
            ),
            name=self.tr("Which images are restored"),
        )
        self.scope.changed.connect(self._restore_many)
        session.selection.images_changed.connect(self._follow_selection)
        self.status = Elided(role="second")
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(12)
        header.addWidget(self.status, 1)
        header.addWidget(self.scope)
        header.addWidget(self.shows)
        self.original = RestorationTile(self.tr("Original"))
        self.corrupted = RestorationTile(self.tr("Corrupted"))
        self.tiles = {column.id: RestorationTile(_translated(column.title)) for column in COLUMNS}
        self.empty = EmptyState("")
        self.caution = Label(role="second", wrap=True)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.addWidget(self.caution)
        self._row = QHBoxLayout()
        self._column.addLayout(self._row, 1)
        for tile in (self.original, self.corrupted, *self.tiles.values()):
            self._row.addWidget(tile, 1)
        self._pages = Pages(self, self.empty, content)
        self.table = ManyView(self.restoration.many)
        self._pages.addWidget(self.table)

        restoration = self.restoration
        for signal in (
            restoration.results_changed,
            restoration.many.changed,
            restoration.settings_changed,
            restoration.step_changed,
            restoration.problem_changed,
            restoration.denoiser.changed,
            restoration.subject.changed,
            restoration.painting.changed,
            restoration.current.state_changed,
            restoration.current.changed,
        ):
            signal.connect(self.mark_dirty)
        appearance().changed.connect(self._dress)
        self._follow_selection()
        self._dress()

    def header_widget(self) -> QWidget:
        """What is measured, and whether pictures or errors are shown."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(560), px(84 + 32 + 66 + 8))

    def watch(self, watching: bool) -> None:
        self.restoration.watch(watching)
        if watching:
            # Not a moment later: until then it would stand there empty.
            self.refresh_if_dirty()

    def refresh(self) -> None:
        """Show the newest results."""
        run, progress = self.restoration.current.run, self.restoration.progress
        if run is None or run.snapshot is None:
            busy = run is not None and run.state.active
            self._pages.say(
                self.tr("The first weights are on their way.")
                if busy
                else self.tr("What each way makes of the hole appears here, with what it is worth.")
            )
            self.status.setText("")
            return
        if self.scope.value != "one":
            self.status.setText("")
            self.table.show_table()
            self._pages.setCurrentWidget(self.table)
            return
        self._pages.show_content()
        self._make_room()
        original = self.restoration.painting.picture
        self.original.show_picture(to_qimage(original, run.source))
        self._say_what_is_measured()
        if progress is None:
            self.corrupted.await_picture(_size(original))
            self.corrupted.show_scores(())
        else:
            self._show(self.corrupted, progress.corrupted, original)
            self.corrupted.show_scores(self._scores(progress.measured, frozenset()))
        self._show_ways(original)

    @Slot(object)
    def _restore_many(self, scope: str) -> None:
        many = self.restoration.many
        self.shows.setEnabled(scope == "one")
        if scope == "one":
            many.leave()
        else:
            many.begin("shown" if scope == "shown" else "selected" if scope == "selected" else "held-out")
        self.mark_dirty()

    @Slot()
    def _follow_selection(self) -> None:
        """Other images are selected on the map: they are restored if it is these that are."""
        there = bool(self.session.selection.images)
        self.scope.set_option_enabled(
            "selected", there, "" if there else self.tr("First choose images on the map, with the lasso.")
        )
        if self.scope.value == "selected":
            if not there:
                self.scope.set_value("one")
            self._restore_many(str(self.scope.value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark_dirty()

    def _make_room(self) -> None:
        """Show the tiles of the ways that are ticked, closer together where there are many, and all equally wide."""
        ticked = self.restoration.ways.ticked
        for name, tile in self.tiles.items():
            tile.setVisible(name in ticked)
        tiles, spacing = 2 + len(ticked), px(20 if len(ticked) <= FEW else 12)
        # Pixels that are left over would make some wider, so higher, and their figures stand lower than the others'.
        left_over = (self.width() - 2 * px(16) - (tiles - 1) * spacing) % tiles
        self._row.setSpacing(spacing)
        self._row.setContentsMargins(0, 0, left_over, 0)
        self._row.activate()

    def _say_what_is_measured(self) -> None:
        """In words below the original or, where these have no room, with the names of the figures in rows there."""
        where, said = self._where(), self._caution()
        self.caution.setText(said)
        self.caution.setVisible(bool(said))
        if self.original.is_narrow:
            self.original.say("")
            names = (self.tr("MSE ↓"), self.tr("PSNR ↑"), self.tr("SSIM ↑"))
            self.original.show_scores([Score(name, "") for name in names])
            self.status.setText(where)
        else:
            self.original.say("\n".join((where, self.tr("MSE ↓ better"), self.tr("PSNR, SSIM ↑ better"))))
            self.status.setText("")

    def _caution(self) -> str:
        """Why nothing can be restored, or why it may not be restored well; or ""."""
        restoration, run = self.restoration, self.restoration.current.run
        if restoration.problem:
            return restoration.problem
        if restoration.subject.origin == "own" and run is not None:
            return not_of_its_data(run, restoration.subject.name)
        return restoration.denoiser.caution if DENOISER in restoration.ways.ticked else ""

    def _show_ways(self, original: NDArray[np.float32]) -> None:
        outcomes = self.restoration.outcomes
        best = self.restoration.best()
        for name, tile in self.tiles.items():
            outcome = outcomes.get(name)
            if outcome is None or outcome.pixels is None:
                missing = self.restoration.denoiser.problem if name == DENOISER else ""
                tile.await_picture(_size(original))
                tile.say(outcome.error if outcome is not None else missing, problem=outcome is not None)
                tile.show_scores(())
                continue
            pixels = self.restoration.shown(name)
            assert pixels is not None
            self._show(tile, pixels, original)
            tile.say(outcome.error, problem=True)
            tile.show_scores(self._scores(outcome.measured, best.get(name, frozenset()), outcome.note))

    def _show(self, tile: RestorationTile, pixels: NDArray[np.float32], original: NDArray[np.float32]) -> None:
        tile.show_picture(self._picture(pixels, original))

    def _picture(self, pixels: NDArray[np.float32], original: NDArray[np.float32]) -> QImage:
        run = self.restoration.current.run
        if self.shows.value == "errors" and pixels.shape == original.shape:
            return error_to_qimage(np.abs(pixels - original))
        return to_qimage(pixels, run.source if run is not None else "")

    def _where(self) -> str:
        return self.tr("Measured in the hole") if self.restoration.inside_hole else self.tr("Measured all over")

    def _scores(self, measured: Measured, best: frozenset[int], note: str = "") -> list[Score]:
        found = self.restoration.figures(measured)
        whole = self.restoration.figures(measured, whole=True)
        units = ("", self.tr(" dB"), "")
        rows = []
        for k, name in enumerate((self.tr("MSE"), self.tr("PSNR"), self.tr("SSIM"))):
            all_over = self.tr("{name} of the whole image: {value}").format(
                name=name, value=figure(whole[k], DECIMALS[k]) + units[k]
            )
            value = figure(found[k], DECIMALS[k]) + (units[k] if math.isfinite(found[k]) else "")
            said = "\n".join(filter(None, (note, all_over))) if k == 0 else all_over
            rows.append(Score(name, value, k in best, said))
        return rows

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(16), 0, px(16), px(8))
        self._column.setSpacing(px(4))
        self.mark_dirty()


def _size(pixels: NDArray[np.float32]) -> QSize:
    return QSize(pixels.shape[2], pixels.shape[1])


def _translated(text: str) -> str:
    return QCoreApplication.translate("Ways", text)
