"""``generate``: decode codes that no image was encoded to, and keep the pictures and the codes."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from training.saved_run import SavedRun

    Floats = NDArray[np.float32]

FILES = ("images.npy", "codes.npy", "sheet.png")
MIN_WIDTH = 56
"""Pixels on the sheet that smaller images are enlarged to, by a whole number."""
LARGEST_SHEET = 4096
"""Pixels in width and height; a larger sheet is cut off, the array has all images."""
FARTHEST = 1e6
"""No model encodes to numbers near this; far beyond it, float32 has no room for a grid."""


def generate(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[Path, typer.Option(help="Folder for images.npy, codes.npy and sheet.png.")],
    count: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many images.")] = 64,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The same seed gives the same images.")] = 0,
    grid: Annotated[bool, typer.Option("--grid", help="Codes on a uniform grid; for two-number codes.")] = False,
    square: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(metavar="X0 X1 Y0 Y1", help="The part of the latent plane for --grid.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="File or folder with other images than the run's.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace images that are in --out already.")] = False,
) -> None:
    """Draw images from a trained model.

    A VAE's codes are drawn from its prior N(0, I); a plain autoencoder's from the Gaussian fitted to the codes of
    its training images. With --grid they are the largest square number of codes up to --count, evenly spaced.
    """
    from training.saved_run import load_run

    _check(out, force)
    saved = load_run(run)
    if grid or square:
        codes = _on_grid(saved, count, square, data)
    elif saved.recipe.bottleneck.has_kl:
        codes = _from_prior(saved, count, seed)
    else:
        codes = _from_fitted_gaussian(saved, count, seed, data)
    _write(out, codes, _decode(saved, codes))
    for path in (out, *(out / name for name in FILES)):
        print(path)


def _check(out: Path, force: bool) -> None:
    try:
        present = [name for name in FILES if (out / name).exists()]
    except OSError as error:
        raise _unwritable(out, error) from error
    if present and not force:
        raise InputError(f"The folder {out} already holds {', '.join(present)}. Give another --out, or --force.")


def _from_prior(saved: SavedRun, count: int, seed: int) -> Floats:
    """Codes (count, *latent_shape) from N(0, I). The first n are the same whatever the count."""
    import torch

    from training.seeds import normal_noise

    return normal_noise(seed, "generate", torch.arange(count), saved.snapshot.latent_shape).numpy()


def _from_fitted_gaussian(saved: SavedRun, count: int, seed: int, data: Path | None) -> Floats:
    """Codes (count, *latent_shape) from the Gaussian with the mean and covariance of the training codes."""
    import numpy as np
    import torch

    from training.latent.sampling import FittedGaussian
    from training.seeds import normal_noise

    codes = _training_codes(saved, data)
    fitted = FittedGaussian.fit(codes)
    return np.concatenate(
        [
            fitted.draw(normal_noise(seed, "generate", rows, (len(codes),)).numpy())
            for rows in torch.split(torch.arange(count), 256)
        ]
    )


def _on_grid(
    saved: SavedRun, count: int, square: tuple[float, float, float, float] | None, data: Path | None
) -> Floats:
    """Codes (side², 2) of the cells of a uniform grid, row by row from its top left, as the sheet shows them."""
    import numpy as np

    from training.latent.sampling import grid as sample_grid

    if saved.snapshot.latent_shape != (2,):
        shape = "×".join(map(str, saved.snapshot.latent_shape))
        raise InputError(f"A grid needs codes of two numbers, but this run's have the shape {shape}. Leave --grid out.")
    if square is not None:
        x0, x1, y0, y1 = square
        if not all(abs(end) <= FARTHEST for end in square):
            raise InputError(
                f"--square {' '.join(map(str, square))} leaves the plane of codes. Give numbers from "
                f"{-FARTHEST:,.0f} to {FARTHEST:,.0f}."
            )
        if x0 >= x1 or y0 >= y1:
            raise InputError(
                f"--square {' '.join(map(str, square))} has no area. Write it as X0 X1 Y0 Y1, X0 < X1, Y0 < Y1."
            )
    elif saved.recipe.bottleneck.has_kl:
        x0, x1, y0, y1 = -3.0, 3.0, -3.0, 3.0
    else:
        # Most of the codes, and not what the farthest outliers would make of it.
        (x0, y0), (x1, y1) = np.quantile(_training_codes(saved, data), (0.01, 0.99), axis=0)
    side = math.isqrt(count)
    return sample_grid((x0, x1), (y0, y1), side, side)


def _training_codes(saved: SavedRun, data: Path | None) -> Floats:
    import torch

    from training.commands.images import load_for, with_data

    recipe = with_data(saved.recipe, data)
    images = load_for(recipe, saved.snapshot.image_shape)
    training = images.split(recipe.data.held_out, recipe.seed).training
    return torch.cat([saved.encode(images.batch(rows)) for rows in torch.split(training, 512)]).numpy()


def _decode(saved: SavedRun, codes: Floats) -> Floats:
    """Pixels (n, C, H, W) in [0, 1]: an ``identity`` output may leave that range."""
    import torch

    pixels = [saved.decode(part) for part in torch.split(torch.from_numpy(codes), 512)]
    return torch.cat(pixels).clamp(0, 1).numpy()


def _write(out: Path, codes: Floats, images: Floats) -> None:
    """Each file whole or not at all."""
    import numpy as np

    from training.atomic import write_atomically

    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, array in (("images.npy", images), ("codes.npy", codes)):
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            write_atomically(out / name, buffer.getvalue())
        write_atomically(out / "sheet.png", _sheet(images))
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(f"The folder {out} cannot be written: {error.strerror or error}. Give another --out.")


def _sheet(images: Floats) -> bytes:
    """A PNG of the images (n, C, H, W) side by side, in rows of about as many as there are rows."""
    import numpy as np
    from PIL import Image

    n, channels, height, width = images.shape
    columns = min(math.isqrt(n - 1) + 1, max(1, LARGEST_SHEET // width))
    rows = min(math.ceil(n / columns), max(1, LARGEST_SHEET // height))
    shown = images[: rows * columns]
    canvas = np.zeros((rows * columns, channels, height, width), dtype=np.float32)
    canvas[: len(shown)] = shown
    sheet = canvas.reshape(rows, columns, channels, height, width).transpose(0, 3, 1, 4, 2)
    pixels = np.rint(sheet.reshape(rows * height, columns * width, channels) * 255).astype(np.uint8)
    zoom = max(1, MIN_WIDTH // width)
    if max(pixels.shape) * zoom <= LARGEST_SHEET:
        pixels = pixels.repeat(zoom, axis=0).repeat(zoom, axis=1)
    # Pillow knows grey and RGB; of other channels the first is shown.
    image = Image.fromarray(pixels if channels == 3 else pixels[..., 0])
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
