"""Files are saved under the ending that was typed or, without one, under that of the kind that was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.save_dialog import ask_where_to_save

KINDS = ("CSV (*.csv)", "Markdown (*.md)")


@pytest.mark.parametrize(
    ("typed", "kind", "saved"),
    [
        ("table", "CSV (*.csv)", Path("table.csv")),
        ("table", "Markdown (*.md)", Path("table.md")),
        ("table.md", "CSV (*.csv)", Path("table.md")),
        ("", "", None),
    ],
)
def test_a_file_without_an_ending_gets_that_of_its_kind(
    typed: str, kind: str, saved: Path | None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    offered: list[str] = []

    def answer(_parent: QWidget, _title: str, _name: str, kinds: str) -> tuple[str, str]:
        offered.append(kinds)
        return typed, kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    assert ask_where_to_save(parent, "Export table", "table.csv", KINDS) == saved
    assert offered == ["CSV (*.csv);;Markdown (*.md)"]
