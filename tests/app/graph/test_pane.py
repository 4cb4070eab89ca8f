"""What a person sees and does in the graph."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from seen import centre_of, number_text

from app.commands import Editor
from app.graph import GraphPane
from app.graph.plan.places import Place
from app.models import Stepper
from app.theme import Appearance
from engine.network.quantities import LOSS, Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

H1 = Ref(Quantity.ACTIVATION, 1, 0)
O1 = Ref(Quantity.ACTIVATION, 2, 0)
I1 = Ref(Quantity.ACTIVATION, 0, 0)
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
W5_GRADIENT = W5.as_quantity(Quantity.WEIGHT_GRADIENT)
W5_NEW = W5.as_quantity(Quantity.NEW_WEIGHT)
B1 = Ref(Quantity.BIAS, 1, 0)
TARGET1 = Ref(Quantity.TARGET, 2, 0)

BATCH = """
format = 1
id = "batch"
title = "Batch"
[network]
inputs = 2
[[network.layers]]
units = 3
activation = "softmax"
bias = "per-unit"
weights = [[1, 0.5], [-0.25, 0.75], [0.125, -1]]
[loss]
name = "categorical-cross-entropy"
[data]
x = [[1, 2], [3, 4]]
y = [[1, 0, 0], [0, 0, 1]]
[training]
learning_rate = 0.5
"""


class Shown:
    """A pane with its models, in a window of its own."""

    def __init__(self, qtbot, scenario, width=793, height=545):
        self.appearance = Appearance()
        self.stepper = Stepper.make()
        self.editor = Editor(self.stepper.session)
        self.pane = GraphPane(self.stepper, self.editor, self.appearance)
        qtbot.addWidget(self.pane)
        self.pane.resize(width, height)
        self.stepper.session.document.open(scenario)
        self.pane.show()
        qtbot.waitExposed(self.pane)
        self.view = self.pane.view

    def click(self, ref):
        point = centre_of(self.pane, ref)
        QTest.mouseMove(self.view.viewport(), point)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def double_click(self, ref):
        point = centre_of(self.pane, ref)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseDClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def look_of(self, layer, unit):
        return self.pane.picture.units.items[layer, unit].plate.look

    def edge(self, ref):
        place = Place("edge", ref.layer, ref.unit, ref.source)
        return self.pane.picture.edges[ref.layer].items[place]


@pytest.fixture
def mazur(qtbot):
    return Shown(qtbot, find_scenario("mazur-2-2-2"))


def test_only_numbers_of_scenario_and_data_are_shown_at_the_start(mazur):
    pane = mazur.pane
    assert number_text(pane, I1) == "0.05"
    assert number_text(pane, W5) == "0.40"
    assert number_text(pane, TARGET1) == "0.01"
    assert number_text(pane, B1) == "0.35"
    for ref in (H1, O1, LOSS, W5_GRADIENT, Ref(Quantity.PRE_ACTIVATION, 1, 0)):
        assert number_text(pane, ref) == ""
    assert "Press →" in pane.header.sentence.text()


def test_numbers_appear_as_they_are_computed(mazur):
    playback, pane = mazur.stepper.playback, mazur.pane
    playback.forward()
    assert number_text(pane, Ref(Quantity.PRE_ACTIVATION, 1, 0)) == "0.3775"
    assert number_text(pane, H1) == ""
    playback.forward()
    assert number_text(pane, H1) == "0.5933"
    playback.go_to(11)
    assert number_text(pane, LOSS) == "0.2984"
    playback.go_to(15)
    assert number_text(pane, W5_GRADIENT) == "0.0822"
    assert number_text(pane, Ref(Quantity.DELTA, 2, 0)) == "0.1385"
    sentence = "Backward ←  the loss flows back from L through o1 into w5"
    assert pane.header.sentence.text() == sentence
    assert pane.accessibleDescription() == sentence
    playback.go_to(14)
    assert number_text(pane, W5_GRADIENT) == ""


def test_an_update_strikes_the_old_weight(mazur):
    playback, pane = mazur.stepper.playback, mazur.pane
    assert playback.go_to_ref(W5_NEW)
    label = pane.picture.edges[2].labels[Place("edge", 2, 0, 0)]
    assert label.name.text() + label.value.text() + " " + label.extra.text() == (
        "w5 0.4000 → 0.3589"
    )
    assert label.strike.isVisible()
    assert number_text(pane, W5_NEW) == "0.3589"


def test_the_step_lights_its_result_and_its_operands(mazur):
    playback, theme = mazur.stepper.playback, mazur.appearance.theme
    playback.go_to(1)
    # z of h1 is made of both inputs, w1, w2 and b1.
    assert mazur.look_of(1, 0)[0] == theme.forward.fill
    assert mazur.look_of(0, 0)[0] == theme.forward.soft
    assert mazur.look_of(1, 1)[0] == theme.surface
    assert mazur.edge(W1).look[0] == theme.forward.strong
    assert mazur.edge(W5).look[0] == theme.edge
    playback.go_to(15)
    assert mazur.edge(W5).look[0] == theme.backward.strong
    assert mazur.edge(W1).look[0] == theme.edge


def test_what_flows_back_points_back(mazur):
    playback = mazur.stepper.playback
    playback.go_to(22)
    edge = mazur.edge(Ref(Quantity.WEIGHT, 2, 1, 0))
    tip = edge.head_item.polygon().first()
    assert (tip.x(), tip.y()) == (edge.line.x0, edge.line.y0)
    playback.go_to(1)
    tip = mazur.edge(W1).head_item.polygon().first()
    assert tip.x() == mazur.edge(W1).line.x1


def test_clicks_lead_to_derivations(mazur):
    playback, selection = mazur.stepper.playback, mazur.stepper.selection
    mazur.click(W5)
    assert playback.position == 15
    assert selection.selected == W5
    mazur.click(O1)
    assert playback.step.target == Ref(Quantity.DELTA, 2, 0)
    mazur.click(LOSS)
    assert playback.step.target == LOSS
    mazur.click(H1)
    assert playback.step.target == H1
    mazur.click(TARGET1)
    assert playback.step.target == Ref(Quantity.OUTPUT_LOSS, 2, 0)


def test_a_click_beside_everything_selects_nothing_and_moves_nothing(mazur):
    mazur.stepper.playback.go_to(15)
    mazur.stepper.selection.select(W5)
    corner = QPoint(3, 3)
    QTest.mouseClick(mazur.view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert mazur.stepper.selection.selected is None
    assert mazur.stepper.playback.position == 15


def test_what_is_pointed_at_is_marked_and_in_the_tip(mazur, qtbot):
    selection, theme = mazur.stepper.selection, mazur.appearance.theme
    mazur.stepper.playback.go_to(39)
    QTest.mouseMove(mazur.view.viewport(), centre_of(mazur.pane, H1))
    qtbot.waitUntil(lambda: H1 in selection.hovered)
    assert mazur.look_of(1, 0)[1] == theme.focus
    assert "activation of h1 = 0.593269992" in mazur.view.tip
    selection.hover(W5_GRADIENT)
    assert mazur.edge(W5).look[0] == theme.focus
    assert mazur.look_of(1, 0)[1] != theme.focus
    selection.hover()
    assert mazur.edge(W5).look[0] == theme.edge


def test_a_weight_is_edited_in_place(mazur):
    pane, stepper = mazur.pane, mazur.stepper
    mazur.double_click(W5)
    entry = pane.entry
    assert entry.isVisible()
    assert entry.text() == "0.4"
    assert QApplication.focusWidget() is entry
    QTest.keyClicks(entry, "0.8")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert entry.isHidden()
    assert number_text(pane, W5) == "0.80"
    assert stepper.session.trace.value(W5) == 0.8
    mazur.editor.document.undo()
    assert number_text(pane, W5) == "0.40"


def test_what_is_no_number_is_refused_with_a_reason(mazur):
    mazur.double_click(I1)
    entry = mazur.pane.entry
    QTest.keyClicks(entry, "many")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert entry.isVisible()
    assert entry.message.isVisible()
    assert "expected a number" in entry.message.text()
    QTest.keyClicks(entry, "0.5")
    assert not entry.message.isVisible()
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert entry.isHidden()
    assert QApplication.focusWidget() is mazur.view
    assert number_text(mazur.pane, I1) == "0.05"


def test_biases_of_one_name_are_edited_together(mazur):
    mazur.click(B1)
    QTest.keyClick(mazur.view, Qt.Key.Key_F2)
    QTest.keyClicks(mazur.pane.entry, "0.5")
    QTest.keyClick(mazur.pane.entry, Qt.Key.Key_Return)
    trace = mazur.stepper.session.trace
    assert list(trace.before.biases[0]) == [0.5, 0.5]
    assert len(mazur.editor.document.earlier) == 1
    mazur.editor.document.undo()
    assert list(mazur.stepper.session.trace.before.biases[0]) == [0.35, 0.35]


def test_computed_numbers_cannot_be_edited(mazur):
    mazur.stepper.playback.go_to(39)
    mazur.double_click(H1)
    assert mazur.pane.entry.isHidden()


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Home]
)
def test_other_keys_are_left_to_the_window(mazur, key):
    seen = []
    mazur.pane.keyPressEvent = lambda event: seen.append(event.key())
    QTest.keyClick(mazur.view, key)
    assert seen == [key]


def test_wheel_zooms_and_0_fits(mazur):
    view = mazur.view
    centre = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        centre,
        view.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom > 1.3
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.zoom == 1.0
    whole = view.mapFromScene(view.sceneRect()).boundingRect()
    assert abs(whole.width() - view.viewport().width()) <= 2


def test_dragging_pans_and_clicks_nothing(mazur):
    view, playback = mazur.view, mazur.stepper.playback
    view.zoom_by(2.0)
    view.centerOn(view.sceneRect().center())
    start = view.viewport().rect().center()
    before = centre_of(mazur.pane, H1)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = QEvent.Type
    for kind, moved, button, held in (
        (kinds.MouseButtonPress, QPoint(0, 0), left, left),
        (kinds.MouseMove, QPoint(20, 10), none, left),
        (kinds.MouseMove, QPoint(40, 30), none, left),
        (kinds.MouseButtonRelease, QPoint(40, 30), left, none),
    ):
        at = QPointF(start + moved)
        everywhere = view.viewport().mapToGlobal(at)
        event = QMouseEvent(kind, at, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view.viewport(), event)
    assert centre_of(mazur.pane, H1) - before == QPoint(40, 30)
    assert playback.position == 0


def test_theme_and_text_size_follow(mazur):
    mazur.appearance.set_theme("dark")
    assert mazur.look_of(0, 0)[0] == mazur.appearance.theme.surface
    assert mazur.view.backgroundBrush().color().name() == mazur.appearance.theme.background
    mazur.pane.resize(1190, 905)
    QApplication.processEvents()
    before = mazur.pane.picture.canvas.frame.scale
    mazur.appearance.set_text_scale(2.0)
    assert mazur.pane.picture.canvas.frame.scale > before


def test_every_sample_of_a_batch_can_be_seen(qtbot):
    shown = Shown(qtbot, parse_scenario(BATCH, "batch.toml"))
    header, pane = shown.pane.header, shown.pane
    assert header.row.text() == "sample 1 of 2"
    assert not header.previous.isEnabled()
    assert number_text(pane, I1) == "1"
    shown.stepper.playback.last()
    QTest.mouseClick(header.next, Qt.MouseButton.LeftButton)
    assert header.row.text() == "sample 2 of 2"
    assert number_text(pane, I1) == "3"
    assert number_text(pane, Ref(Quantity.TARGET, 1, 2)) == "1"
    assert pane.picture.losses.note.text() == "mean of 2 samples"


def test_a_single_sample_has_no_chooser(mazur):
    assert mazur.pane.header.next.isHidden()
    assert mazur.pane.header.row.isHidden()


@pytest.mark.parametrize("name", ["xor", "softmax-3", "welch-2-3-1", "binary-single-datum"])
def test_every_step_has_its_sentence_and_its_number_on_screen(qtbot, name):
    shown = Shown(qtbot, find_scenario(name), 990, 725)
    playback, steps = shown.stepper.playback, shown.stepper.session.trace.steps
    for step in steps:
        playback.go_to(step.number)
        phase = step.phase.value.capitalize()
        assert shown.pane.header.sentence.text().startswith(phase)
        assert number_text(shown.pane, step.target) != "", step


def test_another_scenario_replaces_the_picture(mazur):
    mazur.stepper.playback.go_to(15)
    mazur.stepper.session.document.open(parse_scenario(BATCH, "batch.toml"))
    assert number_text(mazur.pane, Ref(Quantity.WEIGHT, 1, 1, 0)) == "−0.25"
    assert mazur.pane.picture.box_of(W5) is None


def test_a_negative_weight_is_dashed(qtbot):
    shown = Shown(qtbot, parse_scenario(BATCH, "batch.toml"))
    dashed = shown.edge(Ref(Quantity.WEIGHT, 1, 1, 0)).line_item.pen()
    solid = shown.edge(Ref(Quantity.WEIGHT, 1, 0, 0)).line_item.pen()
    assert dashed.style() is Qt.PenStyle.CustomDashLine
    assert solid.style() is Qt.PenStyle.SolidLine


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "xor", "mnist-16-16"])
@pytest.mark.parametrize(("size", "text_scale"), [((799, 530), 1.0), ((572, 423), 2.0)])
def test_the_sentences_of_all_steps_have_one_size(qtbot, name, size, text_scale):
    shown = Shown(qtbot, find_scenario(name), *size)
    shown.appearance.set_text_scale(text_scale)
    QApplication.processEvents()
    playback, sizes = shown.stepper.playback, set()
    for position in range(0, playback.length + 1, max(1, playback.length // 60)):
        playback.go_to(position)
        sizes.add(shown.pane.header.sentence.font().pixelSize())
    assert len(sizes) == 1
