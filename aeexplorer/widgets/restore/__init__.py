"""What the Restore panel is made of: choose an image, paint a hole, corrupt further, choose ways."""
