"""Gradients computed three ways."""
