"""Update rules, one a file."""

from engine.optimisers.sgd import SGD

__all__ = ["SGD"]
