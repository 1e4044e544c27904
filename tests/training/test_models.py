"""AE, VAE and their backbones: one model class, the same shapes, and a decoder that gives pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import Tensor, nn

from training.build import build_model
from training.data import SOURCES
from training.errors import InputError
from training.models.autoencoder import Autoencoder
from training.models.sigmoid import Sigmoid
from training.recipe import Recipe, recipe_names
from training.snapshot import Snapshot

SHAPE = (1, 8, 7)


def build(*assignments: str) -> Autoencoder:
    return build_model(Recipe().override("objective.reconstruction=mse", "model.widths=[24,12]", *assignments), SHAPE)


def images(n: int = 6) -> Tensor:
    return torch.rand(n, *SHAPE, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("kind", ["dense", "linear"])
@pytest.mark.parametrize("bottleneck", ["plain", "gaussian"])
@pytest.mark.parametrize("latent_size", [1, 2, 32])
def test_shapes_are_what_the_model_says(kind: str, bottleneck: str, latent_size: int) -> None:
    model = build(f"model.kind={kind}", f"model.latent_size={latent_size}", f"bottleneck.kind={bottleneck}")
    out = model(images())
    assert model.latent_shape == (latent_size,)
    assert out.raw.shape == (6, *SHAPE)
    assert out.z.shape == out.posterior.mean.shape == (6, latent_size)
    assert (out.posterior.logvar is None) == (bottleneck == "plain")
    assert model.decode(out.z).shape == (6, *SHAPE)


def test_ae_and_vae_share_names_and_first_weights_of_all_but_the_bottleneck() -> None:
    plain, gaussian = build().state_dict(), build("bottleneck.kind=gaussian").state_dict()
    assert set(gaussian) - set(plain) == {"bottleneck.logvar.weight", "bottleneck.logvar.bias"}
    for name, tensor in plain.items():
        assert torch.equal(gaussian[name], tensor), name


def test_dense_widths_are_mirrored() -> None:
    layers = [(m.in_features, m.out_features) for m in build().modules() if isinstance(m, nn.Linear)]
    assert layers == [(56, 24), (24, 12), (12, 2), (2, 12), (12, 24), (24, 56)]


@pytest.mark.parametrize(
    ("name", "module"), [("relu", nn.ReLU), ("sigmoid", Sigmoid), ("tanh", nn.Tanh), ("gelu", nn.GELU)]
)
def test_the_activation_stands_between_all_layers(name: str, module: type[nn.Module]) -> None:
    assert sum(isinstance(m, module) for m in build(f"model.activation={name}").modules()) == 4


def test_a_linear_model_is_linear_up_to_its_bias() -> None:
    model = build("model.kind=linear")
    x, y = torch.split(images(12), 6)
    with torch.no_grad():
        middle = model(0.25 * x + 0.75 * y).raw
        torch.testing.assert_close(middle, 0.25 * model(x).raw + 0.75 * model(y).raw)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Two wait for each other as soon as another process is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_a_linear_autoencoder_finds_the_principal_subspace() -> None:
    """Baldi & Hornik 1989: its optimum reconstructs as PCA does."""
    random = np.random.default_rng(0)
    flat = random.normal(size=(256, 3)) @ random.normal(size=(3, 56)) * 0.1 + 0.02 * random.normal(size=(256, 56))
    x = torch.from_numpy(flat.astype(np.float32)).view(-1, *SHAPE)
    recipe = Recipe().override(
        "objective.reconstruction=mse", "model.kind=linear", "model.widths=[]", "model.latent_size=2"
    )
    model = build_model(recipe, SHAPE)
    adam = torch.optim.Adam(model.parameters(), 0.02)
    for _ in range(600):
        adam.zero_grad()
        loss = (model(x).raw - x).square().mean()
        loss.backward()
        adam.step()
    pca = PCA(2).fit(flat)
    best = np.square(flat - pca.inverse_transform(pca.transform(flat))).mean()
    assert best * 0.999 <= loss.item() <= best * 1.02


def test_pixels_lie_between_0_and_1_with_a_sigmoid_and_may_leave_with_identity() -> None:
    z = 1000 * torch.randn(50, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        bounded = build().decode(z)
        free = build("model.output=identity").decode(z)
    assert bounded.min() >= 0
    assert bounded.max() <= 1
    assert free.min() < 0
    assert free.max() > 1


def test_noise_is_scaled_by_the_posteriors_spread() -> None:
    model, x = build("bottleneck.kind=gaussian"), images()
    noise = torch.randn(6, 2, generator=torch.Generator().manual_seed(0))
    posterior = model.encode(x)
    mean, logvar = posterior.mean, posterior.logvar
    assert logvar is not None
    torch.testing.assert_close(model(x, noise).z, mean + noise * (logvar / 2).exp())
    assert torch.equal(model(x).z, mean)
    plain = build()
    assert torch.equal(plain(x, noise).z, plain.encode(x).mean)


def test_an_extreme_logvar_still_has_a_finite_exponential() -> None:
    model = build("bottleneck.kind=gaussian")
    with torch.no_grad():
        for parameter in model.bottleneck.parameters():
            parameter.mul_(1e6)
        logvar = model.encode(images()).logvar
    assert logvar is not None
    assert logvar.exp().isfinite().all()


@pytest.mark.parametrize("name", recipe_names())
def test_every_built_in_recipe_builds_a_model_for_its_images(name: str) -> None:
    recipe = Recipe.load(name)
    shape = SOURCES[recipe.data.source].image_shape or (3, 64, 64)
    with torch.device("meta"):
        model = build_model(recipe, shape)
        assert model(torch.zeros(2, *shape)).raw.shape == (2, *shape)


def test_one_seed_gives_the_same_first_weights() -> None:
    one, again, other = build(), build(), build("seed=8")
    assert all(torch.equal(p, q) for p, q in zip(one.parameters(), again.parameters(), strict=True))
    assert not any(torch.equal(p, q) for p, q in zip(one.parameters(), other.parameters(), strict=True))


def test_a_snapshot_stays_as_it_was_while_the_model_learns() -> None:
    model, x = build(), images()
    snapshot = Snapshot(model, step=3, epoch=0.5)
    before = snapshot.reconstruct(x)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    assert torch.equal(snapshot.reconstruct(x), before)
    assert not torch.equal(model.decode(model.encode(x).mean), before)
    assert not before.requires_grad


def test_a_snapshot_answers_in_kind_and_takes_bytes() -> None:
    snapshot = Snapshot(build(), step=0, epoch=0)
    x = images()
    codes = snapshot.encode(x.numpy())
    assert isinstance(codes, np.ndarray)
    np.testing.assert_array_equal(codes, snapshot.encode(x).numpy())
    as_bytes = (x * 255).round().to(torch.uint8)
    torch.testing.assert_close(snapshot.encode(as_bytes), snapshot.encode(as_bytes.float() / 255))
    assert snapshot.decode(codes).shape == (6, *SHAPE)


@pytest.mark.parametrize("wrong", [(6, 56), (6, 1, 7, 8), (1, 8, 7)])
def test_a_snapshot_refuses_other_shapes_in_a_sentence(wrong: tuple[int, ...]) -> None:
    snapshot = Snapshot(build(), step=0, epoch=0)
    assert math.prod(wrong) % math.prod(SHAPE) == 0
    with pytest.raises(InputError, match=r"Expected an array of shape \(N, 1, 8, 7\)"):
        snapshot.encode(np.zeros(wrong, np.float32))
