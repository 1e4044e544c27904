"""New images out of a trained model: which images they start at, how their codes are drawn, and what is kept."""

from training.generation.generated import Generated
from training.generation.number_ranges import chosen_rows, image_numbers
from training.generation.origin import Origin
from training.generation.ways import around_images, freely, of_every_class

__all__ = ["Generated", "Origin", "around_images", "chosen_rows", "freely", "image_numbers", "of_every_class"]
