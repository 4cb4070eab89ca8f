"""Words for tests of their vectors: ten with groups of their own, and vectors that were trained."""

from engine.lessons.sentences import words
from engine.lessons.skip_gram import Vectors, trained

NAMED = ("cat", "bread", "milk", "hammer", "garden", "car", "coat", "red", "queen", "finds")


def trained_vectors(seed: int) -> Vectors:
    """Return the vectors at the end of a training."""
    *_, last = trained(seed, 2)
    assert isinstance(last, Vectors)
    return last


def in_group(vectors: Vectors, word: str) -> int:
    """Return how many of a word's five nearest are of its own group in the templates."""
    of = words().group_of
    return sum(of(near) == of(word) for near, _ in vectors.nearest(word))
