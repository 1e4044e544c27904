"""The application: a tour leaves nothing in the user's folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aeexplorer import app
from aeexplorer.session.session import default_runs_folder


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


class _Quiet:
    """Notices that leave the hooks of the test run alone."""

    def catch_everything(self) -> None:
        pass
