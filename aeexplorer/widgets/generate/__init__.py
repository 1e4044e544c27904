"""What the window for generating is made of: what to make, how codes are drawn, a preview, and where to save."""
