"""Maps of several runs that point at the same images."""
