"""How the form arranges the recipe: which keys stand up front, what they are called, and the words of their choices."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from aeexplorer.widgets.recipe_keys import Key
from training.data import SOURCES

# Whatever the recipe has and this file does not name stands under "More settings", with the recipe's own words.


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the keys below it."""

    id: str
    title: str
    """"" for none."""
    keys: tuple[str, ...]


SECTIONS = (
    Section(
        "data",
        str(QT_TRANSLATE_NOOP("Recipe", "Data")),
        (
            "data.source",
            "data.path",
        ),
    ),
    # Without a heading: it goes on after what is shown of the images.
    Section(
        "corruption",
        "",
        (
            "corruption.kind",
            "corruption.scale_min",
            "corruption.scale_max",
            "corruption.factor",
            "corruption.share",
            "corruption.sigma",
            "corruption.path",
            "corruption.rectangles",
        ),
    ),
    Section(
        "model",
        str(QT_TRANSLATE_NOOP("Recipe", "Model")),
        ("bottleneck.kind", "bottleneck.noise_std", "model.latent_size", "model.code_maps"),
    ),
    Section(
        "training",
        str(QT_TRANSLATE_NOOP("Recipe", "Training")),
        (
            "objective.reconstruction",
            "objective.beta",
            "schedule.epochs",
            "schedule.batch_size",
            "optimizer.learning_rate",
            "device.accelerator",
        ),
    ),
)
MORE = "more"
"""Id of the section of all other keys."""

BRIEF = frozenset({"data.source", "bottleneck.kind"})
"""What is left of the form in the presenter's view."""

KL_WEIGHTS = ("objective.beta", "objective.kl_warmup", "objective.free_bits")
"""What has an effect only where there is a KL term."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one key is shown where that is not as its kind of value suggests."""

    label: str | None = None
    """Instead of the recipe's title; "" for a control of the full width."""
    name: str = ""
    """What a screen reader says where there is no label."""
    segmented: bool = False
    chooser: bool = False
    """Whether the choices are shown with pictures, in a window of their own."""
    slider: tuple[float, float] | None = None
    """Smallest and largest number of a logarithmic slider, which starts at 0."""
    words: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """What to know of a choice before it is made."""
    where: tuple[str, str] | None = None
    """Another key of the same part, and the value of it with which alone this one counts."""


LOOKS: dict[str, Look] = {
    "data.source": Look(
        label="",
        name=str(QT_TRANSLATE_NOOP("Recipe", "Data set")),
        chooser=True,
        words={source.name: source.title for source in SOURCES.values()},
    ),
    "data.path": Look(label="", name=str(QT_TRANSLATE_NOOP("Recipe", "File or folder"))),
    "data.colour": Look(
        words={
            "as-is": str(QT_TRANSLATE_NOOP("Recipe", "As it is")),
            "grey": str(QT_TRANSLATE_NOOP("Recipe", "Grey")),
            "rgb": "RGB",
        }
    ),
    "corruption.kind": Look(
        label=str(QT_TRANSLATE_NOOP("Recipe", "Corruption")),
        words={
            "none": str(QT_TRANSLATE_NOOP("Recipe", "None")),
            "erase": str(QT_TRANSLATE_NOOP("Recipe", "Random erasing")),
            "gaussian": str(QT_TRANSLATE_NOOP("Recipe", "Gaussian noise")),
            "salt-pepper": str(QT_TRANSLATE_NOOP("Recipe", "Salt and pepper")),
            "blur": str(QT_TRANSLATE_NOOP("Recipe", "Blur")),
            "low-resolution": str(QT_TRANSLATE_NOOP("Recipe", "Low resolution")),
            "stripes": str(QT_TRANSLATE_NOOP("Recipe", "Stripes")),
            "mask": str(QT_TRANSLATE_NOOP("Recipe", "Drawn mask")),
            "chain": str(QT_TRANSLATE_NOOP("Recipe", "Several in order")),
        },
    ),
    "corruption.fill": Look(
        words={
            "value": str(QT_TRANSLATE_NOOP("Recipe", "One grey")),
            "noise": str(QT_TRANSLATE_NOOP("Recipe", "Noise")),
        }
    ),
    "model.kind": Look(
        label=str(QT_TRANSLATE_NOOP("Recipe", "Layers")),
        words={
            "dense": str(QT_TRANSLATE_NOOP("Recipe", "Dense")),
            "linear": str(QT_TRANSLATE_NOOP("Recipe", "Linear")),
            "convolutional": str(QT_TRANSLATE_NOOP("Recipe", "Convolutional")),
            "feature-maps": str(QT_TRANSLATE_NOOP("Recipe", "Convolutional, code of maps")),
            "wafer-conv": str(QT_TRANSLATE_NOOP("Recipe", "Wafer maps (report B)")),
        },
    ),
    "model.activation": Look(
        words={"relu": "ReLU", "leaky-relu": "Leaky ReLU", "gelu": "GELU", "silu": "SiLU", "tanh": "tanh"}
    ),
    "model.output": Look(words={"tanh": "tanh", "identity": str(QT_TRANSLATE_NOOP("Recipe", "As it is"))}),
    "model.down": Look(
        words={
            "max-pool": str(QT_TRANSLATE_NOOP("Recipe", "Max-pooling")),
            "stride": str(QT_TRANSLATE_NOOP("Recipe", "Stride of 2")),
            "none": str(QT_TRANSLATE_NOOP("Recipe", "Not at all")),
        }
    ),
    "model.up": Look(
        words={
            "upsample": str(QT_TRANSLATE_NOOP("Recipe", "Nearest pixel")),
            "transposed": str(QT_TRANSLATE_NOOP("Recipe", "Transposed")),
            "tiles": str(QT_TRANSLATE_NOOP("Recipe", "Tiles")),
        }
    ),
    "bottleneck.kind": Look(
        label=str(QT_TRANSLATE_NOOP("Recipe", "Kind")),
        segmented=True,
        words={"plain": "AE", "gaussian": "VAE", "power": str(QT_TRANSLATE_NOOP("Recipe", "Noisy AE"))},
        notes={
            "plain": str(
                QT_TRANSLATE_NOOP(
                    "Recipe",
                    "Learns one code for each image: good at giving images back. It blurs where the code has too few "
                    "numbers: of all images that share a code, their mean has the least squared error. Codes between "
                    "those of images may decode to no image at all.",
                )
            ),
            "gaussian": str(
                QT_TRANSLATE_NOOP(
                    "Recipe",
                    "Learns a cloud of codes for each image, and keeps all clouds near the normal distribution: good "
                    "at drawing new images, and at steps from one to another. It blurs more than an AE, for where "
                    "clouds overlap a code decodes to the mean of their images. A smaller β gives sharper images, and "
                    "leaves more gaps between the clouds.",
                )
            ),
            "power": str(
                QT_TRANSLATE_NOOP(
                    "Recipe",
                    "An AE whose code is scaled to a mean square of one and gets noise while it trains: good where "
                    "codes are sent or stored inexactly. Details finer than the noise blur. Nothing gives its codes a "
                    "distribution to draw new ones from.",
                )
            ),
        },
    ),
    "objective.reconstruction": Look(
        words={
            "bce": str(QT_TRANSLATE_NOOP("Recipe", "Cross-entropy")),
            "mse": str(QT_TRANSLATE_NOOP("Recipe", "Squared error")),
            "l1": str(QT_TRANSLATE_NOOP("Recipe", "Absolute error")),
            "log-cosh": "log cosh",
        }
    ),
    "objective.beta": Look(slider=(0.01, 100.0)),
    "optimizer.kind": Look(
        label=str(QT_TRANSLATE_NOOP("Recipe", "Optimizer")), words={"adam": "Adam", "adamw": "AdamW"}
    ),
    "optimizer.decay": Look(
        words={
            "none": str(QT_TRANSLATE_NOOP("Recipe", "None")),
            "cosine": str(QT_TRANSLATE_NOOP("Recipe", "Cosine")),
        }
    ),
    "device.accelerator": Look(
        words={
            "auto": str(QT_TRANSLATE_NOOP("Recipe", "Automatic")),
            "cpu": "CPU",
            "cuda": "GPU (CUDA)",
            "mps": "GPU (Apple)",
        }
    ),
    "device.precision": Look(words={"32-true": "float32", "bf16-mixed": "bfloat16"}),
    "sampler.measured_in": Look(
        words={
            "units": str(QT_TRANSLATE_NOOP("Recipe", "Units of the code")),
            "spread": str(QT_TRANSLATE_NOOP("Recipe", "Spreads of the codes")),
        }
    ),
    "sampler.over": Look(
        words={
            "codes": str(QT_TRANSLATE_NOOP("Recipe", "Where codes lie")),
            "square": str(QT_TRANSLATE_NOOP("Recipe", "A rectangle")),
        }
    ),
    **{f"sampler.{side}": Look(where=("over", "square")) for side in ("left", "right", "bottom", "top")},
}


def look_of(key: Key) -> Look:
    """How ``key`` is shown."""
    return LOOKS.get(key.path, Look())


def label_of(key: Key) -> str:
    """The words before the control of ``key``, translated; may be empty."""
    label = look_of(key).label
    return QCoreApplication.translate("Recipe", key.title) if label is None else _translated(label)


def name_of(key: Key) -> str:
    """What a screen reader calls the control of ``key``, translated."""
    return label_of(key) or _translated(look_of(key).name) or key.title


def options_of(key: Key) -> list[tuple[str, str]]:
    """The choices of ``key``, each with its words, translated."""
    words = look_of(key).words
    return [(choice, _translated(words.get(choice) or choice.replace("_", " ").capitalize())) for choice in key.choices]


def notes_of(key: Key) -> dict[str, str]:
    """What to know of the choices of ``key``, translated; most need no words."""
    return {choice: _translated(note) for choice, note in look_of(key).notes.items()}


def section_of(path: str) -> str:
    """Id of the section in which the key ``path`` stands."""
    return next((section.id for section in SECTIONS if path in section.keys), MORE)


def place_of(path: str) -> int:
    """Where the key ``path`` stands within its section; keys of "More settings" keep the recipe's order."""
    return next((section.keys.index(path) for section in SECTIONS if path in section.keys), 0)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Recipe", text) if text else ""
