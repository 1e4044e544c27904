"""What the Compare workspace is made of."""
