"""Networks too large for their pane scroll, and names too long for their label are cut."""

import pytest

from app.graph.messages import tool_tip
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

LONG = "a_column_with_a_name_of_32_chars"


def network(layers, names=""):
    text = (
        f'format = 1\nid = "n"\ntitle = "N"\n[network]\ninputs = 1\n{layers}'
        f'[loss]\nname = "half-squared-error"\n[data]\nx = [[1]]\ny = [[1]]\n'
        "[training]\nlearning_rate = 0.5\n"
    )
    return parse_scenario(text, "n.toml")


def deep():
    return network('[[network.layers]]\nunits = 1\nactivation = "tanh"\n' * 30)


def seen(pane, box):
    view = pane.view
    area = view.mapFromScene(box.left, box.top), view.mapFromScene(box.right, box.bottom)
    return all(view.viewport().rect().contains(corner) for corner in area)


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
def test_thirty_layers_scroll_at_a_readable_size_with_the_step_in_view(show, text_scale):
    stepper, pane = show(deep(), text_scale=text_scale)
    fonts = pane.picture.canvas.frame.fonts
    assert fonts.font("weight").pixelSize() >= 12 * text_scale**0.75
    assert pane.picture.scrolls == (True, False)
    assert pane.view.horizontalScrollBar().maximum() > 1000
    for position in range(0, stepper.playback.length + 1, 7):
        stepper.playback.go_to(position)
        if stepper.playback.step is not None:
            box = pane.picture.box_of(stepper.playback.step.target)
            assert seen(pane, box), position


def test_0_shows_all_of_what_scrolls_and_the_next_step_is_shown_in_it(show):
    stepper, pane = show(deep())
    pane.view.fit()
    plan = pane.picture.canvas.frame.plan
    assert 0.0 < pane.view.zoom < 0.5
    for layer in (0, plan.shape.depth):
        assert seen(pane, plan.unit_box(layer, 0))
    stepper.playback.last()
    assert seen(pane, plan.total)


def test_a_small_network_is_always_shown_whole(show):
    for size, text_scale in (((639, 292), 1.0), ((572, 355), 2.0), ((508, 123), 2.0)):
        _, pane = show(find_scenario("mazur-2-2-2"), size, text_scale)
        assert pane.picture.scrolls == (False, False)
        assert pane.view.horizontalScrollBar().maximum() == 0
        assert pane.view.zoom == 1.0


def test_labels_of_mnist_grow_with_the_text_size(show):
    scenario = find_scenario("mnist-16-16")
    # The view in a window of 1280×720, where header and timeline grow as well.
    sizes = []
    for size, text_scale in (((799, 458), 1.0), ((799, 350), 1.5), ((799, 305), 2.0)):
        _, pane = show(scenario, size, text_scale)
        sizes.append(pane.picture.canvas.frame.fonts.font("weight").pixelSize())
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("name", [LONG, "隠" * 32])
def test_a_long_name_of_a_bias_is_cut_and_stands_whole_in_its_tip(show, name):
    layer = f'[[network.layers]]\nunits = ["{name}"]\nactivation = "sigmoid"\n'
    stepper, pane = show(network(layer))
    stepper.playback.last()
    bias = Ref(Quantity.BIAS, 1, 0)
    label = pane.picture.biases.labels[pane.picture.biases.place_of(bias)][0]
    assert "…" in label.name.text() + label.value.text() or not label.name.text()
    assert label.box.left >= 0
    assert label.box.right <= 799
    assert label.box.width <= 250
    assert name in tool_tip(stepper.session.trace, (bias,), 0)
