"""How compared models fare on many held-out images: figures per image, their means, who wins, and by chance or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.compare.comparison import Metric
    from training.compare.conditions import Conditions
    from training.compare.pairs import Pair

Case = Literal["clean", "noisy", "free"]
"""Pictures without noise and with it, against the originals; and those with noise against those without."""
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
