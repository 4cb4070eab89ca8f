"""A network: a scenario at a step, or units drawn by their names."""
