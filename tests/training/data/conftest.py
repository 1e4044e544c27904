"""What the tests of the data sources share: small official files, a server on this machine, no other network."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

CODES = {"uint8": 0x08, "int8": 0x09, "int16": 0x0B, "int32": 0x0C, "float32": 0x0D, "float64": 0x0E}


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach further than 127.0.0.1, whatever the machine could."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", f"a test wanted to connect to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def idx_bytes(array: NDArray[Any]) -> bytes:
    header = bytes([0, 0, CODES[array.dtype.name], array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def write_idx() -> Callable[..., Path]:
    """``write_idx(path, array)``; a name that ends in .gz is packed."""

    def write(path: Path, array: NDArray[Any]) -> Path:
        data = idx_bytes(array)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.fixture
def small() -> dict[str, NDArray[np.uint8]]:
    """An MNIST of 30 training and 10 test images; pixel (0, 0) counts the images."""
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (40, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(40)
    labels = (np.arange(40) % 10).astype(np.uint8)
    return {"x_train": images[:30], "y_train": labels[:30], "x_test": images[30:], "y_test": labels[30:]}


OFFICIAL = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}


@pytest.fixture
def official(tmp_path: Path, small: dict[str, NDArray[np.uint8]], write_idx: Callable[..., Path]) -> Path:
    """A folder with the four official files of ``small``."""
    folder = tmp_path / "official"
    for key, name in OFFICIAL.items():
        write_idx(folder / name, small[key])
    return folder


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real images that ``AEEXPLORER_DATA`` names."""
    path = Path(os.environ.get("AEEXPLORER_DATA", ""))
    if not (path / "wafer.npz").exists():
        pytest.skip("needs real images, which are not part of the project: AEEXPLORER_DATA has to name their folder")
    return path


@pytest.fixture(scope="session")
def real_mnist(real_data: Path) -> Path:
    """All of MNIST as an .npz file."""
    return real_data / "mnist.npz"


class Server:
    """A web server on 127.0.0.1: ``answers[path]`` are given in order, the last one again and again.

    An answer is the body, a status code, or a pair of the body and the length that is announced for it.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[bytes | int | tuple[bytes, int]]] = {}
        self.requests: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append(self.path)
                answers = server.answers.get(self.path, [404])
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if isinstance(answer, int):
                    self.send_error(answer)
                    return
                body, length = answer if isinstance(answer, tuple) else (answer, len(answer))
                self.send_response(200)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *args: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        # A short poll, because shutdown waits for it.
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        """Stop; from then on the port refuses connections."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def publish(self, folder: Path) -> list[tuple[str, str]]:
        """Serve a folder's files; their names and MD5 sums as torchvision lists them."""
        resources = []
        for file in sorted(folder.iterdir()):
            self.answers[f"/{file.name}"] = [file.read_bytes()]
            resources.append((file.name, hashlib.md5(file.read_bytes()).hexdigest()))
        return resources


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def refused() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
