"""Order: what is to be generated, of what and how many, and how that is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from training.errors import InputError
from training.generation import MOST
from training.generation.number_ranges import chosen_rows, image_numbers

if TYPE_CHECKING:
    from training.generation.generated import Generated
    from training.generation.origin import Origin
    from training.latent.samplers.sampler import Sampler

By = Literal["image", "class", "nothing"]


@dataclass(frozen=True, slots=True)
class Order:
    """New images by one sampler.

    Attributes:
        by: whether they belong to images, to classes or to nothing.
        sampler: how their codes are drawn.
        each: how many of each image or class, or else in all.
        images: those that ``by`` images begin at, as people write their numbers: ``1-5,226-230``.
    """

    by: By
    sampler: Sampler
    each: int
    images: str = ""

    def total(self, origin: Origin) -> int:
        """How many images this makes, for classes at most.

        Raises:
            InputError: more than ``MOST``, or numbers of images that there are not.
        """
        if self.by == "image":
            total = len(chosen_rows(self.images, len(origin.images))) * self.each
        elif self.by == "class":
            total = len(origin.images.classes) * self.each
        else:
            total = self.sampler.whole(self.each)
        if total > MOST:
            raise InputError(f"These would be {total:,} images, and at most {MOST:,} can be. Choose fewer.")
        return total

    def made(self, origin: Origin) -> Generated:
        """The images.

        Raises:
            InputError: as ``total``, or as the way of ``training.generation.ways`` that makes them.
        """
        from training.generation.ways import around_images, freely, of_every_class

        self.total(origin)
        if self.by == "image":
            return around_images(origin, self.sampler, chosen_rows(self.images, len(origin.images)), self.each)
        if self.by == "class":
            return of_every_class(origin, self.sampler, self.each)
        return freely(origin, self.sampler, self.each)

    def first(self, origin: Origin, groups: int, each: int) -> Order:
        """The same for the first ``groups`` images only and ``each`` samples of these, or ``groups`` · ``each`` in all.

        Its codes are among those of the whole order; but a grid becomes a coarser one.

        Raises:
            InputError: as ``total``.
        """
        self.total(origin)
        if self.by == "nothing":
            return replace(self, each=min(self.each, groups * each))
        if self.by == "class":
            fewer = groups * each // max(len(origin.images.classes), 1)
            return replace(self, each=min(self.each, each, max(fewer, 1)))
        rows = chosen_rows(self.images, len(origin.images))[:groups]
        return replace(self, each=min(self.each, each), images=image_numbers(rows))

    def how(self, origin: Origin, *, run: str, title: str) -> dict[str, Any]:
        """How the images came about, for their JSON file: ``run`` is the name of its folder, ``title`` its recipe's."""
        return {
            "run": run,
            "title": title,
            "step": origin.snapshot.step,
            "data": origin.images.name,
            "synthetic": origin.images.synthetic,
            "seed": origin.seed,
            "by": self.by,
            "sampler": self.sampler.model_dump(mode="json"),
        }
