"""The tour: a visitor who goes through the whole window, stop by stop."""
