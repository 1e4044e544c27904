"""Files that ship with aeexplorer, found alike in a checkout and in an installed wheel."""

from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder, such as ``resource("recipes", "mnist-ae-2d.toml")``."""
    return Path(__file__).parent.joinpath(*parts)
