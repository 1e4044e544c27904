"""Images that are computed: one file a kind, each with ``generate(n, seed)``, with known factors, from no files."""
