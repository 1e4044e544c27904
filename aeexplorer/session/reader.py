"""Reader: the thread that reads data sets for the window, apart from the one that decodes; it keeps the last set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.ask_thread import Answer, AskThread
from aeexplorer.session.fit_thread import Loading
from aeexplorer.session.preview import Preview, preview_of
from training.data import SOURCES
from training.data.settings import Data
from training.errors import InputError

if TYPE_CHECKING:
    from training.data.images import ImageSet


class Reader(AskThread):
    """Answers questions about data sets. A set may take a minute to read: no decoding waits for it here."""

    loading = Signal(object)
    """A ``Loading`` of the question under way, at most every 50 ms."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: tuple[str, int] = ("", 0)
        self._last: tuple[object, ImageSet] | None = None
        self._previews: dict[object, Preview] = {}

    def known_preview(self, data: Data, seed: int) -> Preview | None:
        """The preview of a set that was read before; may be asked in any thread.

        None where the set is read from files: whether these are what they were then is for the reader to see.
        """
        if data.path is not None:
            return None
        return self._previews.get((_key(data, data.classes), data.held_out, seed))

    def ask_preview(self, channel: str, data: Data, seed: int) -> None:
        """Have the ``preview`` of a set answered on ``channel``."""
        self.ask(channel, lambda: self.preview(data, seed))

    def preview(self, data: Data, seed: int) -> Preview | None:
        """Some images of a set, and how many there are; None for a set that is to be downloaded yet.

        For this thread: reads the set unless it was the last.

        Raises:
            InputError: as ``training.data.load_images``.
        """
        try:
            whole = self.images(data.model_copy(update={"classes": ()}), may_download=False)
        except InputError:
            if _is_downloaded(data):
                # None of it is on this machine, or what is there is damaged: either way a run fetches it.
                return None
            raise
        images = whole.only(data.classes)
        split = images.split(data.held_out, seed)
        found = preview_of(images, len(split.training), len(split.held_out))
        self._previews[_key(data, data.classes), data.held_out, seed] = found
        return found

    def images(self, data: Data, *, may_download: bool = True) -> ImageSet:
        """The images of ``data``, of its classes alone. For this thread.

        Raises:
            InputError: as ``training.data.load_images``; ``LoadingCancelled`` once nobody waits for them any more.
        """
        from training.data import load_images

        key = _key(data, ())
        if self._last is None or self._last[0] != key:
            self._last = None
            whole = data.model_copy(update={"classes": ()})
            found = load_images(whole, progress=self._tell, cancelled=self._is_forgotten, may_download=may_download)
            self._last = key, found
        return self._last[1].only(data.classes)

    def _answer(self, channel: str, number: int, compute: Callable[[], Any]) -> Answer:
        self._under_way = channel, number
        return super()._answer(channel, number, compute)

    def _is_forgotten(self) -> bool:
        channel, number = self._under_way
        return self._stopping or self._latest.get(channel) != number

    def _tell(self, done: int, total: int | None, what: str) -> None:
        self.loading.emit(Loading(done, total, what))


def _is_downloaded(data: Data) -> bool:
    source = SOURCES.get(data.source)
    return data.path is None and source is not None and source.downloads


def _key(data: Data, classes: tuple[str, ...]) -> object:
    """What decides which pixels are read: all but the share held out, and when the files were last written."""
    written = None
    if data.path is not None:
        try:
            found = data.path.stat()
            written = found.st_mtime_ns, found.st_size
        except (OSError, ValueError):
            written = None
    return data.model_copy(update={"held_out": 0.5, "classes": classes}), written
