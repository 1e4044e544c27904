"""Restoring images: what is done with a model's output to mend a damaged image."""
