"""Questions asked of a latent space: pure functions of codes."""
