"""The one Qt stylesheet, generated from a theme's tokens at a scale."""

from string import Template

from aeexplorer.tokens import Theme
from resources import resource

# Lengths stand as ${p13} (13 px of the design, scaled); colours by the names of their tokens.
_RULES = Template("""
QMainWindow, QDialog { background: $panel; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QToolTip {
  background: $panel; color: $text1; border: 1px solid $control; padding: ${p4}px ${p8}px; font-size: ${p12}px;
}

QLabel[role="second"] { color: $text2; }
QLabel[role="caption"] { color: $text2; font-size: ${p12}px; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="key"] { font-size: ${p15}px; font-weight: 600; }
QLabel[role="headline"] { font-size: ${p20}px; font-weight: 600; }
QLabel[role="problem"] { color: $error; font-size: ${p12}px; }
QLabel[role="problem-head"] { color: $error; font-weight: 600; }
QLabel:disabled { color: $control; }

QPushButton {
  background: $panel; color: $text1; border: 1px solid $control; border-radius: ${p4}px;
  padding: 0 ${p12}px; min-height: ${h32}px; max-height: ${h32}px; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $tint; color: $accent; border-color: $accent; font-weight: 600; }
QPushButton:disabled { color: $control; border-color: $line; }
QPushButton[chip="true"] { min-height: ${h28}px; max-height: ${h28}px; border-color: $line; color: $text2; }
QPushButton[large="true"] { min-height: ${h44}px; max-height: ${h44}px; font-size: ${p15}px; }
QPushButton[kind="filled"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="filled"]:hover, QPushButton[kind="filled"]:pressed {
  background: $accent_hover; color: $on_accent; border-color: $accent_hover;
}
QPushButton[kind="filled"]:disabled { background: $track; color: $text3; border-color: $track; }
QPushButton[kind="dashed"] { border-color: transparent; color: $text2; }
QPushButton::menu-indicator { width: 0; }

QToolButton { background: transparent; border: none; border-radius: ${p4}px; padding: 0; color: $text2; }
QToolButton[kind="tool"] {
  min-width: ${p28}px; max-width: ${p28}px; min-height: ${p28}px; max-height: ${p28}px;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $tint; color: $accent; }
QToolButton:disabled { color: $control; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit {
  background: $panel; color: $text1; border: 1px solid $control; border-radius: ${p4}px;
  padding: 0 ${p9}px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { min-height: ${h32}px; max-height: ${h32}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled { color: $control; border-color: $line; }
QLineEdit[problem="true"] { border-color: $error; }

QComboBox {
  background: $panel; color: $text1; border: 1px solid $control; border-radius: ${p4}px;
  padding: 0 ${p8}px 0 ${p11}px; min-height: ${h32}px; max-height: ${h32}px;
}
QComboBox:hover { background: $hover; }
QComboBox:disabled { color: $control; border-color: $line; }
QComboBox[problem="true"] { border-color: $error; }
QComboBox::drop-down { border: none; width: ${p28}px; }
QComboBox::down-arrow { image: url("$down"); width: ${p16}px; height: ${p16}px; }
QComboBox QAbstractItemView {
  background: $panel; color: $text1; border: 1px solid $control; outline: none; padding: ${p4}px 0;
  selection-background-color: $tint; selection-color: $accent;
}
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p11}px; }
QComboBox QAbstractItemView::item:hover { background: $hover; color: $text1; }
QComboBox QAbstractItemView::item:selected { background: $tint; color: $accent; }

QCheckBox { spacing: ${p8}px; min-height: ${p28}px; }
QCheckBox::indicator {
  width: ${p16}px; height: ${p16}px; border: 1px solid $control; border-radius: ${p4}px; background: $panel;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:disabled { border-color: $line; }

QProgressBar {
  background: $track; color: transparent; border: none; border-radius: ${r8}px;
  min-height: ${p8}px; max-height: ${p8}px;
}
QProgressBar::chunk { background: $accent; border-radius: ${r8}px; }

QMenuBar { background: $panel; color: $text2; border: none; }
QMenuBar::item { background: transparent; padding: ${p8}px ${p12}px; border-radius: ${p4}px; }
QMenuBar::item:selected { background: $hover; color: $text1; }
QMenu { background: $panel; color: $text1; border: 1px solid $control; padding: ${p4}px 0; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p16}px; }
QMenu::item:selected { background: $tint; color: $accent; }
QMenu::item:disabled { color: $control; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px 0; }
QMenu::indicator { width: ${p16}px; height: ${p16}px; left: ${p4}px; }
QMenu::indicator:checked { image: url("$check_accent"); }

QStatusBar { background: $window; color: $text2; border-top: 1px solid $line; min-height: ${p24}px; }
QStatusBar::item { border: none; }
QSizeGrip { image: none; width: 0; }
QStatusBar QLabel { font-size: ${p12}px; color: $text2; padding: 0 ${p12}px; }
QStatusBar QLabel[role="heading"] { color: $text1; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle { background: $track; border-radius: ${p4}px; }
QScrollBar::handle:vertical { min-height: ${p28}px; margin: 0 ${p2}px; }
QScrollBar::handle:horizontal { min-width: ${p28}px; margin: ${p2}px 0; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }

QTabBar { background: $panel; }
QTabBar::tab {
  background: $panel; color: $text2; border: none; border-bottom: 2px solid transparent;
  padding: ${p6}px ${p12}px; min-height: ${p20}px;
}
QTabBar::tab:selected { color: $text1; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text1; background: $hover; }
QMainWindow > QTabBar::tab { padding: ${p6}px ${p8}px; }
QMainWindow > QTabBar::tab:first { margin-left: ${p8}px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QHeaderView::section {
  background: $panel; color: $text2; border: none; border-bottom: 1px solid $line; padding: ${p4}px ${p8}px;
}
QTableView, QListView, QTreeView {
  background: $panel; border: none; gridline-color: $line; outline: none;
  selection-background-color: $tint; selection-color: $accent;
}
QListView[role="rows"]::item { border-bottom: 1px solid $line; }
QListView[role="rows"]::item:hover { background: $hover; }
QListView[role="rows"]::item:selected { background: $tint; border-left: 2px solid $accent; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="line-vertical"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
""")

_COLOURS = (
    *("window", "panel", "line", "control", "text1", "text2", "text3", "accent", "on_accent", "tint"),
    *("grid", "track", "histogram", "error", "error_ground", "hover", "accent_hover"),
)
_LENGTHS = (2, 4, 6, 8, 9, 11, 12, 15, 16, 20, 24, 28)


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """Qt stylesheet of ``theme``, with type and controls ``scale`` times their size in the design."""
    shade = "dark" if theme.dark else "light"
    values = {name: str(getattr(theme, name)) for name in _COLOURS}
    values |= {f"p{length}": str(round(length * scale)) for length in _LENGTHS}
    # Qt's min-height leaves out the border of 1 px above and below.
    values |= {f"h{height}": str(round(height * scale) - 2) for height in (28, 32, 44)}
    values["r8"] = str(round(8 * scale) // 2)
    values["down"] = resource("icons", f"down-{shade}.svg").as_posix()
    values["check"] = resource("icons", f"check-{shade}.svg").as_posix()
    values["check_accent"] = resource("icons", f"check-accent-{shade}.svg").as_posix()
    return _RULES.substitute(values)
