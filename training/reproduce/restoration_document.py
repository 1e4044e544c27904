"""Documents of a restoration: its table as rows of text, as Markdown, and as JSON."""

from __future__ import annotations

from typing import Any

from training.reproduce.document import finite, markdown_row
from training.reproduce.restoration import MEAN_AIM, PLAIN, POOLED_AIM, Comparison, best_learned
from training.restore.measure import BETTER, CAP
from training.restore.table import Row, Table

HEADS = (
    "Way",
    "Plain version, pooled / mean",
    "PSNR in the hole, pooled, dB ↑",
    "mean, dB ↑",
    "SSIM in the hole ↑",
    "MSE in the hole ↓",
    "MSE ↓",
    "Seconds",
)


def cells(table: Table, mark: str) -> list[list[str]]:
    """The texts of every row; the best value of each column stands between ``mark``s."""
    pooled, psnr = table.pooled_winners(), table.winners("hole_psnr")
    ssim, hole, whole = (table.winners(key) for key in ("hole_ssim", "hole_mse", "mse"))

    def marked(text: str, row: Row, won: frozenset[str]) -> str:
        return f"{mark}{text}{mark}" if row.name in won else text

    def both(row: Row) -> str:
        return " / ".join(f"{value:.1f}" for value in PLAIN.get(row.name, ()))

    return [
        [
            row.name,
            both(row),
            marked(f"{row.scores.pooled_psnr():.2f}", row, pooled),
            marked(f"{row.scores.mean('hole_psnr'):.2f} ± {row.scores.spread('hole_psnr'):.1f}", row, psnr),
            marked(f"{row.scores.mean('hole_ssim'):.3f}", row, ssim),
            marked(f"{row.scores.mean('hole_mse'):.4f}", row, hole),
            marked(f"{row.scores.mean('mse'):.5f}", row, whole),
            f"{row.seconds:.1f}",
        ]
        for row in table.rows
    ]


def verdict(table: Table, comparison: Comparison) -> str:
    """Whether the best learned way reaches what it has to, in a sentence."""
    best = best_learned(table, comparison)
    row = next(row for row in table.rows if row.name == best)
    found = (row.scores.pooled_psnr(), row.scores.mean("hole_psnr"))
    said = [
        f"{value:.2f} dB {name} (≥ {aim:g}: {'reached' if round(value, 2) >= aim else 'missed'})"
        for name, value, aim in zip(("pooled", "mean"), found, (POOLED_AIM, MEAN_AIM), strict=True)
    ]
    return f"Best learned way: {best}, {said[0]}, {said[1]}."


def explanation(table: Table) -> str:
    """What the columns are."""
    return (
        f"{table.images:,} held-out digits, erased as in report A, what was not hidden pasted back. Pooled: over the "
        "hidden pixels of all digits together; mean: of the digits' own values, ± their standard deviation. "
        f"A hole without any error counts as {CAP:g} dB, and none as more. {table.note}"
    ).rstrip()


def markdown(table: Table, comparison: Comparison, remarks: list[str]) -> str:
    """The table for people."""
    lines = ["## A. Ways to restore", "", explanation(table), "", markdown_row(list(HEADS))]
    lines.append(markdown_row(["---"] + ["---:"] * (len(HEADS) - 1)))
    lines += [markdown_row(row) for row in cells(table, "**")]
    lines += ["", verdict(table, comparison), "", *(f"- {remark}" for remark in remarks)]
    return "\n".join(lines).rstrip() + "\n"


def as_json(table: Table, *, comparable: bool) -> dict[str, Any]:
    """The table for programs; values that are not finite are null."""
    return {
        "system": "A",
        "images": table.images,
        "psnr_cap": CAP,
        "comparable": comparable,
        "rows": [
            {
                "name": row.name,
                "hole_psnr_pooled": finite(row.scores.pooled_psnr()),
                **{key: finite(row.scores.mean(key)) for key in BETTER},
                "spread": {key: finite(row.scores.spread(key)) for key in BETTER},
                "seconds": round(row.seconds, 3),
            }
            for row in table.rows
        ],
    }
