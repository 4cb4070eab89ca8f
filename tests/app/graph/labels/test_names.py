"""Names are set on the graph as in formulas: what follows the letter stands below the line."""

import pytest
from PySide6.QtWidgets import QGraphicsScene

from app.commands import Editor
from app.graph import GraphPane
from app.graph.items.primitives import Text
from app.graph.labels.fonts import Fonts
from app.models import Stepper
from app.text.lettering import laid_out
from app.theme import Appearance
from engine.network.quantities import Quantity, Ref
from engine.scenario import parse_scenario
from symbolic.notation.marks import LOWERED, runs, set_name, unmarked

NETWORK = """
format = 1
id = "n"
title = "N"
[network]
inputs = 2
[[network.layers]]
units = 2
activation = "tanh"
[[network.layers]]
units = 2
activation = "tanh"
[[network.layers]]
units = 1
activation = "tanh"
[loss]
name = "half-squared-error"
[data]
x = [[1, 2]]
y = [[1]]
[training]
learning_rate = 0.5
"""


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("b_h1", [("b", 0), ("h1", -1)]),
        ("b_h1_2", [("b", 0), ("h1,2", -1)]),
        ("h1_2", [("h", 0), ("1,2", -1)]),
        ("b_hours slept", [("b", 0), ("hours slept", -1)]),
        ("w5", [("w5", 0)]),
        ("w2[5,17]", [("w2[5,17]", 0)]),
        ("marital_status", [("marital_status", 0)]),
        ("w^3_11", [("w", 0), ("3", 1), ("11", -1)]),
        ("dW^[2]_12,1", [("dW", 0), ("[2]", 1), ("12,1", -1)]),
        ("b^(1)", [("b", 0), ("(1)", 1)]),
        ("∂C/∂a^2_1", [("∂C/∂a", 0), ("2", 1), ("1", -1)]),
        ("", []),
    ],
)
def test_what_is_set_below_and_above_the_line(name, parts):
    assert runs(set_name(name)) == parts
    assert unmarked(set_name(name)) == name


def test_a_text_takes_the_room_that_its_width_says(qapp):
    fonts = Fonts(Appearance("light", 1.0), 2.0)
    scene = QGraphicsScene()
    text = Text(scene)
    for marked in (set_name("b_h1"), f"\u2202L/\u2202{set_name('b_h1_2')} = 0.0822", "w5 0.40"):
        text.write(marked, fonts.font("weight"), "#000000")
        assert text.extent().width() == pytest.approx(fonts.width("weight", marked), abs=4.0)
        assert text.text() == unmarked(marked)
        line = text.mapToScene(text.boundingRect().bottomLeft()).y()
        below = [part for part in text._parts if part.font().pixelSize() < text.font().pixelSize()]
        assert len(below) == marked.count(LOWERED)
        for part in below:
            assert part.mapToScene(part.boundingRect().bottomLeft()).y() > line


def test_biases_and_units_are_set_as_names(qtbot):
    stepper = Stepper.make()
    pane = GraphPane(stepper, Editor(stepper.session), Appearance("light", 1.0))
    qtbot.addWidget(pane)
    stepper.session.document.open(parse_scenario(NETWORK, "n.toml"))
    pane.resize(1200, 800)
    pane.show()
    picture = pane.picture
    unit = picture.units.items[1, 0].name
    assert unit.text() == "h1_1"
    assert [part.text() for part in unit._parts] == ["1,1"]
    bias = Ref(Quantity.BIAS, 1, 0)
    label = picture.biases.labels[picture.biases.place_of(bias)][0]
    assert label.name.text() == "b_h1_1 "
    assert label.name._parts[0].text() == "h1,1"
    assert stepper.playback.go_to_ref(bias.gradient)
    label = picture.biases.labels[picture.biases.place_of(bias)][0]
    assert "∂L/∂b_h1_1" in label.value.text() + label.extra.text()


def test_the_sentence_above_the_graph_sets_its_names_and_reads_in_plain_letters(qtbot):
    stepper = Stepper.make()
    pane = GraphPane(stepper, Editor(stepper.session), Appearance("light", 1.0))
    qtbot.addWidget(pane)
    stepper.session.document.open(parse_scenario(NETWORK, "n.toml"))
    pane.resize(1200, 800)
    pane.show()
    stepper.playback.go_to(1)
    plain = "Forward →  i1 and i2 flow into h1_1, each times its weight, plus b_h1_1"
    qtbot.waitUntil(lambda: pane.accessibleDescription() == plain)
    assert pane.header.description == pane.header.sentence.text() == plain
    assert [part for part, below in runs(pane.header.sentence.marked) if below] == ["1,1", "h1,1"]
    pane.resize(260, 300)
    qtbot.waitUntil(lambda: pane.header.sentence.text().endswith("…"))
    assert plain.startswith(pane.header.sentence.text().removesuffix(" …"))


def test_laid_out_text_stands_lower_where_it_is_marked(qapp):
    font = Appearance("light", 1.0).font(14)
    whole = laid_out(f"bias → {set_name('h1_2')}", font)
    assert whole.text() == "bias → h1,2"
    (below,) = whole.formats()
    assert (below.start, below.length) == (8, 3)
    plain = laid_out("bias → h1,2", font)
    assert whole.maximumWidth() < plain.maximumWidth()
    assert whole.boundingRect().height() >= plain.boundingRect().height()
    # Beyond the first plane of Unicode, Qt counts a letter twice.
    assert laid_out("𝒳 " + set_name("h1_2"), font).formats()[0].start in (4, 9)
    narrow = laid_out("one two three four", font, 60.0)
    assert narrow.lineCount() > 1
