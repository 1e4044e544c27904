"""New images out of a trained model: which images they start at, how their codes are drawn, and what is kept."""
