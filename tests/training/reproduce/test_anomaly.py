"""H: the class left out is judged, and never learned from."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from sklearn.metrics import roc_auc_score

from training import metrics
from training.data import load_images
from training.recipe import Recipe
from training.reproduce.anomaly import judged, measure, without
from training.reproduce.runner import Measured


def test_all_classes_but_one_are_learned() -> None:
    images = load_images("digits")
    recipe = Recipe().override(*without(images, 3))
    assert recipe.data.classes == tuple("012456789")


@pytest.mark.parametrize("split", [None, 1500])
def test_the_class_left_out_is_judged_against_what_was_held_out(measured: list[Measured], split: int | None) -> None:
    everything = replace(load_images("digits"), held_out_from=split)
    images = everything.only(tuple("123456789"))
    run = replace(measured[0].trained, images=images, everything=everything, split=images.split(0.2, 7))
    pixels, scores, strange = judged(run)
    assert everything.labels is not None
    zeros = everything.labels[split:] == 0
    assert int(strange.sum()) == int(zeros.sum())
    assert torch.equal(pixels[strange], everything.pixels[split:][zeros])
    assert torch.equal(pixels[~strange], run.pixels("held out"))
    x = pixels.float() / 255
    with torch.inference_mode():
        out = run.model.decode(run.model.encode(x).mean).clamp(0, 1)
    torch.testing.assert_close(scores, metrics.mse(out, x))
    area = roc_auc_score(strange.numpy(), scores.numpy())
    assert measure(run, "held out")["auc"] == pytest.approx(area)
    assert "auc" not in measure(run, "training")
