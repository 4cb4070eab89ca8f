"""One iteration in plain NumPy: forward, loss, backward, update; its numbers, and their order."""
