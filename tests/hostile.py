"""Texts that try to make a reader of formulas slow, deep or careless."""

import random
from collections.abc import Iterator

_WORDS = r"""
z z z a t 1 2 ( ) ( ) + - * / ^ ** , < > <= >= ² ³ π · − × ÷ ≤
exp( log( abs( min( max( piecewise( tanh( sigmoid( e^ e pi z>0, z<1, 1e300 1e-300
9e999 00000000000000000001 .5 5. .. __import__ eval lambda а ａ ℯ é = ; ' "
"""
PIECES = [
    *_WORDS.split(),
    "\x00",
    "\u202e",
    "\n",
    "((((((((((((((((((((((((((((((",
    "))))))))))))))))))))))))))))))",
    "------------------------------",
    "z^2^2^2^2^2^2^2^2^2^2^2^2^2^2",
    "z^(1/(1/(1/(1/(1/(1/(1/(1/2))))))))",
    "abs(abs(abs(abs(abs(abs(abs(abs(",
    "expexpexpexpexpexpexpexpexpexpexp",
]


def hostile(seed: int) -> Iterator[str]:
    """Yield texts without end, the same ones for a seed."""
    generator = random.Random(seed)
    while True:
        kind = generator.random()
        if kind < 0.7:
            parts = [generator.choice(PIECES) for _ in range(generator.randint(1, 60))]
            yield generator.choice(("", " ", "")).join(parts)[: generator.choice((60, 200, 2000))]
        elif kind < 0.9:
            yield _nested(generator, generator.randint(1, 12))
        else:
            length = generator.randint(1, 220)
            yield "".join(
                chr(generator.choice((40, 41, 122, 32, 43, 0x430))) for _ in range(length)
            )


def _nested(generator: random.Random, depth: int) -> str:
    """Return a text that is a formula, but for its size."""
    if depth == 0:
        return generator.choice(("z", "2", "1.5e-3", "pi", "e"))
    inner = _nested(generator, depth - 1)
    other = _nested(generator, generator.randint(0, min(2, depth - 1)))
    return generator.choice(
        (
            f"({inner})",
            f"{inner}+{other}",
            f"{other}*{inner}",
            f"{inner}/({other})",
            f"({inner})^2",
            f"exp({inner})",
            f"abs({inner})",
            f"max({inner}, {other})",
            f"piecewise({inner}, {other}>0, {other})",
            f"2({inner})",
            f"-{inner}",
        )
    )
