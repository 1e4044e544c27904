"""The window of aeexplorer."""
