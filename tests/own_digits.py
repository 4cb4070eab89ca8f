"""Test digits as a person might bring them, and how often the network answers them alike."""

from itertools import product

import numpy as np
from own_pictures import encoded, image_of
from PySide6.QtCore import Qt

from app.own_data.picture_file import decode, grey_levels
from engine.data.images.own_digit import prepare_digit
from engine.data.library import load_dataset
from engine.iteration.passes import forward

SIDES = (20, 28, 56, 140, 280, 900)
WAYS = tuple(product((False, True), (False, True), ("PNG", "JPEG")))
"""Whether it is inverted, whether it is shifted, and the kind of the file."""


def brought(digit, side, inverted, shifted, kind, generator):
    """Return a digit, bytes of shape (28, 28), as the levels of a picture of this size."""
    if shifted:
        digit = np.roll(digit, [_shift(digit, axis, generator) for axis in (0, 1)], axis=(0, 1))
    levels = 255 - digit if inverted else digit
    smooth = Qt.TransformationMode.SmoothTransformation
    image = image_of(levels).scaled(side, side, mode=smooth)
    return grey_levels(decode(encoded(image, kind, 85)))


def agreement(parameters, count, sides=SIDES, ways=WAYS, seed=1):
    """Return by side and way how many of the first digits get the answer of the original."""
    found = agreements([parameters], count, sides, ways, seed)
    return {(side, way): share for side, way, (share,) in found}


def agreements(networks, count, sides=SIDES, ways=WAYS, seed=1):
    """Yield side, way, and how many of the first digits each network answers as the original."""
    dataset = load_dataset("mnist")
    digits = dataset.x_test[:count].reshape(-1, 28, 28)
    generator = np.random.Generator(np.random.PCG64(seed))
    expected = [_answers(network, dataset, digits) for network in networks]
    for side, way in product(sides, ways):
        prepared = [prepare_digit(brought(digit, side, *way, generator)).pixels for digit in digits]
        answers = [_answers(network, dataset, prepared) for network in networks]
        yield side, way, [float(np.mean(a == b)) for a, b in zip(answers, expected, strict=True)]


def _answers(parameters, dataset, digits):
    x = np.stack([dataset.of_image(digit) for digit in digits])
    return forward(parameters, x, running=True).a[-1].argmax(axis=1)


def _shift(digit, axis, generator):
    """Return by how many pixels a digit moves, its ink staying a pixel from the edge."""
    ink = np.flatnonzero(digit.any(axis=1 - axis))
    return int(generator.integers(1 - ink[0], digit.shape[axis] - 1 - ink[-1]))
