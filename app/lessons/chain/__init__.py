"""The chain of a lesson: plots in a row."""
