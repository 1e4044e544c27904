"""Lettering of pictures: the font that Pillow brings, in a few sizes, on white."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageDraw, ImageFont

INK = (32, 33, 36)
FAINT = (110, 113, 120)
PAPER = (255, 255, 255)
LINE = (214, 216, 220)
BODY, HEADING, TITLE = 17, 18, 24
"""Sizes of letters in pixels."""
MARGIN = 24
"""Pixels around everything."""

# The signs of our field that the font has no glyphs for.
_SPELLED = str.maketrans(
    {"×": "x", "−": "-", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "σ": "std", "δ": "delta", "β": "beta", "→": "to"}
)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font at a size in pixels; the same file on every machine."""
    return ImageFont.load_default(size)


def width(text: str, size: int) -> int:
    """Width in pixels of a line of text."""
    return round(font(size).getlength(_spelled(text)))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    *,
    size: int = BODY,
    colour: tuple[int, int, int] = INK,
    anchor: str = "la",
) -> None:
    """Draw a line of text at pixel ``at``; ``anchor`` as Pillow has it: left, middle or right; ascender, middle, …"""
    draw.text(at, _spelled(text), font=font(size), fill=colour, anchor=anchor)


def wrapped(text: str, size: int, most: int) -> list[str]:
    """``text`` in lines of at most ``most`` pixels, broken between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def titled(body: Image.Image, title: str, caption: str = "") -> Image.Image:
    """``body`` on white paper, with a title above it and, under that, a caption in lines of its width."""
    across = max(body.width, min(width(title, TITLE), 1200), 480)
    heads = wrapped(title, TITLE, across)
    lines = wrapped(caption, BODY, across)
    top = MARGIN + len(heads) * (TITLE + 8) + len(lines) * (BODY + 6) + 14
    paper = Image.new("RGB", (across + 2 * MARGIN, top + body.height + MARGIN), PAPER)
    draw = ImageDraw.Draw(paper)
    y = MARGIN
    for line in heads:
        write(draw, (MARGIN, y), line, size=TITLE)
        y += TITLE + 8
    for line in lines:
        write(draw, (MARGIN, y), line, colour=FAINT)
        y += BODY + 6
    paper.paste(body, (MARGIN, top))
    return paper


def footed(picture: Image.Image, line: str) -> Image.Image:
    """``picture`` with a line of text below it, on paper as wide as both need."""
    across = max(picture.width, width(line, BODY) + 2 * MARGIN)
    paper = Image.new("RGB", (across, picture.height + BODY + MARGIN), PAPER)
    paper.paste(picture, (0, 0))
    write(ImageDraw.Draw(paper), (MARGIN, picture.height + MARGIN // 2), line, colour=FAINT)
    return paper


def _spelled(text: str) -> str:
    return text.translate(_SPELLED)
