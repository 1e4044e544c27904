"""What the anomaly view is made of: errors by class, and the curve of what a threshold on them finds."""
