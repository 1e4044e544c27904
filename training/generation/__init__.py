"""New images out of a trained model: which images they start at, how their codes are drawn, and what is kept."""

MOST = 1_000_000
"""Images in all that can be made at once."""
