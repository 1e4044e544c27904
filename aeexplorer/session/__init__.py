"""What is open, selected and running. QtCore only, no widgets."""
