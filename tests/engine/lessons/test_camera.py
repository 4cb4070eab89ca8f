"""The camera of four pixels: its answers for all sixteen images, and the error of given answers."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from lesson_files import trained

from engine.lessons.learned_camera import SCENARIO, learned
from engine.lessons.library import find_lesson
from engine.lessons.network_run import NetworkRun
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.image_grid import (
    FIRST,
    IMAGES,
    KINDS_OF_IMAGE,
    Camera,
    decided,
    judged,
    layers_of,
)
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario
from engine.scenario.library import changed_scenario

WHITE = {
    "solid": ("abcd", ""),
    "vertical": ("ac", "bd"),
    "diagonal": ("ad", "bc"),
    "horizontal": ("ab", "cd"),
}


def image_of(white: str) -> np.ndarray:
    return np.array([1.0 if pixel in white else -1.0 for pixel in "abcd"])


def kind_of(image: Sequence[float]) -> str | None:
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


def test_eight_images_are_undecided_and_all_others_right() -> None:
    assert judged() == (8, 8, 8)


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
    last = find_lesson("camera").scenes[5].setting.picture()
    assert last.values["error"] == 3.25


def test_a_pixel_is_painted_and_stays_between_black_and_white() -> None:
    picture = find_lesson("camera").scenes[0].setting.picture()
    assert picture.dragged("image.1", 5.0, 0.0) == {"image": (1.0, 1.0, 1.0, -1.0)}


def revealed(scene: int) -> Camera:
    shown = find_lesson("camera").scenes[scene]
    camera = shown.revealed(shown.setting).picture()
    assert isinstance(camera, Camera)
    return camera


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """Return the cosine of two units' weights: 1 where they differ in size alone."""
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_what_learns_sees_the_images_of_one_kind_with_their_kind() -> None:
    scenario = find_scenario(SCENARIO)
    named = {
        tuple(x): scenario.unit_names(2)[int(np.argmax(y))]
        for x, y in zip(scenario.x.tolist(), scenario.y.tolist(), strict=True)
    }
    images = [tuple(image.tolist()) for image in IMAGES]
    assert named == {image: kind_of(image) for image in images if kind_of(image)}
    assert tuple(scenario.unit_names(0)) == tuple("abcd")


@pytest.mark.parametrize("start", [1, 2, 3, 10, 20, 30])
def test_from_each_start_all_that_was_shown_is_right_and_nothing_is_undecided(start: int) -> None:
    end = judged(learned(start, 300))
    assert (end.right, end.clear, end.ties) == (8, 8, 0)
    assert judged(learned(start, 0)).right < 8


@pytest.mark.parametrize(("start", "right"), [(1, 8), (2, 7), (8, 6)])
def test_with_four_units_some_starts_are_not_through_by_then(start: int, right: int) -> None:
    layers = [
        {"units": 4, "activation": "tanh"},
        {"units": list(KINDS_OF_IMAGE), "activation": "softmax"},
    ]
    scenario = changed_scenario(SCENARIO, {"network": {"seed": start, "layers": layers}})
    assert judged(NetworkRun(scenario, scenario).trace(301).before).right == right


def test_the_stepper_and_the_curves_have_the_same_camera_as_the_squares() -> None:
    scenes = find_lesson("camera").scenes
    run = trained(scenes[6].revealed(scenes[6].setting)).picture().runs["start 2"]
    parameters = learned(2, 300)
    answers = [layers_of(image, parameters)[-1].max() for image in IMAGES if kind_of(image)]
    assert run.points[-1].error == 0.0
    assert run.points[-1].loss == pytest.approx(-np.log(answers).mean())
    begins = initial_parameters(find_scenario(SCENARIO))
    assert begins.flat.tolist() == learned(revealed(7).keys["start"], 0).flat.tolist()


def test_start_2_finds_other_weights_and_some_units_like_ours() -> None:
    camera = revealed(7)
    weights = camera.weights[0]
    assert alike(weights[1], FIRST[0]) < -0.98
    assert alike(weights[3], FIRST[2]) < -0.98
    assert np.abs(weights[5]).round(1).tolist() == [0.0, 2.1, 1.9, 0.0]
    assert max(abs(alike(weights[5], own)) for own in FIRST) < 0.8
    assert np.abs(weights[2]).min() > 0.4
    assert (np.linalg.norm(weights[[1, 3]], axis=1) > 1.2 * np.linalg.norm(FIRST[0])).all()
    assert np.abs(camera.parameters.biases[0][[1, 3]]).min() > 1.0
    others = learned(3, 300).weights[0]
    best = [max(abs(alike(own, other)) for other in others) for own in weights]
    assert min(best) < 0.9


def test_of_one_white_pixel_it_is_sure_and_a_person_s_network_is_not() -> None:
    values = revealed(8).values
    assert kind_of(revealed(8).keys["image"]) is None
    assert values["largest"] > 0.9
    assert values["ties"] == 0.0
    assert values["decided"] == values["decided"]
