"""Advice on the latent size, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.code_size import CodeSize


def _tr(text: str) -> str:
    return QCoreApplication.translate("SizeAdvice", text)


def size_advice(size: CodeSize, numbers: int, mse: float | None) -> list[str]:
    """Sentences on a code of ``numbers`` numbers; ``mse`` is the model's error on held-out images, if it is known."""
    return [
        sentence
        for sentence in (_held(size, numbers), _against_pca(size, numbers, mse), _used(size, numbers))
        if sentence
    ]


def _held(size: CodeSize, numbers: int) -> str:
    enough = size.yardstick.enough
    if not enough:
        return _tr("All images are alike: there is nothing to tell apart.")
    if enough == 1:
        return _tr("1 number holds 90 % of the variance of the images; this model uses {uses}.").format(uses=numbers)
    return _tr("{enough} numbers hold 90 % of the variance of the images; this model uses {uses}.").format(
        enough=enough, uses=numbers
    )


def _against_pca(size: CodeSize, numbers: int, mse: float | None) -> str:
    errors = size.yardstick.errors
    if mse is None or not size.yardstick.enough:
        return ""
    pca = float(errors[min(numbers, len(errors) - 1)])
    if mse > pca:
        return _tr(
            "PCA with as many numbers has a smaller error, {pca} against {mse}: train longer, or with a larger network."
        ).format(pca=_short(pca), mse=_short(mse))
    equal = size.yardstick.equal_to(mse)
    if equal is None:
        return _tr("Its error, {mse}, is smaller than that of PCA with any number of components.").format(
            mse=_short(mse)
        )
    return _tr("PCA needs {equal} numbers for its error, {mse}.").format(equal=equal, mse=_short(mse))


def _used(size: CodeSize, numbers: int) -> str:
    used = size.used
    if not used:
        return ""
    if used <= numbers / 2:
        return _tr(
            "{used} of its {n} directions hold 99 % of the variance of its codes: {used} numbers may do."
        ).format(used=used, n=numbers)
    if numbers < size.yardstick.enough:
        return _tr("Its codes use nearly all of their directions: with more numbers it can keep more.")
    return _tr("Its codes use {used} of their {n} directions: the size fits.").format(used=used, n=numbers)


def _short(value: float) -> str:
    return f"{value:.4f}" if value >= 0.001 else f"{value:.2g}"
