"""A system small enough to be trained in a test: two experiments on the digits that scikit-learn ships."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL.Image import Image

from training.control import Control
from training.reproduce.image_panel import image_panel
from training.reproduce.measures import reconstructed, with_parameters
from training.reproduce.runner import Measured, Options, run_system
from training.reproduce.system import Aim, Experiment, Figure, Images, Plan, Runs, System

TINY = ("model.widths=[16]", "schedule.epochs=3", "schedule.batch_size=256", "device.accelerator=cpu")


def pictures(runs: Runs) -> Iterator[tuple[str, Image]]:
    run = runs["ae", "settings"]
    x = run.images.batch(run.rows("held out")[:2])
    yield "both", image_panel([x, reconstructed(run, x)], title="Both")


def files(runs: Runs) -> Iterator[tuple[str, bytes]]:
    yield "numbers.bin", b"123"


SYSTEM = System(
    letter="A",
    title="Small digits",
    images={"": Images("digits.npz", ("data.source=mnist",), ("data.source=digits",), quick=200)},
    experiments=(
        Experiment(
            "ae",
            "Autoencoder",
            with_parameters,
            (
                Figure(
                    "mse",
                    "Mean squared error",
                    report=0.25,
                    aims=(Aim("settings", "training", 1.0), Aim("ours", "held out", 1e-9)),
                ),
                Figure("psnr", "PSNR", "higher", unit="dB", digits=2),
                Figure("parameters", "Parameters", "equal", aims=(Aim("settings", "held out", 2210),), digits=0),
            ),
            settings=Plan("mnist-ae-2d", TINY),
            ours=Plan("mnist-ae-2d", (*TINY, "optimizer.learning_rate=0.01")),
            seeds=2,
        ),
        Experiment(
            "vae",
            "Variational autoencoder",
            with_parameters,
            (Figure("kl", "KL", "higher"),),
            settings=Plan("mnist-vae-2d", TINY),
        ),
    ),
    pictures=pictures,
    files=files,
)


@pytest.fixture(scope="session")
def system() -> System:
    return SYSTEM


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    said = run_system(SYSTEM, Options(None, tmp_path_factory.mktemp("reproduced")), Control())
    return [event for event in said if isinstance(event, Measured)]
