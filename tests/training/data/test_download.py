"""One file from a server: complete and checked, or not there at all."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from training.data import LoadingCancelled, download
from training.data.download import DownloadError, fetch, is_fetched
from training.errors import InputError

if TYPE_CHECKING:
    from tests.training.data.conftest import Server

BODY = bytes(range(256)) * 2000
MD5 = hashlib.md5(BODY).hexdigest()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "BACK_OFF", 0.0)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "file"


def assert_nothing_left(target: Path) -> None:
    assert not target.parent.exists() or list(target.parent.iterdir()) == []


def test_the_file_arrives_alone_and_whole(server: Server, target: Path) -> None:
    server.answers["/file"] = [BODY]
    fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert target.read_bytes() == BODY
    assert list(target.parent.iterdir()) == [target]
    assert is_fetched(target, MD5)
    assert server.requests == ["/file"]


def test_an_old_file_is_replaced_by_the_right_one(server: Server, target: Path) -> None:
    target.parent.mkdir(parents=True)
    target.write_bytes(b"damaged")
    assert not is_fetched(target, MD5)
    server.answers["/file"] = [BODY]
    fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert target.read_bytes() == BODY


def test_a_file_address_will_do(tmp_path: Path, target: Path) -> None:
    (tmp_path / "source").write_bytes(BODY)
    fetch([(tmp_path / "source").as_uri()], target, md5=MD5, what="it")
    assert target.read_bytes() == BODY


def test_progress_grows_up_to_the_whole(server: Server, target: Path) -> None:
    server.answers["/file"] = [BODY]
    reports: list[tuple[int, int | None, str]] = []
    fetch([f"{server.url}/file"], target, md5=MD5, what="digits", progress=lambda *report: reports.append(report))
    done = [report[0] for report in reports]
    assert done == sorted(done) and done[0] > 0 and done[-1] == len(BODY)
    assert {report[1:] for report in reports} == {(len(BODY), "digits")}


def test_progress_is_told_at_most_every_50_ms(server: Server, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PORTION", 1000)
    monkeypatch.setattr(download, "REPORT_EVERY", 1e9)
    server.answers["/file"] = [BODY]
    done: list[int] = []
    fetch([f"{server.url}/file"], target, md5=MD5, what="it", progress=lambda n, _total, _what: done.append(n))
    assert len(done) == 2 and done[1] == len(BODY)


@pytest.mark.parametrize("failure", [500, 503, 429, (BODY[:1000], len(BODY)), BODY[:-1], b""])
def test_what_fails_first_is_tried_again(
    failure: int | bytes | tuple[bytes, int], server: Server, target: Path
) -> None:
    server.answers["/file"] = [failure, failure, BODY]
    fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert target.read_bytes() == BODY
    assert len(server.requests) == 3


def test_the_next_server_is_asked_when_one_fails(server: Server, refused: str, target: Path) -> None:
    server.answers["/b/file"] = [BODY]
    fetch([f"{refused}/file", f"{server.url}/a/file", f"{server.url}/b/file"], target, md5=MD5, what="it")
    assert target.read_bytes() == BODY
    assert server.requests == ["/a/file", "/b/file"]


def test_after_three_rounds_it_is_given_up(server: Server, target: Path) -> None:
    server.answers["/file"] = [503]
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1 answered 503"):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert len(server.requests) == 3
    assert_nothing_left(target)


def test_the_pauses_between_the_rounds_grow(server: Server, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(download, "BACK_OFF", 3.0)
    monkeypatch.setattr(download, "_pause", lambda seconds, *_rest: pauses.append(seconds))
    server.answers["/file"] = [503]
    with pytest.raises(DownloadError):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert pauses == [3.0, 6.0]


def test_a_server_that_lacks_the_file_is_not_asked_again(server: Server, target: Path) -> None:
    with pytest.raises(DownloadError, match="answered 404"):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert server.requests == ["/file"]


def test_another_file_than_expected_is_not_kept(server: Server, target: Path) -> None:
    server.answers["/file"] = [b"<html>Please log in to the hotel's network</html>"]
    with pytest.raises(DownloadError, match="another file than expected"):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert_nothing_left(target)


def test_a_short_answer_is_told_in_bytes(server: Server, target: Path) -> None:
    server.answers["/file"] = [(BODY[:1000], len(BODY))]
    with pytest.raises(DownloadError, match="sent 1,000 of 512,000 bytes only"):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it")
    assert_nothing_left(target)


def test_a_refused_connection_says_so(refused: str, target: Path) -> None:
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1: connection refused"):
        fetch([f"{refused}/file"], target, md5=MD5, what="it")
    assert_nothing_left(target)


def test_a_silent_server_is_given_up(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(DownloadError, match=r"no answer within 0\.1 s"),
    ):
        fetch([f"http://127.0.0.1:{silent.getsockname()[1]}/file"], target, md5=MD5, what="it")
    assert_nothing_left(target)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_silent_server_does_not_hold_up_whoever_cancels(
    said: bytes, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 1e6)
    connected = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(said)
                connected.set()
                assert over.wait(20)

        over = threading.Event()
        silent = threading.Thread(target=answer)
        silent.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/file"
        with pytest.raises(LoadingCancelled):
            fetch([address], target, md5=MD5, what="it", cancelled=connected.is_set)
        assert not over.is_set()
        over.set()
        silent.join()
    assert_nothing_left(target)


def test_cancelling_midway_leaves_nothing(server: Server, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PORTION", 1000)
    server.answers["/file"] = [BODY]
    asked = 0
    seen: list[list[str]] = []

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        if target.parent.exists():
            seen.append([file.name for file in target.parent.iterdir()])
        return asked == 10

    with pytest.raises(LoadingCancelled, match="download of the digits was cancelled"):
        fetch([f"{server.url}/file"], target, md5=MD5, what="the digits", cancelled=cancelled)
    assert asked == 10
    assert len(seen[-1]) == 1 and seen[-1][0].endswith(".part")
    assert server.requests == ["/file"]
    assert_nothing_left(target)


def test_the_pause_between_two_rounds_can_be_cancelled(
    server: Server, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "BACK_OFF", 1e6)
    server.answers["/file"] = [503]
    with pytest.raises(LoadingCancelled):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it", cancelled=lambda: len(server.requests) == 1)
    assert server.requests == ["/file"]


def test_nothing_is_asked_for_once_cancelled(server: Server, target: Path) -> None:
    with pytest.raises(LoadingCancelled):
        fetch([f"{server.url}/file"], target, md5=MD5, what="it", cancelled=lambda: True)
    assert server.requests == []


def test_a_place_that_cannot_be_written_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file where a folder is needed")
    server.answers["/file"] = [BODY]
    with pytest.raises(InputError, match=r"“.*occupied/file” cannot be written"):
        fetch([f"{server.url}/file"], tmp_path / "occupied" / "file", md5=MD5, what="it")


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of files to stand in for a full disk"
)
def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(BODY)
    target = tmp_path / "cache" / "file"
    target.parent.mkdir()
    target.write_bytes(b"old")
    code = f"""
import resource
from pathlib import Path
from training.data.download import fetch
from training.errors import InputError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    fetch([Path({str(tmp_path / "source")!r}).as_uri()], Path({str(target)!r}), md5={MD5!r}, what="it")
except InputError as error:
    print(error)
"""
    root = Path(__file__).resolve().parents[3]
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert f"“{target}” cannot be written: File too large" in result.stdout
    assert target.read_bytes() == b"old"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/file", "file", "javascript:alert(1)"])
def test_other_addresses_are_not_opened(url: str, target: Path) -> None:
    with pytest.raises(DownloadError, match="no web address"):
        fetch([url], target, md5=MD5, what="it")


def test_without_a_server_nothing_is_waited_for(target: Path) -> None:
    with pytest.raises(DownloadError, match="no server is known"):
        fetch([], target, md5=MD5, what="it")
