"""Random numbers from one seed: a generator per purpose, weights per layer name, noise per image."""

from __future__ import annotations

import hashlib
import math

import torch
from torch import Tensor, nn


def generator(seed: int, purpose: str) -> torch.Generator:
    """A CPU generator of its own for each purpose (``"split"``, ``"order 3"``, …)."""
    return torch.Generator().manual_seed(derive(seed, purpose))


def derive(seed: int, purpose: str) -> int:
    """A 63-bit seed for one purpose."""
    digest = hashlib.blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def initialise(model: nn.Module, seed: int) -> None:
    """Draw initial weights layer by layer from (seed, layer name).

    Layers of the same name and shape therefore start equal in every model of the same seed.
    """
    with torch.random.fork_rng(devices=[]):
        for name, module in model.named_modules():
            reset = getattr(module, "reset_parameters", None)
            if reset is not None:
                torch.manual_seed(derive(seed, f"weights {name}"))
                reset()


# splitmix64's constants (Steele, Lea & Flood 2014) as signed 64-bit numbers: torch has no uint64 arithmetic.
_GOLDEN = 0x9E3779B97F4A7C15 - 2**64
_MIX_1 = 0xBF58476D1CE4E5B9 - 2**64
_MIX_2 = 0x94D049BB133111EB - 2**64


def _splitmix64(x: Tensor) -> Tensor:
    """Scramble int64 counters: 64 well-mixed bits each."""
    x = x * _GOLDEN
    x = (x ^ _shift(x, 30)) * _MIX_1
    x = (x ^ _shift(x, 27)) * _MIX_2
    return x ^ _shift(x, 31)


def _shift(x: Tensor, bits: int) -> Tensor:
    """Logical shift right (torch's own keeps the sign)."""
    return (x >> bits) & ((1 << (64 - bits)) - 1)


def normal_noise(seed: int, purpose: str, indices: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Standard normal noise (n, *shape) that depends on (seed, purpose, image index) only.

    Every model, batch size and device is shown the same noise for the same image (up to rounding across
    devices). Counter-based: splitmix64 bits through the Box-Muller transform. ``indices``: (n,) int64; the
    result is float32 on the device of ``indices``.
    """
    numbers = math.prod(shape)
    pairs = (numbers + 1) // 2
    counter = indices[:, None] * pairs + torch.arange(pairs, device=indices.device)
    bits = _splitmix64(counter + derive(seed, purpose))
    # 24 bits each, (0, 1] for the radius so that its logarithm is finite.
    radius = torch.sqrt(-2 * torch.log((_shift(bits, 40) + 1).float() * 2.0**-24))
    angle = ((bits & 0xFFFFFF).float() * 2.0**-24) * (2 * math.pi)
    noise = torch.stack((radius * torch.cos(angle), radius * torch.sin(angle)), dim=-1)
    return noise.flatten(1)[:, :numbers].reshape(-1, *shape)


def uniform_noise(seed: int, purpose: str, indices: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Uniform noise in [0, 1) of shape (n, *shape) that depends on (seed, purpose, image index) only.

    Exactly the same on every device, for it is 24 bits of splitmix64 each. ``indices``: (n,) int64; the result is
    float32 on the device of ``indices``. Of one purpose these numbers are independent of ``normal_noise``.
    """
    numbers = math.prod(shape)
    counter = indices[:, None] * numbers + torch.arange(numbers, device=indices.device)
    bits = _splitmix64(counter + derive(seed, f"uniform {purpose}"))
    return (_shift(bits, 40).float() * 2.0**-24).reshape(-1, *shape)
