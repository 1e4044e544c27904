"""What a user gets to read when something that they gave cannot be used."""


class InputError(ValueError):
    """Something given from outside cannot be used; the message says what, why and what to do."""
