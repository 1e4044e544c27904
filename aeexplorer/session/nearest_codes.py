"""Which real images have the codes nearest to a code. Used on the ask thread: it imports scipy and builds trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

    from aeexplorer.session.encoded import Encoded

MOST_TREE_DIMENSIONS = 16
"""Beyond, a k-d tree looks at nearly every point anyway, and comparing with all is faster."""


BLOCK = 2**20
"""Numbers that are compared at a time: they stay in the cache, and large codes fill no second array."""


class NearestCodes:
    """Keeps the tree of the codes that it was asked about last."""

    def __init__(self) -> None:
        self._of: Encoded | None = None
        self._rows: NDArray[np.int64] = np.empty(0, np.int64)
        self._codes: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._tree: cKDTree | None = None

    def find(self, encoded: Encoded, code: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Rows of ``encoded`` with the codes nearest to ``code`` (d,), nearest first: ``count``, or all if fewer."""
        if encoded is not self._of:
            self._build(encoded)
        count = min(count, len(self._rows))
        if count == 0:
            return np.empty(0, np.int64)
        if self._tree is not None:
            _, found = self._tree.query(code, k=np.arange(1, count + 1))
            return self._rows[np.asarray(found, np.int64)]
        distances = np.empty(len(self._codes), np.float32)
        step = max(BLOCK // len(code), 1)
        for start in range(0, len(distances), step):
            distances[start : start + step] = np.square(self._codes[start : start + step] - code).sum(1)
        nearest = np.argpartition(distances, count - 1)[:count]
        return self._rows[nearest[np.argsort(distances[nearest], kind="stable")]]

    def _build(self, encoded: Encoded) -> None:
        finite = np.isfinite(encoded.codes).all(1)
        self._rows = np.flatnonzero(finite)
        self._codes = encoded.codes if finite.all() else encoded.codes[finite]
        self._tree = None
        if len(self._rows) and self._codes.shape[1] <= MOST_TREE_DIMENSIONS:
            from scipy.spatial import cKDTree

            self._tree = cKDTree(self._codes)
        self._of = encoded
