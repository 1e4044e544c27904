"""Ways to restore as the workspace offers them: one column each, built from a few common settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aeexplorer.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from training.restore.way import Way

Output = Literal["none", "clamp", "rescale"]
DENOISER = "denoiser"
"""The way of another run's weights: see ``aeexplorer.session.denoiser``."""


@dataclass(frozen=True, slots=True)
class WaySettings:
    """What all ways share, and what the search is told.

    Attributes:
        ticked: ids of the columns that are wanted.
        search_steps, step_size, prior_weight: of the latent search.
        rounds: the most of the iteration.
        output: how what is put out comes into [0, 1].
        feather: width in pixels of the soft edge around the hole; 0 pastes back hard.
        sharpening: weight of an unsharp mask on every result.
    """

    ticked: frozenset[str] = frozenset({"one-pass", "pasted-back", "latent-search", "biharmonic"})
    search_steps: int = 60
    step_size: float = 0.1
    prior_weight: float = 0.003
    rounds: int = 20
    output: Output = "clamp"
    feather: float = 0.0
    sharpening: float = 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """One way, its name over the picture, and what it does in a line."""

    id: str
    title: str
    choice: str
    line: str
    build: Callable[[WaySettings], Way]


def _common(settings: WaySettings) -> dict[str, object]:
    soft = settings.feather > 0
    return {
        "output": settings.output,
        "sharpening": settings.sharpening,
        "paste": "feathered" if soft else "hard",
        **({"feather": settings.feather} if soft else {}),
    }


def _one_pass(settings: WaySettings) -> Way:
    from training.restore.one_pass import OnePass

    return OnePass.model_validate(_common(settings) | {"paste": "none"})


def _pasted_back(settings: WaySettings) -> Way:
    from training.restore.one_pass import OnePass

    return OnePass.model_validate(_common(settings))


def _iterated(settings: WaySettings) -> Way:
    from training.restore.iterated import Iterated

    return Iterated.model_validate(_common(settings) | {"rounds": settings.rounds})


def _latent_search(settings: WaySettings) -> Way:
    from training.restore.latent_search import LatentSearch

    search = {
        "steps": settings.search_steps,
        "step_size": settings.step_size,
        "prior_weight": settings.prior_weight,
    }
    return LatentSearch.model_validate(_common(settings) | search)


def _pca_subspace(settings: WaySettings) -> Way:
    from training.restore.pca_subspace import PcaSubspace

    return PcaSubspace.model_validate(_common(settings))


def _biharmonic(settings: WaySettings) -> Way:
    from training.restore.biharmonic import Biharmonic

    return Biharmonic.model_validate(_common(settings))


COLUMNS = (
    Column(
        "one-pass",
        QT_TRANSLATE_NOOP("Ways", "One pass"),
        QT_TRANSLATE_NOOP("Ways", "One pass"),
        QT_TRANSLATE_NOOP("Ways", "Encode the damage, decode once."),
        _one_pass,
    ),
    Column(
        "pasted-back",
        QT_TRANSLATE_NOOP("Ways", "Pasted back"),
        QT_TRANSLATE_NOOP("Ways", "Paste back"),
        QT_TRANSLATE_NOOP("Ways", "Keep what was not painted."),
        _pasted_back,
    ),
    Column(
        DENOISER,
        QT_TRANSLATE_NOOP("Ways", "Denoiser"),
        QT_TRANSLATE_NOOP("Ways", "Denoiser"),
        QT_TRANSLATE_NOOP("Ways", "Another run, trained with corruption."),
        _pasted_back,
    ),
    Column(
        "iterated",
        QT_TRANSLATE_NOOP("Ways", "Iterated"),
        QT_TRANSLATE_NOOP("Ways", "Iterate"),
        QT_TRANSLATE_NOOP("Ways", "Encode again until it settles."),
        _iterated,
    ),
    Column(
        "latent-search",
        QT_TRANSLATE_NOOP("Ways", "Latent search"),
        QT_TRANSLATE_NOOP("Ways", "Latent search"),
        QT_TRANSLATE_NOOP("Ways", "Move the code until the rest fits."),
        _latent_search,
    ),
    Column(
        "pca-subspace",
        QT_TRANSLATE_NOOP("Ways", "PCA subspace"),
        QT_TRANSLATE_NOOP("Ways", "PCA subspace"),
        QT_TRANSLATE_NOOP("Ways", "Linear fit to the rest, no network."),
        _pca_subspace,
    ),
    Column(
        "biharmonic",
        QT_TRANSLATE_NOOP("Ways", "Biharmonic"),
        QT_TRANSLATE_NOOP("Ways", "Biharmonic"),
        QT_TRANSLATE_NOOP("Ways", "Smooth filling, no network."),
        _biharmonic,
    ),
)
"""In order of effort, those without a network last."""
BY_ID = {column.id: column for column in COLUMNS}
