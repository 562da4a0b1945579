"""What one hop costs: the same work between two topics, done by our engine and by others in the same session."""
