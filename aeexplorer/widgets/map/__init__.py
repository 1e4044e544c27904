"""The latent map: layers drawn over one another in an ordinary pyqtgraph plot, and the sums that make them fast."""
