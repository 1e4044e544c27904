"""How compared models fare on many held-out images: figures per image, their means, who wins, and by chance or not."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.compare_question import Question, Side, spread, that_can, without_noise
from aeexplorer.session.long_question import Pace
from training.compare.pairs import in_words, paired

if TYPE_CHECKING:
    from aeexplorer.session.spreads import Spreads
    from training.compare.comparison import Metric
    from training.compare.conditions import Conditions
    from training.compare.pairs import Pair

Case = Literal["clean", "noisy", "free"]
"""Pictures without noise and with it, against the originals; and those with noise against those without."""
CASES: tuple[Case, ...] = ("clean", "noisy", "free")
UNITS = {"psnr": "dB"}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Figures of the members over n images.

    Attributes:
        conditions: the noise.
        indices: (n,) the images' numbers in the data set.
        labels: (n,), or None without classes.
        names: of the members by letter.
        arrays: (n,) by case, metric and letter. PSNR is 100 dB at most: equal images have so many.
        tests: every two members tested on the same images, by case and metric.
        words: what each test says, for people.
    """

    conditions: Conditions
    indices: NDArray[np.int64]
    labels: NDArray[np.int64] | None
    names: dict[str, str]
    arrays: dict[Case, dict[Metric, dict[str, Floats]]]
    tests: dict[Case, dict[Metric, tuple[Pair, ...]]]
    words: dict[Case, dict[Metric, tuple[str, ...]]]

    def values(self, case: Case, metric: Metric) -> dict[str, Floats]:
        """The metric of every image (n,), by letter."""
        return self.arrays[case][metric]

    def mean(self, case: Case, metric: Metric, letter: str) -> float:
        """Mean over the images."""
        return float(self.arrays[case][metric][letter].mean())

    def std(self, case: Case, metric: Metric, letter: str) -> float:
        """Standard deviation over the images (divisor n − 1; 0 for one image)."""
        values = self.arrays[case][metric][letter]
        return float(values.std(ddof=1)) if len(values) > 1 else 0.0

    def best(self, case: Case, metric: Metric) -> str:
        """Letter of the member with the best mean; "" where several share it, or there is one member only."""
        sign = 1 if metric == "mse" else -1
        means = sorted((sign * self.mean(case, metric, letter), letter) for letter in self.arrays[case][metric])
        return means[0][1] if len(means) > 1 and means[0][0] < means[1][0] else ""

    def winners(self, case: Case, metric: Metric) -> NDArray[np.str_]:
        """Letter of the member that is best on each image (n,); "" where several are, or there is one member only."""
        letters = np.array([*self.arrays[case][metric], ""])
        table = np.stack(list(self.arrays[case][metric].values())) * (1 if metric == "mse" else -1)
        place = np.where((table == table.min(0)).sum(0) == 1, table.argmin(0), -1)
        return letters[place if len(table) > 1 else np.full(table.shape[1], -1)]


def scoring(question: Question, spreads: Spreads) -> Iterator[Scores | EllipsisType]:
    """Work out the ``Scores``, a few milliseconds a time; the last thing that it gives, before it ``...``.

    Members that cannot be asked are left out; nothing is given where that is everybody.
    """
    from training.compare.comparison import BETTER

    sides = [side for side, refused in that_can(question, spreads) if not refused]
    n = len(question.indices)
    arrays: dict[Case, dict[Metric, dict[str, Floats]]] = {
        case: {metric: {side.letter: np.empty(n) for side in sides} for metric in BETTER} for case in CASES
    }
    pace = Pace()
    for side in sides:
        done = 0
        while done < n:
            began = time.perf_counter()
            rows = slice(done, min(done + pace.size, n))
            for case, figures in _figures(side, question, rows, spreads).items():
                for metric, values in figures.items():
                    arrays[case][metric][side.letter][rows] = values
            done = rows.stop
            pace.follow(time.perf_counter() - began)
            yield ...
    yield from _load_statistics()
    tests: dict[Case, dict[Metric, tuple[Pair, ...]]] = {case: {} for case in CASES}
    words: dict[Case, dict[Metric, tuple[str, ...]]] = {case: {} for case in CASES}
    short = {side.letter: side.short for side in sides}
    for case in CASES:
        for metric, better in BETTER.items():
            pairs = tests[case][metric] = tuple(paired(arrays[case][metric], better))
            words[case][metric] = tuple(
                in_words(replace(pair, first=short[pair.first], second=short[pair.second]), UNITS.get(metric, ""))
                for pair in pairs
            )
            yield ...
    if sides:
        names = {side.letter: side.name for side in sides}
        yield Scores(question.conditions, question.indices, question.labels(), names, arrays, tests, words)


def _figures(side: Side, question: Question, rows: slice, spreads: Spreads) -> dict[Case, dict[Metric, Floats]]:
    """Figures of some of the images, by case."""
    import torch

    from training.compare.comparison import scored
    from training.compare.conditions import pictures

    asked, quiet = question.conditions, without_noise(question.conditions)
    indices = torch.from_numpy(question.indices[rows])
    pixels = question.images.batch(indices)
    clean = pictures(side.snapshot, pixels, indices, quiet)[0]
    noisy = clean
    if asked != quiet:
        noisy = pictures(side.snapshot, pixels, indices, asked, spread(side, asked, spreads))[0]
    figures = scored(torch.cat([clean, noisy, noisy]), torch.cat([pixels, pixels, clean]))
    n = len(indices)
    return {
        case: {metric: values[k * n : (k + 1) * n] for metric, values in figures.items()}
        for k, case in enumerate(CASES)
    }


def _load_statistics() -> Iterator[EllipsisType]:
    """Import SciPy's statistics in a thread of their own: for most of a second, nothing else would be answered."""
    loading = threading.Thread(target=importlib.import_module, args=("scipy.stats",), daemon=True)
    loading.start()
    while loading.is_alive():
        loading.join(0.005)
        yield ...
