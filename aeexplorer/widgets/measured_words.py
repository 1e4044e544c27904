"""What is said of measured images: what they can be sorted by, and their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aeexplorer.session.measures import Measure, measure
from aeexplorer.widgets.metric_figures import NAMES, of_one

if TYPE_CHECKING:
    from aeexplorer.session.measured_images import MeasuredImages, Metric


def measures_of(measured: MeasuredImages) -> dict[Metric, Measure]:
    """What the images can be sorted by."""
    return {metric: measure(metric, measured.judges[0].recipe) for metric in measured.metrics}


def titled(found: Measure, *, short: bool = False) -> str:
    """The name of a metric and its unit, such as “PSNR, dB”."""
    name = NAMES.get(found.metric, found.name) if short else found.name
    return f"{name}, {found.unit}" if found.unit else name


def value(measured: MeasuredImages, metric: Metric, place: int) -> str:
    """The metric of an image; of two runs, by how much they differ."""
    number = float(measured.shown(metric)[place])
    text = of_one(metric, number)
    return f"+{text}" if len(measured.judges) > 1 and number > 0 else text


def lines(measured: MeasuredImages, shorts: Mapping[str, str], place: int) -> Iterator[str]:
    """Every metric of an image, a line for each run; ``shorts`` are their kinds by letter."""
    for judge, values in zip(measured.judges, measured.values, strict=True):
        figures = []
        for metric, column in values.items():
            found = measure(metric, judge.recipe)
            unit = f" {found.unit}" if found.unit else ""
            figures.append(f"{found.name} {of_one(metric, float(column[place]))}{unit}")
        yield f"{shorts.get(judge.letter, judge.letter)}: {', '.join(figures)}"
