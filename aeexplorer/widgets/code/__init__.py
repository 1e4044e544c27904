"""What a code is made of: its numbers drawn, moved and counted."""
