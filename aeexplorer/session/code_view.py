"""CodeView: the selected image's code in the current run, what becomes of it when it is moved, and how codes lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.code_axes import MOST_NUMBERS, CodeAxes, principal_axes
from aeexplorer.session.current_run import CurrentRun

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.document import Document
    from aeexplorer.session.encoded import Encoded
    from aeexplorer.session.selection import Selection
    from training.latent.histograms import CodeHistograms
    from training.snapshot import Snapshot

LOOK, DECODE, SPREAD = "code", "moved code", "spread of codes"
SPREAD_MS = 500
"""The spread follows a run that trains at most this often."""


class Look(NamedTuple):
    """An image (C, H, W), its code (d,) and what that decodes to (C, H, W)."""

    image: int
    original: NDArray[np.float32]
    code: NDArray[np.float32]
    reconstruction: NDArray[np.float32]


class Spread(NamedTuple):
    """How codes lie: ``axes`` for codes of many numbers, the codes' places (n, k) along them, and their histograms."""

    axes: CodeAxes | None
    places: NDArray[np.float32]
    histograms: CodeHistograms


class CodeView(QObject):
    """Computes what ``look_at_code`` and ``look_at_spread`` ask for, and nothing by itself."""

    outdated = Signal()
    """Another run, image, weights or codes: what is shown has to be asked for again."""
    look_changed = Signal()
    """``look``."""
    code_changed = Signal()
    """``code``: moved by hand, or back, or there is another image."""
    moved_changed = Signal()
    """``code`` and ``decoded``."""
    spread_changed = Signal()
    problem_changed = Signal()

    def __init__(
        self, document: Document, selection: Selection, asks: AskThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._selection, self._asks = selection, asks
        self.current = CurrentRun(document, self)
        self.look: Look | None = None
        self.spread: Spread | None = None
        self.decoded: NDArray[np.float32] | None = None
        """Pixels (C, H, W) of ``code``."""
        self.problem = ""
        """Why something is not known, in a sentence; or ""."""
        self._moved: NDArray[np.float32] | None = None
        self._looked: tuple[Snapshot, int] | None = None
        self._spread_of: Encoded | None = None
        self._shown = self._asked = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SPREAD_MS)
        self._later.timeout.connect(self.outdated)
        for signal in (self.current.changed, self.current.started):
            signal.connect(self._start_over)
        self.current.snapshot_changed.connect(self.outdated)
        self.current.latents_changed.connect(self.outdated)
        selection.image_changed.connect(self._follow_image)
        asks.answered.connect(self._take)

    @property
    def image(self) -> int | None:
        """Number of the selected image, if the current run has it."""
        index, run = self._selection.image, self.current.run
        if index is None or run is None or run.images is None or not 0 <= index < len(run.images):
            return None
        return index

    @property
    def code(self) -> NDArray[np.float32] | None:
        """The code (d,) that is decoded: the image's own, or where it was moved."""
        return self._moved if self._moved is not None or self.look is None else self.look.code

    @property
    def is_moved(self) -> bool:
        """Whether the code is another than the image's own."""
        return self._moved is not None

    # Asking

    def look_at_code(self) -> None:
        """Have the selected image encoded by the newest weights, unless that is being done or done."""
        run, image = self.current.run, self.image
        if run is None or run.snapshot is None or image is None or self._looked == (run.snapshot, image):
            return
        snapshot, original = run.snapshot, run.pixels(image)
        self._looked = snapshot, image

        def compute() -> Look:
            code = snapshot.encode(original[None])
            return Look(image, original, code[0].reshape(-1), snapshot.decode(code)[0])

        self._asks.ask(LOOK, compute)
        if self._moved is not None:
            self._decode(self._moved)

    def look_at_spread(self) -> None:
        """Have the newest codes looked through."""
        run = self.current.run
        if run is None or not len(run.codes) or self._later.isActive() or run.encoded is self._spread_of:
            return
        self._spread_of = run.encoded
        codes, before = run.codes, self.spread.axes if self.spread is not None else None

        def compute() -> Spread:
            from training.latent.histograms import histograms

            finite = codes[np.isfinite(codes).all(1)]
            many = codes.shape[1] > MOST_NUMBERS
            axes = principal_axes(finite, before, most=MOST_NUMBERS) if many else None
            places = finite if axes is None else axes.places(finite)
            return Spread(axes, places, histograms(places))

        self._asks.ask(SPREAD, compute)
        self._later.start()

    def move_to(self, code: NDArray[np.float32]) -> None:
        """Decode another code (d,)."""
        if self.look is not None:
            self._moved = code
            self._decode(code)
            self.code_changed.emit()

    @Slot()
    def reset(self) -> None:
        """Back to the image's own code."""
        if self._moved is not None and self.look is not None:
            self._moved = None
            self._asks.cancel(DECODE)
            self._shown = self._asked
            self.decoded = self.look.reconstruction
            self.code_changed.emit()
            self.moved_changed.emit()

    def _decode(self, code: NDArray[np.float32]) -> None:
        run = self.current.run
        if run is None or run.snapshot is None or len(code) != run.latent_size:
            return
        snapshot = run.snapshot
        z = np.array(code, np.float32).reshape(1, *snapshot.latent_shape)
        self._asked = self._asks.ask(DECODE, lambda: snapshot.decode(z)[0])

    # Hearing

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel not in (LOOK, DECODE, SPREAD):
            return
        # While a slider is dragged, each answer is overtaken by the next question: it is shown all the same.
        late = answer.id <= self._shown if answer.channel == DECODE else not self._asks.is_latest(answer)
        if late:
            return
        self._say(answer.error or "")
        if answer.error is not None:
            return
        if answer.channel == LOOK:
            self.look = answer.result
            if self._moved is None:
                self.decoded = answer.result.reconstruction
            self.look_changed.emit()
        elif answer.channel == DECODE:
            self._shown = answer.id
            self.decoded = answer.result
            self.moved_changed.emit()
        else:
            self.spread = answer.result
            self.spread_changed.emit()

    @Slot()
    def _follow_image(self) -> None:
        self._moved = self.look = self.decoded = self._looked = None
        self._forget(LOOK, DECODE)
        self.code_changed.emit()
        self.look_changed.emit()
        self.outdated.emit()

    @Slot()
    def _start_over(self) -> None:
        """Another run, or this one from its beginning."""
        self._forget(SPREAD)
        self._later.stop()
        self.spread = self._spread_of = None
        self.spread_changed.emit()
        self._follow_image()

    def _forget(self, *channels: str) -> None:
        for channel in channels:
            self._asks.cancel(channel)
        self._shown = self._asked

    @Slot(str)
    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit()
