"""Linear layers take the fastest way, and nobody can tell but by the clock."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import get_args

import platformdirs
import pytest
import torch
from torch import Tensor, nn

from training import fast_linear
from training.fast_linear import FastLinear, Way, accelerate, best_way

ways = pytest.mark.parametrize("way", get_args(Way))
needs_onednn = pytest.mark.skipif(not fast_linear._available(), reason="this torch has no oneDNN")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    return tmp_path


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Sizes that were measured; the pretended verdict is always ``onednn``."""
    sizes: list[tuple[int, int]] = []

    def measure(in_features: int, out_features: int) -> Way:
        sizes.append((in_features, out_features))
        return "onednn"

    monkeypatch.setattr(fast_linear, "_measure", measure)
    return sizes


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(100, 64), nn.ReLU(), nn.Linear(64, 2), nn.Linear(2, 64), nn.Linear(64, 100))


def gradients(model: nn.Module, x: Tensor) -> list[Tensor]:
    y = model(x)
    return [y.detach(), *torch.autograd.grad(y.square().sum(), list(model.parameters()))]


@needs_onednn
@ways
@pytest.mark.parametrize("bias", [True, False])
def test_every_way_computes_what_linear_does(way: Way, bias: bool) -> None:
    torch.manual_seed(0)
    plain = nn.Linear(96, 70, bias=bias)
    fast = FastLinear(96, 70, bias=bias)
    fast.load_state_dict(plain.state_dict())
    fast.way = way
    x = torch.randn(33, 96, requires_grad=True)
    answers = []
    for layer in (plain, fast):
        y = layer(x)
        answers.append([y, *torch.autograd.grad(y.square().sum(), [x, *layer.parameters()])])
    for expected, got in zip(*answers, strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5 * float(expected.detach().abs().max()))


@needs_onednn
def test_wide_layers_change_and_names_weights_and_kinds_stay(measured: list[tuple[int, int]]) -> None:
    model = network()
    before = copy.deepcopy(model)
    assert accelerate(model)
    assert measured == [(100, 64), (64, 100)]  # those two units wide are not worth a call
    assert [type(layer) for layer in model if isinstance(layer, nn.Linear)] == [
        FastLinear,
        nn.Linear,
        nn.Linear,
        FastLinear,
    ]
    assert list(model.state_dict()) == list(before.state_dict())
    before.load_state_dict(model.state_dict())
    x = torch.randn(16, 100)
    for expected, got in zip(gradients(before, x), gradients(model, x), strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


@needs_onednn
def test_a_copy_is_as_fast_and_its_own(measured: list[tuple[int, int]]) -> None:
    model = network()
    accelerate(model)
    twin = copy.deepcopy(model)
    first = twin[0]
    assert isinstance(first, FastLinear)
    assert first.way == "onednn"
    original = model[0]
    assert isinstance(original, FastLinear)
    with torch.no_grad():
        first.weight.zero_()
    assert original.weight.abs().max() > 0


@needs_onednn
def test_without_gradients_it_is_linear_to_the_bit(measured: list[tuple[int, int]]) -> None:
    model, plain = network(), network()
    accelerate(model)
    x = torch.randn(16, 100)
    with torch.inference_mode():
        assert torch.equal(model(x), plain(x))
    with torch.no_grad():
        assert torch.equal(model(x), plain(x))


@needs_onednn
def test_autocast_and_other_shapes_and_numbers_work_as_in_linear(measured: list[tuple[int, int]]) -> None:
    model, plain = network(), network()
    accelerate(model)
    with torch.autocast("cpu", torch.bfloat16):
        y = model(torch.ones(4, 100))
    assert y.dtype == torch.bfloat16
    y.float().sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    x = torch.randn(2, 3, 100)
    assert torch.equal(model(x), plain(x))
    model, plain = model.double(), plain.double()
    assert torch.equal(model(x.double()), plain(x.double()))


@needs_onednn
def test_the_verdict_is_measured_once_and_remembered(measured: list[tuple[int, int]], cache: Path) -> None:
    assert best_way(200, 100) == "onednn"
    assert best_way(200, 100) == "onednn"
    assert measured == [(200, 100)]
    assert [file.read_text() for file in cache.rglob("*.txt")] == ["onednn"]
    assert not [file for file in cache.rglob("*") if file.is_file() and file.suffix != ".txt"]


def test_the_first_of_two_processes_decides(cache: Path) -> None:
    file = cache / "fast_linear" / "64x64.txt"
    fast_linear._remember(file, "onednn")
    fast_linear._remember(file, "plain")
    assert file.read_text() == "onednn"


@pytest.mark.parametrize("content", [b"nonsense", b"", b"\xff\xfe"])
def test_a_damaged_verdict_means_plain(measured: list[tuple[int, int]], content: bytes) -> None:
    best_way(200, 100)
    (fast_linear._memory() / "200x100.txt").write_bytes(content)
    assert best_way(200, 100) == "plain"


def test_a_verdict_that_cannot_be_remembered_means_plain(
    measured: list[tuple[int, int]], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache / "file").write_text("in the way")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(cache / "file"))
    assert best_way(200, 100) == "plain"
    model = network()
    assert not accelerate(model)
    assert type(model[0]) is nn.Linear


def test_without_the_operator_nothing_changes(measured: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_linear, "_available", lambda: False)
    model = network()
    assert not accelerate(model)
    assert all(type(layer) is not FastLinear for layer in model)
    assert measured == []


@needs_onednn
def test_a_way_that_computes_something_else_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    right = fast_linear._product
    monkeypatch.setattr(fast_linear, "_product", lambda *args: right(*args) * 1.0001)
    monkeypatch.setattr(fast_linear, "_SECONDS", 0)
    monkeypatch.setattr(fast_linear, "WORTH", float("inf"))
    assert best_way(64, 64) == "plain"


@needs_onednn
def test_measuring_leaves_no_trace_in_threads_and_random_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_linear, "_SECONDS", 0)
    threads = torch.get_num_threads()
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    with torch.inference_mode():
        assert fast_linear._measure(64, 48) in get_args(Way)
    assert torch.equal(torch.rand(3), expected)
    assert torch.get_num_threads() == threads
