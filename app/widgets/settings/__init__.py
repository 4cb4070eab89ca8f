"""Rows of settings: a name, what sets it, an explanation, a refusal; sections fold them away."""
