"""One edge, one wording: what stands at the weights from step to step, at every size."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from seen import number_text

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from engine.network.quantities import Quantity, Ref
from symbolic.formula.numbers import format_number

NUMBER = r"−?\d+(\.\d+)?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
# A weight; its gradient once it is known; its new value instead.
WORDINGS = {
    "": rf"(w\d) {NUMBER}",
    "forward": rf"(w\d) {NUMBER}",
    "loss": rf"(w\d) {NUMBER}",
    "backward": rf"(w\d) {NUMBER}(\n(∂|∂L/∂\1) = {NUMBER})?",
    "update": rf"(w\d) {NUMBER}(\n((∂|∂L/∂\1) =|→) {NUMBER})?",
}
SIZES = [
    ((1024, 768), 1.0),
    ((1280, 720), 1.0),
    ((1280, 720), 1.5),
    ((1600, 900), 1.0),
]


@pytest.fixture
def opened(qtbot, tmp_path):
    def made(word, size, text_scale):
        appearance = Appearance("light", text_scale)
        window = MainWindow(Settings(tmp_path / "settings.ini"), appearance)
        qtbot.addWidget(window)
        appearance.apply_to(QApplication.instance())
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.documents.open_word(word)
        window.resize(*size)
        window.show()
        for _ in range(3):
            QApplication.processEvents()
        assert window.size().toTuple() == size
        return window

    return made


def edge_texts(window):
    """What stands at every edge, the second line after a line break."""
    texts = {}
    for part in window.step_page.graph.picture.edges.values():
        for place, label in part.labels.items():
            if label.visible:
                lines = (label.name.text() + label.value.text(), label.extra.text())
                texts[place] = "\n".join(line for line in lines if line)
    return texts


@pytest.mark.parametrize(("size", "text_scale"), SIZES)
def test_every_step_words_the_weights_alike_and_with_their_names(opened, size, text_scale):
    window = opened("mazur-2-2-2", size, text_scale)
    playback, trace = window.stepper.playback, window.stepper.session.trace
    whole = set()
    for position in range(playback.length + 1):
        playback.go_to(position)
        phase = "" if playback.step is None else playback.step.phase.value
        texts = edge_texts(window)
        assert len(texts) == 8, position
        for place, text in texts.items():
            name = trace.name(Ref(Quantity.WEIGHT, place.layer, place.unit, place.source))
            found = re.fullmatch(WORDINGS[phase], text)
            assert found is not None, (position, text)
            assert found[1] == name, position
            whole |= {f"∂L/∂{name} =" in text} if "∂" in text else set()
    # Where text is large all gradients leave out the name that stands above them, or none does.
    assert len(whole) == 1
    assert text_scale > 1.0 or whole == {True}


@pytest.mark.parametrize(("size", "text_scale"), [*SIZES, ((1024, 768), 1.5), ((1024, 768), 2.0)])
def test_a_known_gradient_stays_with_its_weight_or_leaves_all_alike(opened, size, text_scale):
    """What the labels of a layer say does not depend on the step that is shown."""
    window = opened("mazur-2-2-2", size, text_scale)
    playback = window.stepper.playback
    rules = set()
    for position in range(playback.length + 1):
        playback.go_to(position)
        texts = edge_texts(window)
        assert len(texts) == 8, position
        own = playback.step.target if playback.step is not None else None
        for place, text in texts.items():
            weight = Ref(Quantity.WEIGHT, place.layer, place.unit, place.source)
            is_own = own is not None and own.parameter == weight
            if playback.is_known(weight.gradient) and not playback.is_known(weight.new_value):
                sign = "∂L/∂w" in text, "∂ =" in text
                rules.add((is_own, place.layer, sign))
    for layer in (1, 2):
        assert len({sign for mine, of, sign in rules if of == layer and not mine}) == 1
    # The weight that a step is about has its gradient in one way throughout.
    assert len({sign for mine, _, sign in rules if mine}) == 1


def test_the_graph_writes_a_gradient_as_the_panel_does(opened):
    window = opened("mazur-2-2-2", (1280, 720), 1.0)
    playback, trace = window.stepper.playback, window.stepper.session.trace
    for position in range(1, playback.length + 1):
        playback.go_to(position)
        target = playback.step.target
        if target.quantity is Quantity.WEIGHT_GRADIENT:
            shown = number_text(window.step_page.graph, target)
            result = format_number(trace.value(target), 6)
            assert shown.partition("·")[2] == result.partition("·")[2]
            assert result.startswith(shown.partition("·")[0][:-1])


@pytest.mark.parametrize(("size", "most"), [((1024, 768), 0), ((1280, 720), 1), ((1600, 900), 0)])
def test_edges_of_the_worked_example_keep_clear_of_labels(opened, size, most):
    window = opened("mazur-2-2-2", size, 1.0)
    playback = window.stepper.playback
    for position in (0, 12, 30, playback.length):
        playback.go_to(position)
        crossed = [
            place
            for part in window.step_page.graph.picture.edges.values()
            for place, label in part.labels.items()
            for other, line in part.lines.items()
            if other != place and line.crosses(label.box)
        ]
        assert len(crossed) <= most, (position, crossed)


def test_up_to_eight_weights_between_two_layers_are_named(opened):
    window = opened("welch-2-3-1", (1024, 768), 2.0)
    for position in range(0, window.stepper.playback.length + 1, 5):
        window.stepper.playback.go_to(position)
        texts = edge_texts(window).values()
        assert len(texts) == 9
        assert all(re.match(r"[^\W\d]", text) for text in texts)


@pytest.mark.parametrize(("size", "text_scale"), SIZES)
def test_a_bias_above_its_unit_keeps_its_name_at_its_own_steps(opened, size, text_scale):
    window = opened("xor", size, text_scale)
    playback, picture = window.stepper.playback, window.step_page.graph.picture
    bias = Ref(Quantity.BIAS, 2, 0)
    for own in (bias.gradient, bias.new_value):
        assert playback.go_to_ref(own)
        label = picture.biases.labels[picture.biases.place_of(bias)][0]
        written = label.name.text() + label.value.text() + label.extra.text()
        assert "b_o1" in written
        assert number_text(window.step_page.graph, own) in written
