"""The canvas: an image under a mask, and a brush that paints pixel by pixel at any zoom."""
