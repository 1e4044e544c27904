"""A sheet as the bytes of a PNG or of an SVG file, in the colours of the light theme."""

from __future__ import annotations

import base64
import html
import io

from PIL import Image, ImageDraw, ImageFont

from aeexplorer.session.restoration_sheet import INSET, Best, Picture, Role, Sheet, Words
from aeexplorer.tokens import LIGHT

SIZES: dict[Role, int] = {"title": 18, "text": 15, "best": 15, "caption": 13}
INKS: dict[Role, str] = {"title": LIGHT.text1, "text": LIGHT.text1, "best": LIGHT.accent, "caption": LIGHT.text2}
RADIUS = 4
DIAMOND = 5
"""Half the width of ◆ in pixels."""


def png(sheet: Sheet) -> bytes:
    """The sheet in pixels."""
    picture = Image.new("RGB", (sheet.width, sheet.height), LIGHT.panel)
    draw = ImageDraw.Draw(picture)
    fonts = {role: ImageFont.load_default(size) for role, size in SIZES.items()}
    for mark in sheet.marks:
        match mark:
            case Picture():
                picture.paste(_enlarged(mark), (mark.x, mark.y))
                corners = (mark.x - 1, mark.y - 1, mark.x + mark.width, mark.y + mark.height)
                draw.rectangle(corners, outline=LIGHT.control)
            case Best():
                corners = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
                draw.rounded_rectangle(corners, RADIUS, fill=LIGHT.tint)
                draw.polygon(_diamond(mark), fill=LIGHT.accent)
            case Words():
                place, anchor = (mark.x, mark.y), "rs" if mark.ends else "ls"
                draw.text(place, _plain(mark.text), INKS[mark.role], fonts[mark.role], anchor=anchor)
    return _encoded(picture)


def svg(sheet: Sheet) -> bytes:
    """The sheet as a drawing. Its pictures are enlarged already, for not every program keeps pixels square."""
    size = f'width="{sheet.width}" height="{sheet.height}"'
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {sheet.width} {sheet.height}">'
        f'<style>{_style()}</style><rect {size} fill="{LIGHT.panel}"/>{"".join(map(_element, sheet.marks))}</svg>\n'
    )
    return whole.encode()


def _style() -> str:
    weights = {"title": 600, "best": 700}
    rules = [
        f".{role} {{ font-size: {size}px; fill: {INKS[role]}; font-weight: {weights.get(role, 400)} }}"
        for role, size in SIZES.items()
    ]
    return " ".join(["text { font-family: Inter, 'Segoe UI', 'Noto Sans', sans-serif }", *rules])


def _element(mark: Words | Picture | Best) -> str:
    match mark:
        case Words():
            end = ' text-anchor="end"' if mark.ends else ""
            return f'<text class="{mark.role}" x="{mark.x}" y="{mark.y}"{end}>{html.escape(mark.text)}</text>'
        case Best():
            points = " ".join(f"{x},{y}" for x, y in _diamond(mark))
            box = f'x="{mark.x}" y="{mark.y}" width="{mark.width}" height="{mark.height}"'
            return f'<rect {box} rx="{RADIUS}" fill="{LIGHT.tint}"/><polygon points="{points}" fill="{LIGHT.accent}"/>'
        case Picture():
            data = base64.b64encode(_encoded(_enlarged(mark))).decode()
            return (
                f'<image x="{mark.x}" y="{mark.y}" width="{mark.width}" height="{mark.height}" '
                f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
                f'<rect x="{mark.x - 0.5}" y="{mark.y - 0.5}" width="{mark.width + 1}" height="{mark.height + 1}" '
                f'fill="none" stroke="{LIGHT.control}"/>'
            )


def _enlarged(mark: Picture) -> Image.Image:
    return Image.fromarray(mark.colours).resize((mark.width, mark.height), Image.Resampling.NEAREST)


def _diamond(mark: Best) -> list[tuple[int, int]]:
    x, y = mark.x + mark.width - INSET - DIAMOND + 2, mark.y + mark.height // 2
    return [(x - DIAMOND, y), (x, y - DIAMOND), (x + DIAMOND, y), (x, y + DIAMOND)]


def _plain(text: str) -> str:
    """The font that Pillow brings has Latin letters only."""
    signs = {"\N{MINUS SIGN}": "-", "\N{NARROW NO-BREAK SPACE}": " ", "\N{EN DASH}": "-"}
    return "".join(signs.get(letter, letter) for letter in text)


def _encoded(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
