"""Worked examples and networks as files of other programs."""
