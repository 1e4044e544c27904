"""Fetches one file from the network: streamed beside its place, checked, and only then put there."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Generator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from training.data import Cancelled, LoadingCancelled, Progress
from training.data.arriving import arriving
from training.errors import InputError

ATTEMPTS = 3
BACK_OFF = 0.5
"""Seconds before the second round; doubled before each further one."""
TIMEOUT = 10.0
"""Seconds after which a silent server is given up."""
PORTION = 1 << 16
REPORT_EVERY = 0.05
TRANSIENT = {408, 429}
"""HTTP's client errors that may pass by themselves."""


class DownloadError(Exception):
    """No server gave the file. The message says which server and why, without a full stop."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting
        """Whether the server would only say the same again."""


def fetch(
    urls: Sequence[str],
    target: Path,
    *,
    md5: str,
    what: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Put the file that any of ``urls`` (http, https, file) gives, and that has this MD5 sum, at ``target``.

    Every server is tried in turn, ``ATTEMPTS`` times with growing pauses. ``target`` appears complete and
    checked, or not at all.

    Raises:
        DownloadError: no server gave the right file.
        LoadingCancelled: ``cancelled()`` said so; nothing is left behind.
        InputError: the file cannot be written.
    """
    remaining = list(dict.fromkeys(urls))
    failures: dict[str, DownloadError] = {}
    for attempt in range(ATTEMPTS):
        if attempt and remaining:
            _pause(BACK_OFF * 2 ** (attempt - 1), what, cancelled)
        for url in tuple(remaining):
            try:
                return _fetch_from(url, target, md5, what, progress, cancelled)
            except DownloadError as failure:
                failures[url] = failure
                if failure.lasting:
                    remaining.remove(url)
            except OSError as error:
                raise InputError(
                    f"“{target}” cannot be written: {error.strerror or error}. Make room or give access, and try again."
                ) from error
    raise DownloadError("; ".join(dict.fromkeys(map(str, failures.values()))) or "no server is known")


def is_fetched(path: Path, md5: str) -> bool:
    """Whether ``path`` is there already, complete and unchanged."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, _md5).hexdigest() == md5
    except OSError:
        return False


def _fetch_from(
    url: str, target: Path, md5: str, what: str, progress: Progress | None, cancelled: Cancelled | None
) -> None:
    _give_up_if(cancelled, what)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own, because another process may be fetching the same file.
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.part")
    digest = _md5()
    done, reported = 0, float("-inf")
    coming = arriving(_portions(url), lambda: _give_up_if(cancelled, what))
    try:
        with part.open("xb") as file, contextlib.closing(coming) as portions:
            for portion, total in portions:
                _give_up_if(cancelled, what)
                file.write(portion)
                digest.update(portion)
                done += len(portion)
                if progress is not None and (done == total or time.monotonic() - reported >= REPORT_EVERY):
                    progress(done, total, what)
                    reported = time.monotonic()
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != md5:
            raise DownloadError(f"{_host(url)} sent another file than expected (its checksum differs)")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _portions(url: str) -> Generator[tuple[bytes, int | None]]:
    """What the server sends, with the length that it has announced; only DownloadError comes out."""
    if urlsplit(url).scheme not in {"http", "https", "file"}:
        raise DownloadError(f"“{url}” is no web address", lasting=True)
    request = urllib.request.Request(url, headers={"User-Agent": "aeexplorer"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            done = 0
            # read1 hands over what has arrived, so that a slow server delays neither progress nor cancelling.
            while portion := response.read1(PORTION):
                done += len(portion)
                yield portion, total
    except urllib.error.HTTPError as error:
        lasting = 400 <= error.code < 500 and error.code not in TRANSIENT
        error.close()
        raise DownloadError(f"{_host(url)} answered {error.code} {error.reason}", lasting=lasting) from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(f"{_host(url)}: {_reason(error)}") from error
    if total is not None and done < total:
        raise DownloadError(f"{_host(url)} sent {done:,} of {total:,} bytes only")


def _reason(error: OSError | http.client.HTTPException) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    match cause:
        case socket.gaierror():
            return "no network, or the name is unknown"
        case TimeoutError():
            return f"no answer within {TIMEOUT:g} seconds"
        case OSError(strerror=str(text)):
            return text.lower()
        case _:
            return str(cause) or type(cause).__name__


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _md5() -> hashlib._Hash:
    # Where policy forbids MD5 as a protection it may still find transmission errors.
    return hashlib.md5(usedforsecurity=False)


def _pause(seconds: float, what: str, cancelled: Cancelled | None) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _give_up_if(cancelled, what)
        time.sleep(min(left, REPORT_EVERY))


def _give_up_if(cancelled: Cancelled | None, what: str) -> None:
    if cancelled is not None and cancelled():
        raise LoadingCancelled(f"The download of {what} was cancelled. Choose it again to fetch it.")
