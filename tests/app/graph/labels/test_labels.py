"""What labels of weights say, and which of them stand out: alike in a layer, at any size."""

import pytest
from seen import number_text

from app.commands import parse_number
from app.graph.plan.places import Place
from engine.iteration.steps import Phase
from engine.network.quantities import PENALTY, Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

SIZES = [((639, 494), 1.0), ((799, 493), 1.0), ((999, 673), 1.0), ((999, 444), 2.0)]


def network(sizes, optimiser="adam", penalty="", activation="sigmoid"):
    layers = "".join(
        f'[[network.layers]]\nunits = {units}\nactivation = "{activation}"\n' for units in sizes[1:]
    )
    x = [[0.05, 0.1, 0.3, 0.2, 0.7][: sizes[0]]]
    y = [[0.01, 0.99, 0.5][: sizes[-1]]]
    text = (
        f'format = 1\nid = "n"\ntitle = "N"\n[network]\ninputs = {sizes[0]}\nseed = 3\n{layers}'
        f'[loss]\nname = "half-squared-error"\n{penalty}[data]\nx = {x}\ny = {y}\n'
        f'[training]\nlearning_rate = 0.5\noptimiser = "{optimiser}"\n'
    )
    return parse_scenario(text, "n.toml")


def dimmed_labels(pane, layer):
    """The labels that say what every label of the layer says."""
    emphasis = pane.picture.canvas.frame.emphasis
    return {
        place: label
        for place, label in pane.picture.edges[layer].labels.items()
        if label.visible and place not in emphasis.places and not emphasis.is_marked(place)
    }


@pytest.mark.parametrize("sizes", [(2, 2, 2, 2), (2, 3, 3, 2), (3, 4, 3, 2)])
@pytest.mark.parametrize(("size", "text_scale"), SIZES)
def test_a_layer_shows_all_gradients_or_none(show, sizes, size, text_scale):
    stepper, pane = show(network(sizes), size, text_scale)
    first = stepper.session.trace.steps.phases()[-1][1].start
    # The first step of the update has its own weight in the first layer.
    stepper.playback.go_to(first + 1)
    for layer, gap in enumerate(pane.picture.canvas.frame.plan.label_slots, start=1):
        rule = pane.picture.canvas.frame.rules[layer - 1]
        changes = {bool(label.extra.text()) for label in dimmed_labels(pane, layer).values()}
        if gap.labelled and gap.height > 1.6 * pane.picture.canvas.frame.fonts.height("weight"):
            assert changes == {rule.changes}, layer
        else:
            assert changes <= {False}, layer


def test_where_there_is_room_every_dimmed_edge_shows_its_gradient(show):
    stepper, pane = show(network((2, 2, 2, 2)), (1199, 733))
    stepper.playback.go_to(stepper.session.trace.steps.phases()[-1][1].start)
    for layer in (2, 3):
        for label in dimmed_labels(pane, layer).values():
            assert label.extra.text().startswith("∂L/∂w")


def test_where_there_is_not_the_text_keeps_its_size_and_none_has_its_gradient(show):
    stepper, pane = show(network((2, 2, 2, 2)), (799, 293), 1.5)
    stepper.playback.go_to(stepper.session.trace.steps.phases()[-1][1].start)
    for layer in (2, 3):
        labels = dimmed_labels(pane, layer).values()
        assert len(labels) == 4
        assert not any(label.extra.text() for label in labels)


@pytest.mark.parametrize("sizes", [(2, 2, 2, 2), (2, 3, 3, 2), (5, 5, 5, 3), (3, 12, 2)])
@pytest.mark.parametrize("size", [(572, 355), (799, 493)])
@pytest.mark.parametrize("pointing", [False, True])
def test_the_weight_that_is_asked_for_always_has_its_gradient(show, sizes, size, pointing):
    stepper, pane = show(network(sizes), size)
    # The last gradient of all: every other is known.
    gradients = stepper.session.trace.steps.phases()[2][1]
    stepper.playback.go_to(gradients.stop)
    for layer in range(1, len(sizes)):
        for unit in range(sizes[layer]):
            weight = Ref(Quantity.WEIGHT, layer, unit, 1)
            if pointing:
                stepper.selection.hover(weight)
            else:
                stepper.selection.select(weight)
            gradient = number_text(pane, weight.gradient)
            assert gradient, weight
            label = pane.picture.edges[layer].labels[Place("edge", layer, unit, 1)]
            assert label.visible
            assert gradient in label.value.text() + label.extra.text()


@pytest.mark.parametrize(
    ("optimiser", "letter", "quantity"),
    [
        ("momentum", "v", Quantity.VELOCITY),
        ("rmsprop", "s", Quantity.MEAN_SQUARE),
        ("adam", "m", Quantity.FIRST_MOMENT),
        ("newton", "d", Quantity.NEWTON_STEP),
    ],
)
def test_the_label_has_what_the_optimiser_computes_of_its_weight(show, optimiser, letter, quantity):
    stepper, pane = show(network((2, 2, 2), optimiser))
    weight = Ref(Quantity.WEIGHT, 2, 0, 0)
    moment = weight.of_parameter(quantity)
    assert stepper.playback.go_to_ref(moment)
    label = pane.picture.edges[2].labels[Place("edge", 2, 0, 0)]
    assert label.extra.text() == f"{letter} = {number_text(pane, moment)}"
    assert parse_number(number_text(pane, moment)) == pytest.approx(
        stepper.session.trace.value(moment, 0), abs=5e-5, rel=1e-3
    )


def test_a_step_of_newton_lights_its_own_weight_alone(show):
    stepper, pane = show(network((2, 2, 2), "newton"))
    weight = Ref(Quantity.WEIGHT, 1, 1, 0)
    assert stepper.playback.go_to_ref(weight.of_parameter(Quantity.NEWTON_STEP))
    emphasis = pane.picture.canvas.frame.emphasis
    assert emphasis.phase is Phase.UPDATE
    assert emphasis.places == {Place("edge", 1, 1, 0)}
    assert not emphasis.path


def test_the_penalty_lights_its_own_number_and_tints_the_weights(show):
    stepper, pane = show(network((2, 2, 2), "sgd", "l2 = 0.1\n"))
    assert stepper.playback.go_to_ref(PENALTY)
    picture = pane.picture
    emphasis = picture.canvas.frame.emphasis
    assert emphasis.places == {Place("total")}
    assert {place.kind for place in emphasis.path} == {"edge"}
    assert len(emphasis.path) == 8
    assert picture.losses.total.text() == f"R  {number_text(pane, PENALTY)}"
    lines = [label.plate.look[1] for label in picture.edges[1].labels.values()]
    assert lines == [""] * 4
    # The next step is the whole loss, and the penalty stands in its note.
    stepper.playback.forward()
    assert picture.losses.total.text().startswith("L  0.")
    assert number_text(pane, PENALTY) in picture.losses.note.text()


def test_large_text_grows_where_the_pane_is_small(show):
    """In a window of 1024×768: labels say less, so that what they say is larger."""
    scenario = find_scenario("mazur-2-2-2")
    _, small = show(scenario, (572, 355), 1.0)
    stepper, large = show(scenario, (572, 355), 2.0)
    fonts = large.picture.canvas.frame.fonts
    assert fonts.height("weight") > 1.1 * small.picture.canvas.frame.fonts.height("weight")
    # Fourteen pixels is what a weight has at 100 % where there is room.
    assert fonts.font("weight").pixelSize() >= 14
    for position in range(stepper.playback.length + 1):
        stepper.playback.go_to(position)
        for layer in (1, 2):
            labels = large.picture.edges[layer].labels
            assert len(labels) == 4
            assert all(label.visible and label.value.text() for label in labels.values())
    weight = Ref(Quantity.WEIGHT, 1, 1, 1)
    assert stepper.playback.go_to_ref(weight.gradient)
    assert number_text(large, weight.gradient)


def test_names_leave_all_labels_of_a_layer_or_none(show):
    for size in ((572, 355), (639, 442), (799, 307)):
        stepper, pane = show(network((3, 4, 3, 2)), size, 2.0)
        stepper.playback.go_to(1)
        for layer, gap in enumerate(pane.picture.canvas.frame.plan.label_slots, start=1):
            if gap.labelled:
                labels = dimmed_labels(pane, layer).values()
                assert len({bool(label.name.text()) for label in labels}) == 1


@pytest.mark.parametrize(
    ("size", "text_scale", "last"),
    [
        ((639, 442), 1.5, 39),
        ((572, 355), 2.0, 39),
        ((799, 493), 1.0, 39),
        # The new values, of four decimals, are wider than there is room for.
        ((539, 236), 1.0, 35),
    ],
)
def test_no_weight_stands_on_the_edge_of_another(show, size, text_scale, last):
    stepper, pane = show(find_scenario("mazur-2-2-2"), size, text_scale)
    for position in (0, 15, 32, last):
        stepper.playback.go_to(position)
        for layer, edges in pane.picture.edges.items():
            for place, label in dimmed_labels(pane, layer).items():
                for other in edges.places:
                    line = edges.items[other].line
                    assert other == place or not line.crosses(label.box), (position, place, other)
