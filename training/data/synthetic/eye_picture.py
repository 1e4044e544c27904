"""Paints eyes from their factors: layers of colour over each other, twice as fine as the picture, then averaged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from training.data.synthetic.draws import Draws, Floats

FINE = 2
"""Samples for each pixel along each axis; outlines have soft edges, too."""

SKIN = ((0.97, 0.84, 0.76), (0.92, 0.74, 0.63), (0.81, 0.60, 0.47), (0.62, 0.42, 0.31), (0.38, 0.25, 0.19))
IRIS = ((0.17, 0.09, 0.05), (0.32, 0.18, 0.09), (0.42, 0.33, 0.17), (0.38, 0.42, 0.32), (0.38, 0.50, 0.60))
HAIR = ((0.06, 0.05, 0.05), (0.20, 0.12, 0.08), (0.48, 0.34, 0.20))
"""Red, green and blue along each factor's range."""
WHITE = (0.87, 0.82, 0.80)
"""Of an eye: never quite."""


def paint(factors: Mapping[str, Floats], draws: Draws, side: int) -> Floats:
    """Pictures (n, 3, side, side) in [0, 1]; ``draws`` gives the texture of the skin, which no factor describes."""
    eye = _Eye(factors, side)
    picture = _skin(eye, draws)
    inside = eye.inside
    _cover(picture, _sclera(eye), inside)
    distance = np.hypot(eye.u - eye["gaze_x"], eye.v - eye["gaze_y"]) / eye["iris_size"]
    # An iris is cut by the lids.
    _cover(picture, _iris(eye, distance), inside * _soft((1 - distance) * eye["iris_size"], eye.pixel))
    _cover(picture, _colours(HAIR, eye.factors["hair"])[:, :, None, None], _hair(eye))
    glint = np.hypot(
        eye.u - eye["gaze_x"] - 0.35 * eye["iris_size"] * np.cos(eye["light_from"]),
        eye.v - eye["gaze_y"] - 0.35 * eye["iris_size"] * np.sin(eye["light_from"]),
    )
    _cover(picture, np.full((1, 3, 1, 1), 0.97, np.float32), inside * _soft(0.06 - glint, 2 * eye.pixel))
    samples = [picture[:, :, row::FINE, column::FINE] for row in range(FINE) for column in range(FINE)]
    return _developed(np.mean(samples, 0), eye, draws)


class _Eye:
    """Coordinates of every sample, as the eye has them: u along it with the nose at -1, v down, (n, H, W)."""

    def __init__(self, factors: Mapping[str, Floats], side: int) -> None:
        self.factors = factors
        self.pixel = 2 / side
        at = ((np.arange(side * FINE, dtype=np.float32) + 0.5) / (side * FINE) * 2 - 1)[None]
        x, y = (at - factors["x"][:, None])[:, None, :], (at - factors["y"][:, None])[:, :, None]
        self.x, self.y = x, y
        cos, sin = np.cos(self["tilt"]), np.sin(self["tilt"])
        self.u = self["nose"] * (x * cos + y * sin)
        self.v = y * cos - x * sin
        self.across = self.u / (self["width"] / 2)
        arch = np.clip(1 - self.across**2, 0, 1)
        # The upper lid is fuller and moves most; its highest point lies towards the nose, the lower lid's away from it.
        fuller = arch * (1.4 - 0.4 * arch)
        self.upper = -0.62 * self["opening"] * fuller * (1 - 0.18 * self.across)
        self.lower = 0.38 * self["opening"] * arch * (1 + 0.2 * self.across)
        self.corners = arch > 0
        self.inside = _soft(self.v - self.upper, self.pixel) * _soft(self.lower - self.v, self.pixel) * self.corners

    def __getitem__(self, factor: str) -> Floats:
        return self.factors[factor][:, None, None]


def _skin(eye: _Eye, draws: Draws) -> Floats:
    """Skin, lit from one side, darker in the socket, in the crease above the lid and in the fold below it."""
    u, v = eye.u, eye.v
    shade = 1.04 + 0.2 * (eye.x * np.cos(eye["light_from"]) + eye.y * np.sin(eye["light_from"]))
    deep = np.clip(1 - (u + 0.25) ** 2 / 1.3 - (v + 0.3) ** 2 / 0.35, 0, 1)
    shade -= (0.18 + 0.4 * eye["crease"]) * deep
    # The side of the nose rises out of the socket.
    shade -= 0.35 * np.clip(-u - 0.75, 0, 0.35)
    gap = 0.07 + 0.12 * eye["crease"]
    fold = eye.upper * 1.1 - gap
    wide = np.clip(1.25 - eye.across**2, 0, 1)
    shade -= (0.12 + 0.25 * eye["crease"]) * wide * np.clip(1 - np.abs(v - fold) / 0.07, 0, 1)
    shade += 0.07 * wide * np.clip(1 - np.abs(v - (eye.upper - gap / 2)) / 0.08, 0, 1)
    shade -= (0.1 + 0.12 * eye["crease"]) * wide * np.clip(1 - np.abs(v - eye.lower - 0.16) / 0.1, 0, 1)
    shade += 0.06 * _texture(draws, "coarse skin", 7, shade.shape[-1])
    shade += 0.025 * _texture(draws, "fine skin", 25, shade.shape[-1])
    tone = _colours(SKIN, eye.factors["skin"])[:, :, None, None]
    picture = tone * np.maximum(shade, 0.12)[:, None]
    # Shadows on skin are redder than its lights; so are the rims of the lids.
    rim = np.clip(1 - np.abs(v - eye.lower) / 0.05, 0, 1) * eye.corners
    redness = np.clip(1 - shade, 0, 1) * 0.25 + 0.1 * rim + 0.25 * eye["flush"]
    picture[:, 1] *= 1 - 0.5 * redness
    picture[:, 2] *= 1 - redness
    return np.asarray(picture, np.float32)


def _sclera(eye: _Eye) -> Floats:
    """The white, in the shadow of the upper lid, rounded off to the corners, pink at the nose."""
    shade = 1 - 0.5 * np.clip(1 - (eye.v - eye.upper) / 0.16, 0, 1) - 0.3 * eye.across**2
    pink = np.clip(-eye.across - 0.72, 0, 0.2) * 2.5
    white = np.asarray(WHITE, np.float32)[:, None, None] * (0.55 + 0.45 * np.minimum(eye["light"], 1.1))[:, None]
    # In dim pictures of dark skin whites are dim as well.
    colour = white * (shade * (1 - 0.2 * eye["skin"]))[:, None]
    colour[:, 1] *= 1 - 0.5 * pink
    colour[:, 2] *= 1 - 0.5 * pink
    return np.asarray(colour, np.float32)


def _iris(eye: _Eye, distance: Floats) -> Floats:
    """Dark at its border and in the pupil, lighter at the bottom, where light from above leaves the eye again."""
    shade = 1.15 - 0.65 * np.clip((distance - 0.72) / 0.28, 0, 1)
    shade += 0.3 * np.clip((eye.v - eye["gaze_y"]) / eye["iris_size"], -0.7, 1)
    shade -= 0.3 * np.clip(1 - (eye.v - eye.upper) / 0.12, 0, 1)
    pupil = _soft((eye["pupil"] - distance) * eye["iris_size"], 1.5 * eye.pixel)
    shade = np.maximum(shade * (1 - 0.93 * pupil), 0.06)
    colour = _colours(IRIS, eye.factors["iris_hue"])
    return np.asarray(colour[:, :, None, None] * shade[:, None], np.float32)


def _hair(eye: _Eye) -> Floats:
    """How much of each sample the rim of the lid, lashes and brow cover."""
    u, v = eye.u, eye.v
    above = eye.upper - v
    thick = 0.035 + 0.035 * eye["lashes"]
    rim = np.clip(1.3 - np.abs(above) / thick, 0, 1) * (0.6 + 0.35 * eye["lashes"])
    # Lashes fan out from the middle, and are longest away from the nose.
    length = (0.05 + 0.13 * eye["lashes"]) * (1 + 0.5 * eye.across)
    lashes = np.clip(1 - above / length, 0, 1) * (above > 0)
    lashes *= _strands(u * (1 - 0.9 * above) * 13) * 0.75
    below = v - eye.lower
    lower = np.clip(1 - below / (0.5 * length), 0, 1) * (below > 0) * 0.3 * eye["lashes"]
    lower = np.maximum(lower * _strands(u * 11), np.clip(1 - np.abs(below) / 0.04, 0, 1) * 0.22)
    lid = np.maximum(np.maximum(rim, lashes), lower) * eye.corners * np.minimum(6 * (1.02 - np.abs(eye.across)), 1)
    bow = -eye["brow_height"] - 0.16 * np.clip(1 - (u - 0.25) ** 2, -1, 1) + 0.12
    from_bow = np.abs(v - bow)
    half = (0.07 + 0.15 * eye["brow_weight"]) * np.clip(1.05 - 0.55 * (u + 0.5).clip(0), 0, 1)
    brow = np.clip((half - from_bow) / (0.7 * half + 0.01), 0, 1) * np.clip((u + 1.05) * 4, 0, 1)
    brow *= (0.35 + 0.55 * eye["brow_weight"]) * (0.72 + 0.28 * _strands(9 * u + 7 * v))
    return np.asarray(np.maximum(lid, brow), np.float32)


def _developed(picture: Floats, eye: _Eye, draws: Draws) -> Floats:
    """As a camera gives it back: exposure, colour of the light, lack of colour or focus, and grain."""
    warmth = eye.factors["warmth"]
    cast = np.exp(np.stack((warmth, 0 * warmth, -1.4 * warmth), 1))
    picture = picture * (eye.factors["light"][:, None] * cast)[:, :, None, None]
    grey = np.tensordot(picture, np.array([0.3, 0.59, 0.11], np.float32), ((1,), (0,)))[:, None]
    picture = grey + eye["colour"][:, None] * (picture - grey)
    padded = np.pad(picture, ((0, 0), (0, 0), (1, 1), (1, 1)), "edge")
    soft = (padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4
    soft = (soft[..., :-2] + 2 * soft[..., 1:-1] + soft[..., 2:]) / 4
    picture += eye["blur"][:, None] * (soft - picture)
    side = picture.shape[-1]
    picture += 0.012 * draws.normal("grain", side, side)[:, None]
    return np.clip(picture, 0, 1)


def _cover(picture: Floats, colour: Floats, share: Floats) -> None:
    """Paint ``colour`` (n, 3, H, W) or (n, 3, 1, 1) over ``picture`` (n, 3, H, W), by ``share`` (n, H, W)."""
    # A channel at a time, because that stays in the processor's cache.
    for channel, new in zip(np.moveaxis(picture, 1, 0), np.moveaxis(colour, 1, 0), strict=True):
        channel += share * (new - channel)


def _soft(distance: Floats, width: float) -> Floats:
    """1 well inside, 0 well outside, a ramp of ``width`` on the outline."""
    return np.clip(0.5 + distance / np.float32(width), 0, 1)


def _strands(phase: Floats) -> Floats:
    """Stripes: a triangle wave from 0 to 1, of period 1."""
    return np.abs(phase - np.floor(phase) - 0.5) * 2


def _texture(draws: Draws, purpose: str, cells: int, side: int) -> Floats:
    """Smooth noise: random numbers on a grid, interpolated."""
    at = np.linspace(0, cells - 1, side, dtype=np.float32)
    weights: Floats = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells, dtype=np.float32)))
    return weights @ draws.normal(purpose, cells, cells) @ weights.T


def _colours(scale: tuple[tuple[float, float, float], ...], position: Floats) -> Floats:
    """Colours (n, 3) at ``position`` (n,) in [0, 1] along a scale."""
    stops: NDArray[np.float64] = np.linspace(0, 1, len(scale))
    return np.stack([np.interp(position, stops, channel) for channel in zip(*scale, strict=True)], 1).astype(np.float32)
