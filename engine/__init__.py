"""The engine: scenarios, networks, recorded iterations, training. NumPy only, no window."""
