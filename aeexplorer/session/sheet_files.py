"""A sheet as the bytes of an SVG file, in the colours of the light theme."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from PIL import Image

from aeexplorer.session.restoration_sheet import INSET, Best, Colours, Picture, Role, Sheet, Words
from aeexplorer.tokens import LIGHT

SIZES: dict[Role, int] = {"title": 18, "text": 15, "best": 15, "caption": 13}
INKS: dict[Role, str] = {"title": LIGHT.text1, "text": LIGHT.text1, "best": LIGHT.accent, "caption": LIGHT.text2}
WEIGHTS: dict[Role, int] = {"title": 600, "text": 400, "best": 700, "caption": 400}
RADIUS = 4
DIAMOND = 5
"""Half the width of ◆ in pixels."""


def svg(sheet: Sheet) -> bytes:
    """The sheet as a drawing. Its pictures are enlarged already, for not every program keeps pixels square."""
    size = f'width="{sheet.width}" height="{sheet.height}"'
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {sheet.width} {sheet.height}">'
        f'<style>{_style()}</style><rect {size} fill="{LIGHT.panel}"/>{"".join(map(_element, sheet.marks))}</svg>\n'
    )
    return whole.encode()


def _style() -> str:
    rules = [
        f".{role} {{ font-size: {size}px; fill: {INKS[role]}; font-weight: {WEIGHTS[role]} }}"
        for role, size in SIZES.items()
    ]
    return " ".join(["text { font-family: Inter, 'Segoe UI', 'Noto Sans', sans-serif }", *rules])


def _element(mark: Words | Picture | Best) -> str:
    match mark:
        case Words():
            end = ' text-anchor="end"' if mark.ends else ""
            return f'<text class="{mark.role}" x="{mark.x}" y="{mark.y}"{end}>{html.escape(mark.text)}</text>'
        case Best():
            points = " ".join(f"{x},{y}" for x, y in diamond(mark))
            box = f'x="{mark.x}" y="{mark.y}" width="{mark.width}" height="{mark.height}"'
            return f'<rect {box} rx="{RADIUS}" fill="{LIGHT.tint}"/><polygon points="{points}" fill="{LIGHT.accent}"/>'
        case Picture():
            data = base64.b64encode(_encoded(enlarged(mark))).decode()
            return (
                f'<image x="{mark.x}" y="{mark.y}" width="{mark.width}" height="{mark.height}" '
                f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
                f'<rect x="{mark.x - 0.5}" y="{mark.y - 0.5}" width="{mark.width + 1}" height="{mark.height + 1}" '
                f'fill="none" stroke="{LIGHT.control}"/>'
            )


def enlarged(mark: Picture) -> Colours:
    """The picture (height, width, 3) as large as it stands on the sheet, its pixels squares."""
    return np.asarray(
        Image.fromarray(mark.colours).resize((mark.width, mark.height), Image.Resampling.NEAREST), np.uint8
    )


def diamond(mark: Best) -> list[tuple[int, int]]:
    """The corners (x, y) of the ◆ that ends a best value."""
    x, y = mark.x + mark.width - INSET - DIAMOND + 2, mark.y + mark.height // 2
    return [(x - DIAMOND, y), (x, y - DIAMOND), (x + DIAMOND, y), (x, y + DIAMOND)]


def _encoded(colours: Colours) -> bytes:
    data = io.BytesIO()
    Image.fromarray(colours).save(data, "PNG")
    return data.getvalue()
