"""Images that are downloaded: how far that is is seen, Stop gives up, and Train fetches them after all."""

from __future__ import annotations

import gzip
import hashlib
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session.run import RunState
from aeexplorer.session.session import Session
from training.data import mnist, official_sets
from training.data.official_sets import FILES, Remote

LEFT = Qt.MouseButton.LeftButton
PORTION = 1 << 15
PATIENCE = 60_000


class SlowServer:
    """Serves ``files`` on 127.0.0.1, each up to its first portion until it may ``go_on``."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.go_on = threading.Event()
        self.requests: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append(self.path)
                body = files[self.path.removeprefix("/")]
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    for begin in range(0, len(body), PORTION):
                        self.wfile.write(body[begin : begin + PORTION])
                        server.go_on.wait()
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *args: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        # A short poll, because shutdown waits for it.
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def idx(array: NDArray[np.uint8]) -> bytes:
    """``array`` as the official files have it."""
    header = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return gzip.compress(header + array.tobytes())


@pytest.fixture
def files() -> dict[str, bytes]:
    """An MNIST of 400 training and 40 test images, whose noise cannot be packed."""
    random = np.random.default_rng(0)
    arrays = [array for n in (400, 40) for array in (random.integers(0, 256, (n, 28, 28)), np.arange(n) % 10)]
    return {name: idx(array.astype(np.uint8)) for name, array in zip(FILES, arrays, strict=True)}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where downloaded sets are kept, empty."""
    monkeypatch.setattr(official_sets, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "mnist"


@pytest.fixture
def server(files: dict[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowServer]:
    """The one that MNIST is fetched from."""
    server = SlowServer(files)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    published = [(name, hashlib.md5(body).hexdigest()) for name, body in files.items()]
    monkeypatch.setattr(mnist, "MNIST", replace(mnist.MNIST, remote=lambda: Remote((server.url,), published)))
    yield server
    server.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, show: Callable[..., None]) -> RunPanel:
    session.document.override("data.source=mnist", "model.widths=[4]")
    panel = RunPanel(session)
    show(panel, 288, 792)
    return panel


def test_a_download_is_seen_given_up_by_stop_and_made_by_the_next_train(
    qtbot: QtBot, panel: RunPanel, server: SlowServer, files: dict[str, bytes], cache: Path
) -> None:
    controls = panel.controls
    qtbot.mouseClick(controls.train, LEFT)
    run = panel.session.document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.loading is not None, timeout=PATIENCE)
    assert run.loading is not None
    assert 0 < run.loading.done < len(files[FILES[0]]) == run.loading.total
    qtbot.waitUntil(lambda: "MNIST, file 1 of 4" in controls.words)
    assert 0 < controls._bar.value() < controls._bar.maximum()

    qtbot.mouseClick(controls.stop, LEFT)
    server.go_on.set()
    qtbot.waitUntil(lambda: run.state is RunState.STOPPED, timeout=PATIENCE)
    assert run.problem is None and not panel.problem.isVisible(), "nothing went wrong"
    assert run.loading is None and "MNIST, file" not in controls.words
    assert server.requests == [f"/{FILES[0]}"]
    assert list(cache.iterdir()) == [], "nothing half done is left"

    qtbot.mouseClick(controls.train, LEFT)
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED, timeout=PATIENCE)
    assert run.images is not None and len(run.images) == 440
    assert {file.name: file.read_bytes() for file in cache.iterdir()} == files
    assert panel.session.document.runs == (run,)


def test_a_set_that_is_here_is_shown_and_not_said_to_be_downloaded(
    qtbot: QtBot, panel: RunPanel, server: SlowServer, files: dict[str, bytes], cache: Path
) -> None:
    preview = panel.preview
    qtbot.waitUntil(lambda: "Downloaded when you train." in preview.counts.text(), timeout=PATIENCE)
    assert "11 MB" in preview.counts.text()
    assert not preview.strip.isVisible() and not preview.first_look.isEnabled() and not preview.problem.isVisible()

    panel.session.document.override("data.source=digits")
    qtbot.waitUntil(lambda: "held out" in preview.counts.text(), timeout=PATIENCE)
    assert preview.first_look.isEnabled()

    cache.mkdir(parents=True)
    for name, body in files.items():
        (cache / name).write_bytes(body)
    panel.session.document.override("data.source=mnist")
    qtbot.waitUntil(lambda: "400 for training, 40 held out" in preview.counts.text(), timeout=PATIENCE)
    assert preview.strip.count == 8 and preview.strip.isVisible()
    assert preview.first_look.isEnabled()

    panel.session.document.override('data.classes=["0", "eleven"]')
    qtbot.waitUntil(preview.problem.isVisible, timeout=PATIENCE)
    assert "no class “eleven”" in preview.problem.text() and "0”, “1”" in preview.problem.text()
    assert "Downloaded" not in preview.counts.text(), "it is here"
    assert server.requests == [], "nothing is downloaded for a preview"
