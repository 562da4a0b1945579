"""What the whole chain does: articles a second, CPU and memory by process, and the time from publishing to record."""
