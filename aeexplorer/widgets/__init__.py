"""Small single-subject widgets in the look of the house."""
