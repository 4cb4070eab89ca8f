"""The camera of four pixels: its answers for all sixteen images, and the error of given answers."""

from itertools import product

import numpy as np
import pytest

from engine.lessons.library import find_lesson
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.image_grid import KINDS_OF_IMAGE, decided, layers_of, ties

WHITE = {
    "solid": ("abcd", ""),
    "vertical": ("ac", "bd"),
    "diagonal": ("ad", "bc"),
    "horizontal": ("ab", "cd"),
}


def image_of(white: str) -> np.ndarray:
    return np.array([1.0 if pixel in white else -1.0 for pixel in "abcd"])


def kind_of(image: tuple[float, ...]) -> str | None:
    """Return what a person calls an image: by its white pixels, not by the network."""
    white = "".join(pixel for pixel, value in zip("abcd", image, strict=True) if value > 0.0)
    return next((kind for kind, both in WHITE.items() if white in both), None)


@pytest.mark.parametrize("image", list(product((-1.0, 1.0), repeat=4)))
def test_each_of_the_sixteen_images_is_answered(image: tuple[float, ...]) -> None:
    answers = layers_of(np.array(image))[-1]
    kind = kind_of(image)
    if kind is None:
        assert decided(answers) is None
        assert answers == pytest.approx([np.tanh(np.tanh(2.0))] * 4)
    else:
        assert decided(answers) == KINDS_OF_IMAGE.index(kind)
        assert sorted(answers.round(3).tolist()) == [0.0, 0.0, 0.0, 0.959]


def test_eight_images_are_undecided() -> None:
    assert ties() == 8


def test_units_take_of_the_pixels_what_is_drawn() -> None:
    # Of small images the network is nearly linear, and a field is what a unit answers to.
    kind = KINDS["image-grid"]
    keys = {key.name: key.default for key in kind.keys}
    for unit in kind.make(keys | {"image": (0.0,) * 4}).units:
        if unit.layer > 2:
            continue
        for at in range(4):
            image = tuple(1e-6 if each == at else 0.0 for each in range(4))
            (moved,) = (
                each
                for each in kind.make(keys | {"image": image}).units
                if (each.layer, each.place) == (unit.layer, unit.place)
            )
            assert moved.value == pytest.approx(1e-6 * unit.field[at], abs=1e-12)


def test_the_error_of_the_lecture_comes_out() -> None:
    last = find_lesson("camera").scenes[-1].setting.picture()
    assert last.values["error"] == 3.25


def test_a_pixel_is_painted_and_stays_between_black_and_white() -> None:
    picture = find_lesson("camera").scenes[0].setting.picture()
    assert picture.dragged("image.1", 5.0, 0.0) == {"image": (1.0, 1.0, 1.0, -1.0)}
