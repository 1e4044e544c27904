"""Marks texts for translation where they stand as data; they are translated where they are shown."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001 - lupdate reads the context
    """``text`` itself. ``lupdate`` knows this function by its name; Qt's own has no usable type."""
    return text
