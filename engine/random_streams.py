"""Every random number of the program: which seed, which stream of it, and what it is used for.

A stream does not depend on how much is drawn from another: with more rows held out the starting
weights stay the same, and without dropout the order of the rows does. The numbers of streams are
part of what a seed means and are never given to something else.
"""

from __future__ import annotations

import struct
from enum import IntEnum

import numpy as np

_SEED_BITS = 2**64
"""Seeds are 64-bit integers; of a negative one its two's complement is taken."""


class Stream(IntEnum):
    """A use of a run's training seed."""

    HELD_OUT_ROWS = 101
    ROW_ORDER = 102
    DROPOUT_MASKS = 103
    """Of the readable passes; one generator for each iteration."""
    KERNEL_DRAWS = 104
    """What the kernels drop, and how they distort images."""
    FOLDS = 105
    DISTORTIONS_SHOWN = 106
    """Distorted images that are shown, apart from those of a run."""


class Fixed(IntEnum):
    """A use of a seed that no person chooses."""

    ROUNDING = 0
    """Parameters moved by their last place, to see how much of a loss is rounding."""
    TEST_ROWS = 20
    """Rows of a table that are set aside for the test."""
    ADDED_WEIGHTS = 30
    """Weights that a network gets where its shape is changed, behind a seed of its own."""
    ROUND_WEIGHTS = 31
    """Starting weights for calculating by hand, likewise."""
    POINTS = 40
    """Points of the plane, behind the seed of the data."""
    SURFACE_DIRECTIONS = 41
    """Directions of a loss surface, behind a seed of their own."""
    QUIZ = 51
    """Questions of a quiz, behind their number, and the places that expressions differ at."""
    SENTENCES = 42
    """The text of the lesson on words, behind a seed of its own."""
    CURVE_WEIGHTS = 50
    """Starting weights of a network that learns a curve of a lesson."""


def stream(seed: int, use: Stream, *numbers: int) -> np.random.Generator:
    """Return the generator of a use of a training seed.

    Parameters
    ----------
    seed : int
        Any 64-bit integer.
    use : Stream
        What is drawn.
    *numbers : int
        Such as an iteration, where each has a generator of its own.
    """
    return np.random.default_rng([seed % _SEED_BITS, int(use), *numbers])


def starting_weights(seed: int, layer: int) -> np.random.Generator:
    """Return the generator of a layer's starting weights, of the network's seed; layers from 1."""
    return np.random.default_rng([seed % _SEED_BITS, layer])


def added_weights(seed: int, layer: int, shape: tuple[int, ...]) -> np.random.Generator:
    """Return the generator of the weights that a layer gets when its shape becomes this one."""
    return np.random.default_rng([seed % _SEED_BITS, layer, *shape, int(Fixed.ADDED_WEIGHTS)])


def round_weights(seed: int, attempt: int) -> np.random.Generator:
    """Return the generator of an attempt at round starting weights, of the network's seed."""
    return np.random.default_rng([seed % _SEED_BITS, int(Fixed.ROUND_WEIGHTS), attempt])


def drawn_points(seed: int) -> np.random.Generator:
    """Return the generator of points of the plane, of their own seed."""
    return np.random.default_rng([seed % _SEED_BITS, int(Fixed.POINTS)])


def surface_directions(seed: int) -> np.random.Generator:
    """Return the generator of the directions of a loss surface, of a seed that is chosen there."""
    return np.random.default_rng([seed % _SEED_BITS, int(Fixed.SURFACE_DIRECTIONS)])


def drawn_sentences(seed: int) -> np.random.Generator:
    """Return the generator of sentences that are made of templates, of their own seed."""
    return np.random.default_rng([seed % _SEED_BITS, int(Fixed.SENTENCES)])


def quiz_question(number: int) -> np.random.Generator:
    """Return the generator of a question of a quiz."""
    return np.random.default_rng([number % _SEED_BITS, int(Fixed.QUIZ)])


def checked_parameters(seed: int) -> np.random.Generator:
    """Return the generator that chooses which parameters of a large network are checked."""
    return np.random.default_rng(seed)


def fixed(use: Fixed) -> np.random.Generator:
    """Return a generator that is the same in every run of every scenario."""
    return np.random.default_rng(int(use))


STATE = struct.Struct("<16s16sHQ")
"""Where a generator of this registry stands: PCG64's two numbers of 128 bits, half a draw."""


def packed_state(generator: np.random.Generator) -> bytes:
    """Return where a generator of this registry stands, in `STATE`."""
    state = generator.bit_generator.state
    numbers = (state["state"][name].to_bytes(16, "little") for name in ("state", "inc"))
    return STATE.pack(*numbers, state["has_uint32"], state["uinteger"])


def put_back(generator: np.random.Generator, packed: bytes) -> None:
    """Let a generator stand where `packed_state` found it."""
    *numbers, has_uint32, uinteger = STATE.unpack(packed)
    state, increment = (int.from_bytes(number, "little") for number in numbers)
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
