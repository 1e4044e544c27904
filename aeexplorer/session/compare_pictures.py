"""What compared models make of the few images that are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.compare_question import Question, Side, spread, with_strength, without_noise
from aeexplorer.session.number_moves import NumberMoves, Shifts
from aeexplorer.session.spreads import Spreads
from training.compare.conditions import Conditions
from training.errors import InputError
from training.latent.noise import CodeNoise

if TYPE_CHECKING:
    from torch import Tensor

    from training.compare.comparison import Metric

Pixels = NDArray[np.float32]
Figures = dict["Metric", NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class SideShown:
    """What one model makes of the n images.

    Attributes:
        letter: the member's.
        pictures: (n, C, H, W) in [0, 1].
        clean: (n, C, H, W), its pictures without noise, and with no number moved.
        at_levels: (k, n, C, H, W), its pictures at each of the levels.
        codes: (n, d) before they were moved and noise was put on them.
        moved: (n, d) that were decoded.
        scores: MSE, PSNR and SSIM (n,) of ``pictures`` against the originals.
        scores_free: of ``pictures`` against ``clean``.
    """

    letter: str
    pictures: Pixels
    clean: Pixels
    at_levels: Pixels
    codes: NDArray[np.float32]
    moved: NDArray[np.float32]
    scores: Figures
    scores_free: Figures


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The n images that are shown, and what the models make of them.

    Attributes:
        conditions: the noise.
        indices: (n,) their numbers in the data set.
        labels: (n,), or None without classes.
        originals: (n, C, H, W) in [0, 1].
        fed: (n, C, H, W) that every model was given.
        levels: (k,) strengths of noise on the codes besides that of the conditions.
        sides: in the order of the members; those are left out that could not be asked.
        refused: why these could not, in sentences.
        moves: which numbers of all codes were moved by hand.
    """

    conditions: Conditions
    indices: NDArray[np.int64]
    labels: NDArray[np.int64] | None
    originals: Pixels
    fed: Pixels
    levels: tuple[float, ...]
    sides: tuple[SideShown, ...]
    refused: str = ""
    moves: NumberMoves | None = None

    def side(self, letter: str) -> SideShown | None:
        """The side of the member with that letter; None if it could not be asked."""
        return next((side for side in self.sides if side.letter == letter), None)


class PictureMaker:
    """Answers questions about few images; used in one thread, which is not the GUI's: it needs torch.

    What the strength of the noise on the codes does not change is kept from one answer to the next: the codes before
    it, and the pictures without it. A slider is followed in a third of the time.
    """

    def __init__(self) -> None:
        self._spreads = Spreads()
        self._shifts = Shifts()
        self._pixels = _Kept()
        self._noise: dict[tuple[int, ...], _Kept] = {}
        self._codes: dict[str, _Kept] = {}
        self._clean: dict[str, _Kept] = {}

    def compared(self, question: Question) -> Compared:
        """Pictures of all sides that can be asked, and how good they are.

        Raises:
            InputError: none of the models can be asked that.
        """
        import torch

        asked = question.conditions
        indices = torch.from_numpy(question.indices)
        pixels = self._pixels.get((question.images, question.indices), lambda: question.images.batch(indices))
        made: dict[str, _Made] = {}
        refused = ""
        with torch.inference_mode():
            for side in question.sides:
                try:
                    made[side.letter] = self._made(side, question, pixels, indices)
                except InputError as error:
                    refused = refused or f"{side.name}: {error}"
            fed = asked.fed(pixels, indices)
        if refused and not made:
            raise InputError(refused)
        return Compared(
            conditions=asked,
            indices=question.indices,
            labels=question.labels(),
            originals=pixels.numpy(),
            fed=fed.numpy(),
            levels=question.levels,
            sides=_scored(made, pixels),
            refused=refused,
            moves=question.moves,
        )

    def _made(self, side: Side, question: Question, pixels: Tensor, indices: Tensor) -> _Made:
        """As ``training.compare.conditions.pictures``, with the noise and without."""
        import torch

        from training.compare.conditions import pictures

        asked, quiet = question.conditions, without_noise(question.conditions)
        before = asked.model_copy(update={"code": CodeNoise()})
        about = (side.snapshot, question.images, question.indices)
        codes = self._codes.setdefault(side.letter, _Kept()).get(
            (*about, before), lambda: pictures(side.snapshot, pixels, indices, before)[1]
        )
        shape = side.snapshot.latent_shape
        noise = self._noise.setdefault(shape, _Kept()).get(
            (question.indices, asked.seed, asked.code.one_for_all), lambda: asked.noise(shape, indices)
        )
        spread_of_codes = spread(side, asked, self._spreads)
        by_hand = codes
        if question.moves is not None:
            by_hand = codes + torch.from_numpy(
                self._shifts.of(side.letter, side.codes, side.snapshot.latent_shape, question.moves)
            )
        moved = [
            conditions.moved(by_hand, indices, spread_of_codes, noise=noise)
            for conditions in (asked, *(with_strength(asked, level) for level in question.levels))
        ]
        clean = self._clean.setdefault(side.letter, _Kept()).get(
            (*about, quiet), lambda: pictures(side.snapshot, pixels, indices, quiet)[0]
        )
        made = side.snapshot.decode(torch.cat(moved)).clamp(0, 1)
        made = made.reshape(len(moved), len(indices), *made.shape[1:])
        return _Made(made[0], clean, made[1:], codes, moved[0])


class _Made(NamedTuple):
    """Pictures with noise and without (n, C, H, W), at levels (k, n, C, H, W), codes before and after (n, *shape)."""

    pictures: Tensor
    clean: Tensor
    at_levels: Tensor
    codes: Tensor
    moved: Tensor


class _Kept:
    """A tensor that is computed anew when what it depends on is another."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._value: Tensor | None = None

    def get(self, key: tuple[Any, ...], compute: Callable[[], Tensor]) -> Tensor:
        """The tensor for ``key``: objects that are the same one, numbers and conditions that are equal."""
        same = len(key) == len(self._key) and all(
            a is b or (isinstance(a, int | Conditions) and a == b) for a, b in zip(key, self._key, strict=True)
        )
        if not same or self._value is None:
            self._key, self._value = key, compute()
        return self._value


def _scored(made: dict[str, _Made], pixels: Tensor) -> tuple[SideShown, ...]:
    """The sides with their figures. All pictures are measured at once: calls take longer than so few pixels."""
    import torch

    from training.compare.comparison import scored

    if not made:
        return ()
    n = len(pixels)
    noisy = [side.pictures for side in made.values()]
    clean = [side.clean for side in made.values()]
    figures = scored(torch.cat([*noisy, *noisy]), torch.cat([*[pixels] * len(made), *clean]))
    sides = []
    for k, (letter, side) in enumerate(made.items()):
        at, free = slice(k * n, (k + 1) * n), slice((len(made) + k) * n, (len(made) + k + 1) * n)
        sides.append(
            SideShown(
                letter=letter,
                pictures=side.pictures.numpy(),
                clean=side.clean.numpy(),
                at_levels=side.at_levels.numpy(),
                codes=side.codes.flatten(1).numpy(),
                moved=side.moved.flatten(1).numpy(),
                scores={metric: values[at] for metric, values in figures.items()},
                scores_free={metric: values[free] for metric, values in figures.items()},
            )
        )
    return tuple(sides)
