"""Scores are reconstruction errors."""

from __future__ import annotations

import numpy as np
import torch

from training import build_model
from training.anomaly import scores
from training.recipe import Recipe


def test_a_score_is_the_error_of_the_reconstruction() -> None:
    model = build_model(Recipe().override("model.widths=[8]"), (1, 6, 6)).eval()
    pixels = torch.randint(0, 256, (7, 1, 6, 6), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    x = pixels.numpy() / 255
    with torch.inference_mode():
        out = model.decode(model.encode(torch.from_numpy(x).float()).mean).numpy()
    np.testing.assert_allclose(scores(model, pixels, chunk=3), np.square(out - x).mean((1, 2, 3)), rtol=1e-5)
