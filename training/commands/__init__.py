"""Commands of ``aeexplorer-train``: a new one is one new file and one name in ``training.cli``."""
