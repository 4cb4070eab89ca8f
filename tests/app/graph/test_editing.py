"""F2 in the graph, and what batch normalisation's γ and β show there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from seen import number_text

from app.commands import Editor
from app.graph import GraphPane
from app.graph.items.primitives import Text
from app.models import Stepper
from app.theme import Appearance
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

W5_GRADIENT = Ref(Quantity.WEIGHT_GRADIENT, 2, 0, 0)

NORMALISED = """
format = 1
id = "normalised"
title = "Normalised"
[network]
inputs = 2
seed = 3
[[network.layers]]
units = {units}
activation = "sigmoid"
batch_norm = true
[[network.layers]]
units = 1
activation = "sigmoid"
[loss]
name = "half-squared-error"
[data]
x = [[0.05, 0.1], [0.9, -0.4], [0.3, 0.7]]
y = [[0.01], [0.8], [0.4]]
[training]
learning_rate = 0.5
"""


class Shown:
    """A pane with its models, in a window of its own."""

    def __init__(self, qtbot, scenario):
        self.stepper = Stepper.make()
        self.pane = GraphPane(self.stepper, Editor(self.stepper.session), Appearance())
        qtbot.addWidget(self.pane)
        self.pane.resize(793, 545)
        self.stepper.session.document.open(scenario)
        self.pane.show()
        qtbot.waitExposed(self.pane)
        self.view = self.pane.view


@pytest.fixture
def mazur(qtbot):
    return Shown(qtbot, find_scenario("mazur-2-2-2"))


@pytest.mark.parametrize("units", [2, 12, 20])
@pytest.mark.parametrize("kind", [Quantity.SCALE, Quantity.SHIFT])
@pytest.mark.parametrize("selected", [True, False])
def test_f2_edits_what_batch_normalisation_learns(qtbot, units, kind, selected):
    text = NORMALISED.replace("{units}", str(units))
    shown = Shown(qtbot, parse_scenario(text, "n.toml"))
    ref = Ref(kind, 1, 1)
    if selected:
        shown.stepper.selection.select(ref)
    else:
        # Nothing is selected: it is the parameter that the step is about.
        assert shown.stepper.playback.go_to_ref(ref.gradient)
    QTest.keyClick(shown.view, Qt.Key.Key_F2)
    entry = shown.pane.entry
    assert entry.isVisible()
    assert entry.text() == ("1" if kind is Quantity.SCALE else "0")
    letter = "γ" if kind is Quantity.SCALE else "β"
    assert entry.caption.isVisible()
    assert letter in entry.caption.text()
    assert "h2" in entry.caption.text()
    room = shown.view.viewport().rect()
    assert room.contains(entry.geometry())
    assert room.contains(entry.caption.geometry())
    assert not entry.caption.geometry().intersects(entry.geometry())
    QTest.keyClicks(entry, "1.25")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert shown.stepper.session.trace.before.value(ref) == 1.25
    assert entry.caption.isHidden()
    assert shown.pane.window().focusWidget() is shown.view


@pytest.mark.parametrize("units", [2, 12])
@pytest.mark.parametrize("kind", [Quantity.SCALE, Quantity.SHIFT, Quantity.BIAS])
def test_what_the_optimiser_computes_of_a_unit_stands_at_it(qtbot, units, kind):
    bias = 'batch_norm = true\nbias = "per-unit"'
    text = NORMALISED.replace("{units}", str(units)).replace("batch_norm = true", bias)
    scenario = parse_scenario(f'{text}optimiser = "adam"\n', "n.toml")
    shown = Shown(qtbot, scenario)
    moment = Ref(kind, 1, 1).of_parameter(Quantity.FIRST_MOMENT)
    assert shown.stepper.playback.go_to_ref(moment)
    picture = shown.pane.picture
    written = number_text(shown.pane, moment)
    assert written
    written_out = [item.text() for item in picture.scene.items() if isinstance(item, Text)]
    called = {Quantity.SCALE: "m of γ", Quantity.SHIFT: "m of β", Quantity.BIAS: "m = "}[kind]
    assert any(text.startswith(called) for text in written_out)
    assert any(text.endswith(written) for text in written_out)


def test_f2_edits_the_weight_of_the_step_where_none_is_selected(mazur):
    mazur.stepper.playback.go_to_ref(W5_GRADIENT)
    QTest.keyClick(mazur.view, Qt.Key.Key_F2)
    assert mazur.pane.entry.isVisible()
    assert mazur.pane.entry.text() == "0.4"
    assert mazur.pane.entry.caption.isHidden()


def test_f2_says_what_to_do_where_there_is_nothing_to_edit(mazur):
    messages = []
    mazur.pane.message.connect(messages.append)
    mazur.stepper.playback.go_to(1)
    QTest.keyClick(mazur.view, Qt.Key.Key_F2)
    assert mazur.pane.entry.isHidden()
    assert len(messages) == 1
    assert "is computed, so it cannot be edited" in messages[0]
