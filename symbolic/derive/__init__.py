"""Derive any step of an iteration: formula, factors, numbers."""
