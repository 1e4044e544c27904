"""Restoring images: ways to mend what is damaged. A new one is a new file and one more member of ``AnyWay``."""

from typing import Annotated, get_args

from pydantic import Field

from training.restore.biharmonic import Biharmonic
from training.restore.iterated import Iterated
from training.restore.latent_search import LatentSearch
from training.restore.one_pass import OnePass
from training.restore.pca_subspace import PcaSubspace
from training.restore.way import Way

__all__ = ["WAYS", "AnyWay", "Way"]

AnyWay = Annotated[
    OnePass | Iterated | LatentSearch | Biharmonic | PcaSubspace,
    Field(discriminator="kind"),
]

WAYS: tuple[type[Way], ...] = get_args(get_args(AnyWay)[0])
"""All ways, in the order in which people are shown them."""
