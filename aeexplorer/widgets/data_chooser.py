"""The chooser of data sets: all that there are, each with a few of its images, and a way to files of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.preview import Preview
from aeexplorer.session.reader import Reader
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.path_button import PathButton
from aeexplorer.widgets.source_row import SourceRow
from training.data import SOURCES, Source
from training.recipe import Data

CHANNEL = "chooser"
SEED = 7
"""Previews show the same images every time."""


class DataChooser(QDialog):
    """Arrow keys go through the list, typing searches it, Enter takes; nothing is downloaded for its images."""

    chosen = Signal(object)
    """The name (str) of a source whose own images are wanted."""
    path_chosen = Signal(object)
    """A file or folder (Path) of the user's."""

    def __init__(
        self, reader: Reader, current: Data, parent: QWidget | None = None, *, used: Sequence[Data] = ()
    ) -> None:
        """``current`` is what is chosen now; ``used`` is what was before, the newest first."""
        super().__init__(parent)
        self._reader = reader
        self._current, self._used = current, used
        self.setWindowTitle(self.tr("Choose data"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search data sets"))
        self.search.setAccessibleName(self.tr("Search data sets"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setProperty("role", "rows")
        self.list.setAccessibleName(self.tr("Data sets"))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._name_button)
        self.list.itemActivated.connect(self._take)
        self.list.itemDoubleClicked.connect(self._take)
        self.nothing = Label(self.tr("No data set has these words in its name or description."), "second")
        self.nothing.hide()
        self.files = PathButton(self.tr("Open file or folder…"))
        self.files.chosen.connect(self._take_path)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.use = Button(kind="filled")
        self.use.clicked.connect(self._take)
        self.rows: dict[str, SourceRow] = {}
        self._items: dict[str, QListWidgetItem] = {}
        for source in SOURCES.values():
            row = self.rows[source.name] = SourceRow(source)
            item = self._items[source.name] = QListWidgetItem(self.list)
            self.list.setItemWidget(item, row)
            self._say(source.name)
        self._lay_out()
        reader.answered.connect(self._hear)
        appearance().changed.connect(self._dress)
        self._dress()
        self.list.setCurrentItem(self._items.get(current.source, self.list.item(0)))

    @property
    def current(self) -> SourceRow | None:
        """The row that Enter would take."""
        item = self.list.currentItem()
        row = self.list.itemWidget(item) if item is not None and not item.isHidden() else None
        return row if isinstance(row, SourceRow) else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.search.setFocus()
        # Rows get their width, and with it their height, once they are shown.
        QTimer.singleShot(0, self, self._settle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_rows)

    def done(self, result: int) -> None:
        """Stop reading for a list that nobody sees."""
        for name in self.rows:
            self._reader.cancel(f"{CHANNEL} {name}")
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys and Enter in the search line are those of the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self._step(event.key())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _step(self, key: int) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -4, Qt.Key.Key_PageDown: 4}[Qt.Key(key)]
        seen = [item for item in self._items.values() if not item.isHidden()]
        if seen:
            current = self.list.currentItem()
            at = seen.index(current) if current in seen else 0
            self.list.setCurrentItem(seen[min(max(at + by, 0), len(seen) - 1)])

    @Slot()
    def _settle(self) -> None:
        self._fit_rows()
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)
        # Those that come along are small, and read first.
        for name, row in sorted(self.rows.items(), key=lambda item: not item[1].comes_along):
            data = self._data_of(row.source)
            if data.path is None and row.source.needs_path:
                continue
            known = self._reader.known_preview(data, SEED)
            if known is not None:
                self._show_preview(name, known)
            else:
                self._reader.ask_preview(f"{CHANNEL} {name}", data, SEED)

    def _data_of(self, source: Source) -> Data:
        """What is shown of a source: the images chosen now, files of before instead of a download, or its own."""
        if self._current.source == source.name:
            return self._current
        if source.needs_path or source.downloads:
            before = (data for data in self._used if data.source == source.name and data.path is not None)
            return next(before, Data(source=source.name))
        return Data(source=source.name)

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        channel, _, name = answer.channel.partition(" ")
        row = self.rows.get(name)
        if channel != CHANNEL or row is None or not self._reader.is_latest(answer):
            return
        if answer.error is not None:
            row.show_problem(answer.error)
        elif answer.result is not None:
            self._show_preview(name, answer.result)
        self._fit_rows()

    def _show_preview(self, name: str, preview: Preview) -> None:
        """Show images of a set, and find and read out what is known of it only now."""
        self.rows[name].show_preview(preview)
        self._say(name)
        self._filter(self.search.text())

    def _say(self, name: str) -> None:
        row = self.rows[name]
        self._items[name].setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.words} {row.source.licence}")

    @Slot(str)
    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for name, item in self._items.items():
            item.setHidden(not all(word in self.rows[name].words.lower() for word in words))
        seen = [item for item in self._items.values() if not item.isHidden()]
        self.nothing.setVisible(not seen)
        self.use.setEnabled(bool(seen))
        if seen and self.list.currentItem() not in seen:
            self.list.setCurrentItem(seen[0])

    @Slot()
    def _name_button(self) -> None:
        row = self.current
        needs = row is not None and row.source.needs_path
        self.use.setText(self.tr("Choose files…") if needs else self.tr("Use this data"))

    @Slot()
    def _take(self) -> None:
        row = self.current
        if row is None:
            return
        if row.source.needs_path:
            self.files.setFocus()
            self.files.ask_folder() if row.source.name == "folder" else self.files.ask_file()
            return
        self.chosen.emit(row.source.name)
        self.accept()

    @Slot(object)
    def _take_path(self, path: Path) -> None:
        self.path_chosen.emit(path)
        self.accept()

    @Slot()
    def _fit_rows(self) -> None:
        width = self.list.viewport().width()
        for name, item in self._items.items():
            item.setSizeHint(QSize(width, self.rows[name].height_for(width)))

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.files)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.cancel)
        self._buttons.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.search)
        self._column.addWidget(self.nothing)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(line())
        self._column.addLayout(self._buttons)

    @Slot()
    def _dress(self) -> None:
        self.resize(px(760), px(640))
        self.setMinimumSize(px(560), px(360))
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(12))
        self._buttons.setSpacing(px(8))
        QTimer.singleShot(0, self, self._fit_rows)
