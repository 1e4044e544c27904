"""The application: what its arguments do to the window, where it keeps its log, and what a tour leaves behind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer import app
from aeexplorer.__main__ import main
from aeexplorer.notices import Notices
from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session import problem
from aeexplorer.session.session import default_runs_folder
from aeexplorer.theme import appearance
from aeexplorer.window import Window
from training.recipe import Recipe

Visit = Callable[[Window], object]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log would be; what other tests write goes elsewhere meanwhile."""
    before, problem.logger.handlers = problem.logger.handlers, []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield problem.log_path()
    for handler in problem.logger.handlers:
        handler.close()
    problem.logger.handlers = before


@pytest.fixture
def start(qtbot: QtBot, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Run the program with arguments, in folders of the test's own: when its window stands it is visited and closed."""
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))

    def start(*arguments: str, visit: Visit = lambda _: None) -> int:
        def run_until_closed(_: QApplication) -> int:
            (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, Window) and w.isVisible())
            qtbot.waitExposed(window)
            try:
                visit(window)
            finally:
                assert window.close()
                window.deleteLater()
            return 0

        monkeypatch.setattr(QApplication, "exec", run_until_closed)
        return main(list(arguments))

    yield start
    appearance().mode, appearance().reduces_motion = "system", False


@pytest.mark.parametrize("on_tour", [False, True])
def test_only_a_tour_trains_in_a_folder_that_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_tour: bool
) -> None:
    given: list[Path | None] = []

    class Stop(Exception):  # noqa: N818  (ends the run where the session would be made)
        pass

    def session(*, runs_folder: Path | None) -> Any:
        given.append(runs_folder)
        if runs_folder is not None:
            (runs_folder / "run").mkdir()
        raise Stop

    monkeypatch.setattr(app, "Session", session)
    monkeypatch.setattr(app, "Notices", _Quiet)
    with pytest.raises(Stop):
        app.run(tour=tmp_path if on_tour else None)
    (folder,) = given
    if on_tour:
        assert folder is not None
        assert folder != default_runs_folder()
        assert not folder.exists()
    else:
        assert folder is None


def test_a_built_in_recipe_is_opened_by_its_name(start: Callable[..., int]) -> None:
    seen: list[Recipe] = []

    def visit(window: Window) -> None:
        run = window.panels["run"]
        assert isinstance(run, RunPanel)
        seen.append(window.session.document.recipe)
        assert run.chooser.currentText() == "2-number VAE"
        assert run.form.rows["bottleneck.kind"].value == "gaussian"
        assert run.form.first_problem() is None and not run.problem.isVisible()

    assert start("mnist-vae-2d", visit=visit) == 0
    assert seen == [Recipe.load("mnist-vae-2d")]


def test_a_name_that_is_no_recipe_opens_no_window(
    start: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert start("mnist-vae-3d", visit=lambda _: pytest.fail("a window was opened")) == 2
    said = capsys.readouterr().err
    assert "“mnist-vae-3d”" in said and "mnist-vae-2d" in said and said.strip().endswith(".")


def test_settings_are_remembered_until_they_are_reset(start: Callable[..., int]) -> None:
    def change(window: Window) -> None:
        window.docks.by_panel["pins"].close()
        window.commands.toggle_motion()
        window.commands.toggle_dark()
        assert appearance().mode == "dark"

    def looks() -> tuple[list[bool], Visit]:
        seen: list[bool] = []

        def look(window: Window) -> None:
            seen[:] = [
                window.docks.by_panel["pins"].isHidden(),
                appearance().reduces_motion,
                appearance().mode == "dark",
            ]

        return seen, look

    assert start(visit=change) == 0
    for arguments, expected in (((), True), (("--reset-settings",), False), ((), False)):
        seen, look = looks()
        assert start(*arguments, visit=look) == 0
        assert seen == [expected] * 3, arguments


def test_the_log_has_what_went_wrong_with_its_traceback_once(log: Path) -> None:
    problem.keep_log()
    problem.keep_log()
    assert not log.exists(), "nothing has gone wrong"
    try:
        [][1]
    except IndexError:
        problem.logger.exception("A run ended unexpectedly")
    words = log.read_text()
    assert words.count("ERROR aeexplorer: A run ended unexpectedly") == 1
    assert "Traceback" in words and "IndexError: list index out of range" in words


def test_the_window_keeps_the_log_that_its_words_name(start: Callable[..., int], log: Path, qtbot: QtBot) -> None:
    def visit(window: Window) -> None:
        import sys

        try:
            raise RuntimeError("nobody foresaw this")
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(window._centre.problem.isVisible)
        assert str(log) in window._centre.problem.accessibleName()

    assert start(visit=visit) == 0
    assert "RuntimeError: nobody foresaw this" in log.read_text()


def test_a_log_that_cannot_be_written_keeps_nothing_from_starting(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    Notices()
    assert problem.logger.handlers == []
    assert log.name == "aeexplorer.log" and logging.getLogger("aeexplorer") is problem.logger


class _Quiet:
    """Notices that leave the hooks of the test run alone."""

    def catch_everything(self) -> None:
        pass
