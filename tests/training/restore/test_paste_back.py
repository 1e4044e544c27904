"""Raw output comes into [0, 1] as chosen, and what was not hidden is the original's."""

from __future__ import annotations

import torch
from skimage.exposure import rescale_intensity

from training.restore.output import into_unit
from training.restore.paste_back import feathered, paste_back, paste_back_feathered


def test_clamp_cuts_and_none_leaves() -> None:
    raw = torch.tensor([-0.5, 0.25, 1.5]).view(1, 1, 1, 3)
    assert into_unit(raw, "clamp").flatten().tolist() == [0, 0.25, 1]
    assert into_unit(raw, "none") is raw


def test_rescale_stretches_each_image_alone() -> None:
    raw = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = torch.stack([torch.from_numpy(rescale_intensity(x.numpy(), out_range=(0, 1))) for x in raw])
    torch.testing.assert_close(into_unit(raw, "rescale"), expected)


def test_an_image_of_one_value_is_only_clamped() -> None:
    flat = torch.tensor([0.3, 2.0]).view(2, 1, 1, 1).expand(2, 1, 2, 2)
    assert into_unit(flat, "rescale")[:, 0, 0, 0].tolist() == [torch.tensor(0.3).item(), 1]


def test_only_hidden_pixels_are_taken_from_the_output() -> None:
    damaged, restored = torch.zeros(1, 3, 2, 2), torch.ones(1, 3, 2, 2)
    hidden = torch.tensor([[True, False], [False, False]])[None, None]
    assert paste_back(restored, damaged, hidden).sum() == 3
    assert paste_back(restored, damaged, hidden)[0, :, 0, 0].tolist() == [1, 1, 1]


def test_a_feathered_edge_fades_outside_of_the_hole() -> None:
    hidden = torch.zeros(1, 1, 1, 9, dtype=torch.bool)
    hidden[..., 4] = True
    share = feathered(hidden, 2)
    expected = [0, 0, 1 / 3, 2 / 3, 1, 2 / 3, 1 / 3, 0, 0]
    assert torch.allclose(share.flatten(), torch.tensor(expected))
    pasted = paste_back_feathered(torch.ones(1, 1, 1, 9), torch.zeros(1, 1, 1, 9), share)
    assert torch.allclose(pasted.flatten(), torch.tensor(expected))


def test_a_feather_of_no_width_is_a_hard_edge() -> None:
    random = torch.Generator().manual_seed(0)
    hidden = torch.rand(3, 1, 7, 7, generator=random) > 0.5
    a, b = torch.rand(2, 3, 3, 7, 7, generator=random)
    assert torch.equal(paste_back_feathered(a, b, feathered(hidden, 0)), paste_back(a, b, hidden))


def test_pixels_beyond_the_feather_are_untouched() -> None:
    hidden = torch.zeros(1, 1, 20, 20, dtype=torch.bool)
    hidden[..., 8:12, 8:12] = True
    damaged = torch.rand(1, 3, 20, 20)
    pasted = paste_back_feathered(torch.rand(1, 3, 20, 20), damaged, feathered(hidden, 3))
    assert torch.equal(pasted[..., :4, :], damaged[..., :4, :])
    assert not torch.equal(pasted[..., 6, 8:12], damaged[..., 6, 8:12])
