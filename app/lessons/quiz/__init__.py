"""The quiz of a lesson: a small network, drawn."""
