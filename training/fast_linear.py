"""Wide linear layers through oneDNN, on CPUs where it multiplies float32 matrices faster than MKL does.

MKL leaves AVX-512 unused on AMD; oneDNN does not. Which of them wins depends on CPU, torch version and layer, so a
short measurement decides, once per machine: its verdict is remembered in the user's cache folder. Were it taken
anew in every run, chance could decide otherwise, and the same seed would give other last digits.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Literal, cast, get_args

import platformdirs
import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from training.devices import cpu_name

Way = Literal["plain", "onednn", "onednn but weights"]
"""How a layer multiplies. The third leaves the gradient of the weights, where oneDNN gains least, to torch."""

NARROWEST, WIDEST = 32, 2048
"""Narrower layers are not worth the call; wider ones behave like this width."""
WORTH = 0.95
"""Share of the plain time that another way has to stay below."""
_BATCH = 128
_SECONDS = 0.15
_TOLERANCE = 1e-5


class FastLinear(nn.Linear):
    """``nn.Linear`` whose training steps go another ``way``; the same parameters, names and results to 1e-5.

    Outside of float32 training on the CPU (under autocast, without gradients, on a GPU) it is ``nn.Linear``.
    """

    way: Way = "plain"

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 — torch's name for it
        """(N, in_features) to (N, out_features)."""
        if (
            self.way == "plain"
            or not torch.is_grad_enabled()
            or input.ndim != 2
            or input.dtype != torch.float32
            or self.weight.dtype != torch.float32
            or input.device.type != "cpu"
            or torch.is_autocast_enabled("cpu")
        ):
            return F.linear(input, self.weight, self.bias)
        product = _OneDnn.apply(input, self.weight, self.bias, self.way == "onednn")
        return cast(Tensor, product)


def accelerate(model: nn.Module) -> bool:
    """Let the linear layers of ``model`` train in the fastest way known here; whether any of them changed.

    Nothing is changed where oneDNN is no faster or not in this torch, or the verdict cannot be remembered.
    """
    if not _available():
        return False
    changed = False
    for layer in model.modules():
        if type(layer) is nn.Linear and min(layer.in_features, layer.out_features) >= NARROWEST:
            way = best_way(min(layer.in_features, WIDEST), min(layer.out_features, WIDEST))
            if way != "plain":
                layer.__class__ = FastLinear
                cast(FastLinear, layer).way = way
                changed = True
    return changed


def best_way(in_features: int, out_features: int) -> Way:
    """The fastest way for a layer of this size on this machine: remembered, or else measured now."""
    file = _memory() / f"{in_features}x{out_features}.txt"
    try:
        if not file.exists():
            _remember(file, _measure(in_features, out_features))
        verdict = file.read_text(encoding="utf-8").strip()
    except (OSError, RuntimeError, UnicodeDecodeError):
        return "plain"
    return cast(Way, verdict) if verdict in get_args(Way) else "plain"


def _memory() -> Path:
    """Folder of the verdicts for this CPU and this torch."""
    machine = hashlib.blake2b(f"{cpu_name()}/{torch.__version__}".encode(), digest_size=8).hexdigest()
    return Path(platformdirs.user_cache_dir("aeexplorer", appauthor=False)) / "fast_linear" / machine


def _remember(file: Path, verdict: Way) -> None:
    """Write the verdict whole or not at all; if another process was first, its verdict stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(verdict)
        if not file.exists():
            Path(beside).replace(file)
    finally:
        Path(beside).unlink(missing_ok=True)


def _measure(in_features: int, out_features: int) -> Way:
    """Train one layer in every way, in turns; on one thread, so that a busy machine disturbs little."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode(False), torch.enable_grad(), torch.random.fork_rng(devices=[]):
            x = torch.randn(_BATCH, in_features, requires_grad=True)
            gradient = torch.randn(_BATCH, out_features)
            layer = FastLinear(in_features, out_features)
            ways = [way for way in get_args(Way) if way == "plain" or _same(layer, x, gradient, way)]
            seconds: dict[Way, list[float]] = {way: [] for way in ways}
            began = time.perf_counter()
            while len(seconds["plain"]) < 5 or time.perf_counter() - began < _SECONDS:
                for way in ways:
                    layer.way = way
                    start = time.perf_counter()
                    _train(layer, x, gradient)
                    seconds[way].append(time.perf_counter() - start)
    finally:
        torch.set_num_threads(threads)
    typical = {way: median(times) for way, times in seconds.items()}
    fastest = min(typical, key=typical.__getitem__)
    return fastest if typical[fastest] < WORTH * typical["plain"] else "plain"


def _train(layer: FastLinear, x: Tensor, gradient: Tensor) -> tuple[Tensor, ...]:
    """Output and gradients: what a training step computes in this layer."""
    y = layer(x)
    return y.detach(), *torch.autograd.grad(y, (x, layer.weight, layer.bias), gradient)


def _same(layer: FastLinear, x: Tensor, gradient: Tensor, way: Way) -> bool:
    """Whether ``way`` computes what torch does."""
    layer.way = "plain"
    plain = _train(layer, x, gradient)
    layer.way = way
    pairs = zip(plain, _train(layer, x, gradient), strict=True)
    return all(float((a - b).abs().max()) <= _TOLERANCE * float(a.abs().max()) for a, b in pairs)


@functools.cache
def _available() -> bool:
    """Whether this torch has oneDNN and the private operator that calls it."""
    has_onednn: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return has_onednn and hasattr(torch.ops.mkldnn, "_linear_pointwise")


def _product(a: Tensor, b: Tensor, bias: Tensor | None = None) -> Tensor:
    """a · bᵀ + bias through oneDNN."""
    return cast(Tensor, torch.ops.mkldnn._linear_pointwise(a, b, bias, "none", [], ""))


class _OneDnn(torch.autograd.Function):
    """y = x · Wᵀ + b, and its gradients g · W, gᵀ · x and Σ g."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, weights_too: bool) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.weights_too = weights_too
        return _product(x, weight, bias)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        gradient = gradient.contiguous()
        of_x = _product(gradient, weight.t()) if ctx.needs_input_grad[0] else None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight = _product(gradient.t(), x.t()) if ctx.weights_too else gradient.t() @ x
        of_bias = gradient.sum(0) if ctx.needs_input_grad[2] else None
        return of_x, of_weight, of_bias, None
