"""How long words are trained for, and whether their nearest are of their own groups: five seeds."""

import sys
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from own_words import NAMED, in_group, trained_vectors

from engine.lessons.sentences import words
from engine.lessons.skip_gram import NEAREST, scenario

MOST_SECONDS, LEAST = 10.0, 3


def main() -> int:
    """Print a line a seed; return 1 where it takes too long or a word's nearest are others."""
    good = True
    trained_vectors(0)  # Kernels are loaded, or compiled, once.
    for seed in range(5):
        scenario.cache_clear()
        began = perf_counter()
        vectors = trained_vectors(seed)
        took = perf_counter() - began
        found = {word: in_group(vectors, word) for word in NAMED}
        grouped = [word for word in words().vocabulary if words().group_of(word)]
        share = sum(in_group(vectors, word) for word in grouped) / len(grouped) / NEAREST
        best = vectors.sum("king", "man", "woman")[0][0]
        good &= took <= MOST_SECONDS and min(found.values()) >= LEAST
        print(f"seed {seed}: {took:.2f} s, loss {vectors.loss:.3f}, {found}")
        print(f"  of all words {share:.0%} of their nearest; king − man + woman = {best}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
