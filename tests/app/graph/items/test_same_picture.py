"""The picture of a step is the same picture, whatever was shown before it."""

import pytest
from PySide6.QtGui import QImage, QPainter

from app.graph.items.picture import GraphPicture
from app.graph.labels.state import GraphState, Reading
from app.graph.plan.places import Place
from app.graph.plan.shape import network_shape
from app.models import Stepper
from app.theme import Appearance
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, parse_scenario

SIZES = [(639.0, 494.0), (799.0, 364.0)]
SMALL = ["binary-single-datum", "mazur-2-2-2", "softmax-3", "welch-2-3-1", "xor"]


# Two rows of twenty inputs: each row has terms of its own in the sum.
TWO_ROWS = f"""
format = 1
id = "rows"
title = "Two rows"
[network]
inputs = 20
seed = 1
[[network.layers]]
units = 2
activation = "tanh"
[loss]
name = "half-squared-error"
[data]
x = [{[1.0] * 10 + [0.01] * 10}, {[0.01] * 10 + [1.0] * 10}]
y = [[1, 0], [0, 1]]
[training]
learning_rate = 0.5
"""


class Shown:
    """A scenario and what is drawn of it at one size."""

    def __init__(self, scenario: Scenario, size: tuple[float, float]) -> None:
        self.stepper, self.size, self.appearance = Stepper.make(), size, Appearance("light", 1.0)
        self.stepper.session.document.open(scenario)
        rows = self.stepper.session.rows
        self.shape = network_shape(self.stepper.session.scenario, rows.image_shape)

    def state(self, position: int, hovered: tuple[Ref, ...] = (), **more) -> GraphState:
        session = self.stepper.session
        step = session.trace.steps[position - 1] if position else None
        return GraphState(
            Reading(session.trace, session.sample, position),
            step,
            hovered,
            **more,
        )

    def picture(self, state: GraphState) -> GraphPicture:
        return GraphPicture(state, self.appearance, *self.size, self.shape)

    def one_of_each_kind(self) -> list[int]:
        """The first and the last step of each kind in each layer."""
        steps = self.stepper.session.trace.steps
        places: dict[tuple[object, ...], list[int]] = {}
        for phase, numbers in steps.phases():
            shown = numbers if len(numbers) < 500 else [*numbers[:40], *numbers[-40:]]
            for index in shown:
                target = steps[index].target
                places.setdefault((phase, target.quantity, target.layer), []).append(index + 1)
        return sorted({each for found in places.values() for each in (found[0], found[-1])})


def pixels(picture: GraphPicture) -> bytes:
    rectangle = picture.scene.sceneRect().toRect()
    image = QImage(rectangle.width(), rectangle.height(), QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    picture.scene.render(painter)
    painter.end()
    return bytes(image.constBits())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*SMALL, "mnist-16-16", "census"])
def test_a_step_looks_the_same_from_before_from_after_and_at_once(qapp, name, size):
    shown = Shown(find_scenario(name), size)
    walked = shown.picture(shown.state(0))
    last = len(shown.stepper.session.trace.steps)
    for position in shown.one_of_each_kind():
        at_once = pixels(shown.picture(shown.state(position)))
        for neighbour in (position - 1, min(position + 1, last)):
            walked.show(shown.state(neighbour))
            walked.show(shown.state(position))
            assert pixels(walked) == at_once, (position, neighbour)


@pytest.mark.parametrize("name", ["xor", "softmax-3"])
def test_what_other_iterations_and_samples_took_leaves_nothing_behind(qapp, name):
    shown = Shown(find_scenario(name), SIZES[1])
    session = shown.stepper.session
    walked = shown.picture(shown.state(5))
    at_first = pixels(walked)
    for iteration in (2, 15, 40):
        session.go_to_iteration(iteration)
        session.set_sample(session.trace.samples - 1)
        walked.show(shown.state(9))
        assert pixels(walked) == pixels(shown.picture(shown.state(9))), iteration
    session.go_to_iteration(1)
    session.set_sample(0)
    walked.show(shown.state(5))
    assert pixels(walked) == at_first


@pytest.mark.parametrize("name", ["mazur-2-2-2", "mnist-16-16"])
def test_what_was_pointed_at_selected_and_clicked_leaves_nothing_behind(qapp, name):
    shown = Shown(find_scenario(name), SIZES[0])
    weight = Ref(Quantity.WEIGHT, 2, 1, 0)
    position = shown.stepper.session.trace.steps.number_of(weight.gradient)
    assert position is not None
    state = shown.state(position)
    walked, at_once = shown.picture(state), pixels(shown.picture(state))
    others = tuple(Ref(Quantity.WEIGHT, 2, unit, 1) for unit in (1, 0))
    for passing in (
        shown.state(position, hovered=(weight,)),
        shown.state(position, hovered=others),
        shown.state(position, selected=others[1]),
        shown.state(position, clicked=Place("unit", 1, 1)),
    ):
        walked.show(passing)
        assert pixels(walked) == pixels(shown.picture(passing))
        walked.show(state)
        assert pixels(walked) == at_once


def test_the_strongest_terms_are_those_of_the_sample_that_is_shown(qapp):
    shown = Shown(parse_scenario(TWO_ROWS, "rows.toml"), SIZES[0])
    session = shown.stepper.session
    position = session.trace.steps.number_of(Ref(Quantity.PRE_ACTIVATION, 1, 0))
    assert position is not None
    walked = shown.picture(shown.state(position))
    before = list(walked.edges[1].items)
    session.set_sample(session.trace.samples - 1)
    second = shown.state(position)
    walked.show(second)
    assert list(walked.edges[1].items) != before
    assert pixels(walked) == pixels(shown.picture(second))
