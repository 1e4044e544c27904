"""A list of entries under headings: a title, a line below it, and a word at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from aeexplorer.theme import appearance, font, px

ENTRY = Qt.ItemDataRole.UserRole
HEIGHT, HEADING_HEIGHT, FIRST_HEIGHT = 44, 44, 30
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; without a ``key`` it is a heading."""

    title: str
    key: str = ""
    about: str = ""
    state: str = ""
    busy: bool = False
    """Whether ``state`` is told in the accent."""
    problem: str = ""


class EntryList(QListView):
    """Announces which entry the user has chosen, by mouse or keys."""

    chosen = Signal(str)
    """The key of an entry."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = _Entries(self)
        self._quiet = False
        self.setModel(self._entries)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._tell)
        appearance().changed.connect(self._dress)

    def set_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Show other entries; the one with the key ``current`` is chosen, without a signal."""
        self._quiet = True
        self._entries.set_entries(tuple(entries))
        row = next((k for k, entry in enumerate(entries) if entry.key and entry.key == current), None)
        if row is not None and self.currentIndex().row() != row:
            self.setCurrentIndex(self._entries.index(row))
        self._quiet = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown."""
        return self._entries.entries

    @property
    def current(self) -> str:
        """Key of the entry that is chosen; empty if none is."""
        entry: Entry | None = self.currentIndex().data(ENTRY)
        return entry.key if entry is not None else ""

    @Slot(QModelIndex, QModelIndex)
    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        entry: Entry | None = current.data(ENTRY)
        if entry is not None and entry.key and not self._quiet:
            self.chosen.emit(entry.key)

    @Slot()
    def _dress(self) -> None:
        self.doItemsLayout()


class _Entries(QAbstractListModel):
    entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        if [entry.key or entry.title for entry in entries] == [entry.key or entry.title for entry in self.entries]:
            self.entries = entries
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.title, entry.about, entry.state)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.problem or "\n".join(filter(None, (entry.title, entry.about)))
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY)
        heading = HEADING_HEIGHT if index.row() else FIRST_HEIGHT
        return QSize(px(120), px(HEIGHT if entry.key else heading))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, entry = appearance().theme, index.data(ENTRY)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not entry.key:
            self._paint_heading(painter, rect, entry, first=index.row() == 0)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            if chosen or hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.tint if chosen else theme.hover))
                painter.drawRoundedRect(rect.adjusted(px(8), 1, -px(8), -1), px(4), px(4))
            self._paint_entry(painter, rect.adjusted(px(16), px(4), -px(16), -px(4)), entry, chosen=chosen)
        painter.restore()

    @staticmethod
    def _paint_heading(painter: QPainter, rect: QRectF, entry: Entry, *, first: bool) -> None:
        theme = appearance().theme
        if not first:
            painter.fillRect(QRectF(rect.left(), rect.top() + px(4), rect.width(), 1), QColor(theme.line))
        painter.setFont(font(13, 600))
        painter.setPen(QPen(QColor(theme.text1)))
        room = rect.adjusted(px(16), 0 if first else px(8), -px(16), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, entry.title)

    @staticmethod
    def _paint_entry(painter: QPainter, room: QRectF, entry: Entry, *, chosen: bool) -> None:
        theme = appearance().theme
        small = font(12, 600 if entry.busy else 400)
        painter.setFont(small)
        state = QFontMetricsF(small).horizontalAdvance(entry.state)
        colour = theme.error if entry.problem else theme.accent if entry.busy else theme.text2
        painter.setPen(QColor(colour))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.state)
        words = room.adjusted(0, 0, -state - px(8), 0)
        for text, chosen_font, tone, side in (
            (
                entry.title,
                font(13, 600 if chosen else 400),
                theme.accent if chosen else theme.text1,
                Qt.AlignmentFlag.AlignTop,
            ),
            (entry.about, font(12), theme.text2, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(chosen_font)
            painter.setPen(QColor(tone))
            shown = QFontMetricsF(chosen_font).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, side | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
