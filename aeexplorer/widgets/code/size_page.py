"""The page of the code view on the latent size: what PCA and the open runs say of it, and advice in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from aeexplorer.session.size_advice import size_advice
from aeexplorer.session.size_words import numbers_text
from aeexplorer.widgets.code.count_plot import CountCurve, CountDot, CountPlot
from aeexplorer.widgets.code.pages import Page
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label

if TYPE_CHECKING:
    from aeexplorer.session.code_size import CodeSize, RunError
    from aeexplorer.session.run import Run


class SizePage(Page):
    """Advice first; then the two curves that it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.advice = Label(wrap=True)
        self.error = CountPlot(self.tr("MSE, held out ↓ better"), self.tr("numbers in a code"))
        self.spectrum = CountPlot(self.tr("Singular value"), self.tr("direction"))
        self.note = Label(role="caption", wrap=True)
        self.column.addWidget(self.advice)
        self.column.addWidget(self.error)
        self.column.addWidget(self.spectrum)
        self.column.addWidget(self.note)
        self.column.addStretch(1)

    def show_waiting(self) -> None:
        """Nothing is known yet."""
        self.advice.setText(self.tr("Measuring in how many directions the images vary."))
        self.error.set_curves(())
        self.spectrum.set_curves(())

    def show_size(self, size: CodeSize, errors: Sequence[RunError], run: Run, places: Mapping[Run, int]) -> None:
        """What is known of the images and codes of ``run``, beside the ``errors`` of open runs.

        ``places`` are those that runs have in the comparison.
        """
        own = next((error.mse for error in errors if error.run is run), None)
        self.advice.setText(" ".join(size_advice(size, run.latent_size, own)))
        told = self.tr("{kind}, {numbers}: MSE {mse}")
        dots = [
            CountDot(
                error.numbers,
                error.mse,
                told.format(
                    kind=error.run.recipe.bottleneck.short, numbers=numbers_text(error.numbers), mse=figure(error.mse)
                ),
                places.get(error.run),
            )
            for error in errors
        ]
        self.error.set_curves([CountCurve(self.tr("PCA"), size.yardstick.errors[1:])], dots, run.latent_size)
        # Each by its own largest, for numbers of codes have no unit.
        self.spectrum.set_curves(
            [
                CountCurve(self.tr("images"), _of_largest(size.yardstick.values)),
                CountCurve(self.tr("codes"), _of_largest(size.codes), strong=True),
            ]
        )
        self.note.setText(
            self.tr("Singular values of centred images and codes, as parts of the largest. Marks are the open runs.")
        )


def _of_largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values / values[0] if len(values) and values[0] > 0 else values
