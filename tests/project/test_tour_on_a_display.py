"""The tour on a real X display, as whoever makes the pictures of the README on a desktop sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

SMALL = """
title = "Small"
[data]
source = "digits"
[model]
kind = "dense"
widths = [32]
[schedule]
epochs = 8
batch_size = 64
"""
DRAWN = """
import sys
from aeexplorer.__main__ import main
from aeexplorer.tour import tour
tour.STOPS = tuple(stop for stop in tour.STOPS if stop is not tour.experiments)
sys.exit(main(sys.argv[1:]))
"""
"""The tour without its sweep, which takes half of the time and trains in processes that know no display."""
PICTURES = 11


@pytest.mark.skipif(
    shutil.which("xvfb-run") is None, reason="needs xvfb-run: on Debian, “apt-get install xvfb xauth” brings it"
)
@pytest.mark.timeout(600)
def test_the_tour_makes_its_pictures_under_xvfb(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL)
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    screen = ("xvfb-run", "-a", "-s", "-screen 0 1600x1000x24")
    done = subprocess.run(
        [*screen, sys.executable, "-c", DRAWN, "small.toml", "--tour", "pictures"],
        cwd=tmp_path,
        env=environment | places,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    pictures = sorted((tmp_path / "pictures").glob("*.png"))
    assert len(pictures) == PICTURES
    for picture in pictures:
        with Image.open(picture) as image:
            assert image.width >= 1280 and image.height >= 720, picture
            assert len(image.convert("RGB").quantize(256).getcolors() or ()) > 32, f"{picture.name} is nearly empty"
    assert not (tmp_path / "DATA" / "aeexplorer" / "runs").exists(), "what a tour trains is nobody's"
