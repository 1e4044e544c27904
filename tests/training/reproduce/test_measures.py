"""Figures are what independent computations say they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio
from sklearn.decomposition import PCA

from training.reproduce.digits import against_pca
from training.reproduce.measures import after_epochs, encoded, psnr_between, quality, samples
from training.reproduce.remarks import remarks
from training.reproduce.runner import Measured
from training.reproduce.trained import Trained
from training.reproduce.wafers import coloured


@pytest.fixture(scope="module")
def trained(measured: list[Measured]) -> Trained:
    return measured[0].trained


def test_quality_is_a_mean_over_images(trained: Trained) -> None:
    x = trained.images.batch(trained.rows("held out"))
    with torch.inference_mode():
        out = trained.model.decode(trained.model.encode(x).mean).clamp(0, 1)
    expected = [peak_signal_noise_ratio(a.numpy(), b.numpy(), data_range=1) for a, b in zip(x, out, strict=True)]
    found = quality(trained, "held out")
    assert found["psnr"] == pytest.approx(np.mean(expected), rel=1e-5)
    assert found["mse"] == pytest.approx(float((x - out).square().mean()), rel=1e-5)


def test_pca_is_scikit_learns(trained: Trained) -> None:
    learned, judged = (trained.images.batch(trained.rows(part)).flatten(1).numpy() for part in ("training", "held out"))
    pca = PCA(2).fit(learned)
    expected = np.square(pca.inverse_transform(pca.transform(judged)) - judged).mean()
    found = against_pca(trained, "held out")
    assert found["pca"] == pytest.approx(expected, rel=1e-5)
    assert found["pca-ratio"] == pytest.approx(found["mse"] / expected, rel=1e-5)


def test_equal_images_have_a_finite_psnr() -> None:
    x = torch.rand(2, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    assert psnr_between(x, x).tolist() == [100, 100]


def test_samples_take_the_classes_in_turn(trained: Trained) -> None:
    assert trained.images.labels is not None
    rows = samples(trained, 25)
    labels = trained.images.labels[rows].tolist()
    assert sorted(labels[:10]) == list(range(10))
    assert sorted(labels[10:20]) == list(range(10))
    assert set(rows.tolist()) <= set(trained.rows("held out").tolist())
    assert len(set(rows.tolist())) == 25


def test_codes_are_the_models(trained: Trained) -> None:
    rows = trained.rows("held out")[:5]
    with torch.inference_mode():
        expected = trained.model.encode(trained.images.batch(rows)).mean
    torch.testing.assert_close(encoded(trained, rows), expected)


def test_psnr_is_read_off_at_epochs(trained: Trained) -> None:
    logged = {entry["epoch"]: entry["held_out"]["psnr"] for entry in trained.epochs}
    assert after_epochs(trained, (1, 3, 15)) == {"psnr-1": logged[1], "psnr-3": logged[3]}
    falling = replace(trained, recipe=trained.recipe.override("optimizer.decay=cosine"))
    assert after_epochs(falling, (1, 3)) == {}, "its third epoch is not the end of a run of three"


def test_a_sound_run_has_no_remarks_and_troubled_ones_do(trained: Trained) -> None:
    sharp = replace(trained, model=_Identity())  # type: ignore[arg-type]
    assert list(remarks(sharp)) == []
    jumped = {"event": "LossJumped", "epoch": 2.4, "before": 0.1, "after": 9.0}
    failed = {"event": "RunFailed", "what": "The loss stopped being a number in epoch 3."}
    said = list(remarks(replace(sharp, events=[*trained.events, jumped, failed])))
    assert said[0].startswith("The loss jumped after 2.4 epochs, from 0.1 to 9")
    assert said[1].startswith("The loss stopped being a number in epoch 3.")
    assert next(remarks(replace(trained, model=_Constant()))).startswith("Collapsed")  # type: ignore[arg-type]


class _Identity:
    def encode(self, x: torch.Tensor) -> object:
        from training.models.autoencoder import Posterior

        return Posterior(x, None)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return z


class _Constant(_Identity):
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return z.mean(0, keepdim=True).expand_as(z)


def test_wafer_maps_have_a_colour_for_each_state() -> None:
    states = torch.eye(3)[:, None, :]
    colours = coloured(states)
    assert colours.shape == (3, 1, 3)
    red, blue = colours[:, 0, 2], colours[:, 0, 1]
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    torch.testing.assert_close(coloured(states / 2), colours, msg="shares, whatever their sum")
