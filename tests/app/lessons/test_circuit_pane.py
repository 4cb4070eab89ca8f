"""The picture of a circuit: steps by buttons and clicks, numbers as they become known."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lessons.circuit.canvas import SMALLEST
from app.lessons.circuit.pane import CircuitPane
from app.lessons.circuit.texts import gate_text
from app.lessons.page import PANES
from app.lessons.pane import LessonsPane
from engine.circuit.gates import circuit_of
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.circuit import CircuitPicture


@pytest.fixture
def pane(pane: LessonsPane) -> LessonsPane:
    pane.gallery.card("local-gradients").click()
    return pane


def shown(pane: LessonsPane) -> tuple[CircuitPane, CircuitPicture]:
    circuit, picture = pane.page.pictures.currentWidget(), pane.model.setting.picture()
    assert isinstance(circuit, CircuitPane)
    assert isinstance(picture, CircuitPicture)
    return circuit, picture


def press(qtbot: QtBot, pane: LessonsPane, name: str) -> None:
    """Click on a gate by its name."""
    circuit, picture = shown(pane)
    canvas, plan = circuit.canvas, circuit.canvas._plan
    assert plan is not None
    names = [picture.trace.circuit.name(at) for at in range(picture.trace.circuit.size)]
    box = plan.boxes[names.index(name)]
    place = canvas._origin() + QPoint(round(box.left + 8), round(box.middle)) * canvas.zoom
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place.toPoint())


def test_every_kind_has_a_pane() -> None:
    assert set(PANES) == set(KINDS)


def test_the_buttons_move_step_by_step_and_end_where_the_steps_do(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    circuit, picture = shown(pane)
    assert (picture.step, circuit.bar.place.text()) == (1, "step 1 of 17")
    for _ in range(16):
        qtbot.mouseClick(circuit.bar.next, Qt.MouseButton.LeftButton)
    assert shown(pane)[1].step == 17
    assert not circuit.bar.next.isEnabled()
    qtbot.mouseClick(circuit.bar.previous, Qt.MouseButton.LeftButton)
    assert circuit.bar.sentence.text() == "backward through the gate of g₂"
    assert "backward through the gate of g₂" in circuit.canvas.accessibleName()


def test_a_click_on_a_gate_goes_to_its_step(qtbot: QtBot, pane: LessonsPane) -> None:
    press(qtbot, pane, "g5")
    assert shown(pane)[1].step == 5
    pane.model.drag("step", 17.0, 0.0)
    press(qtbot, pane, "g5")
    assert shown(pane)[1].step == 13


def test_numbers_are_there_once_they_are_known(pane: LessonsPane) -> None:
    circuit, _ = shown(pane)

    def texts() -> list[str]:
        return [text for text, *_ in circuit.canvas._numbers(shown(pane)[1])]

    pane.model.drag("step", 0.0, 0.0)
    assert texts() == ["2", "−1", "−3", "−2", "−3"]
    pane.model.drag("step", 10.0, 0.0)
    assert texts()[-4:] == ["1.3679", "−0.5344", "0.7311", "1"]
    pane.model.drag("step", 17.0, 0.0)
    assert texts()[:4] == ["2", "−0.1966", "−1", "0.3932"]


def test_other_values_are_taken_in_the_order_of_their_names(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    line = pane.page.side.controls.parts["values"]
    line.setFocus()
    line.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "1 2 0.5 -1 0")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert shown(pane)[1].trace.values[:5] == (1.0, 2.0, 0.5, -1.0, 0.0)
    line.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "1 2")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    problem = pane.page.side.controls.problem
    assert problem.text() == "Found 2 numbers; expected 5, for w0, x0, w1, x1, w2."
    assert shown(pane)[1].trace.values[0] == 1.0


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_circuit_fits_or_scrolls_and_what_is_lit_is_in_view(
    qtbot: QtBot, pane: LessonsPane, scale: float
) -> None:
    pane.page._appearance.set_text_scale(scale)
    circuit, _ = shown(pane)
    for step in range(18):
        pane.model.drag("step", float(step), 0.0)
        qtbot.wait(1)
        view = circuit._scroll.viewport()
        area = circuit.canvas.lit_rect().toRect()
        area.moveTopLeft(circuit.canvas.mapTo(view, area.topLeft()))
        assert step == 0 or view.rect().contains(area)
    assert circuit.canvas.zoom * scale >= SMALLEST


def test_without_leave_to_step_there_are_no_buttons(pane: LessonsPane) -> None:
    assert shown(pane)[0].bar.isVisible()
    pane.model.go_to(1)
    assert not shown(pane)[0].bar.isVisible()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("x + 1.5", "+ 1.5"),
        ("x - 2", "− 2"),
        ("1 - x", "1 −"),
        ("-x", "× −1"),
        ("x/3", "÷ 3"),
        ("1/x", "1/x"),
        ("x^2", "x²"),
        ("x^0.5", "x^0.5"),
        ("max(0, x)", "max(0, x)"),
        ("max(x, y)", "max"),
        ("sigmoid(x)", "σ"),
        ("piecewise(x, x>0, 0)", "cases"),
        ("2pi*x", "× 2*π"),
        ("tanh(x)", "tanh"),
    ],
)
def test_what_stands_in_gates(expression: str, text: str) -> None:
    names = ("x", "y") if "y" in expression and "x, y" in expression else ("x",)
    assert gate_text(circuit_of(expression, names).gates[-1].definition) == text


@pytest.mark.parametrize(
    ("scale", "presenting", "size"),
    [(1.0, False, (1280, 660)), (1.5, False, (1280, 640)), (1.0, True, (1024, 768))],
)
def test_a_circuit_is_seen_whole_however_large_text_is(
    make_pane: Callable[[float], LessonsPane],
    scale: float,
    presenting: bool,
    size: tuple[int, int],
) -> None:
    pane = make_pane(scale)
    pane.page._appearance.set_presenting(presenting)
    pane.resize(*size)
    pane.gallery.card("local-gradients").click()
    for _ in range(3):
        QApplication.processEvents()
    circuit, _ = shown(pane)
    assert circuit.canvas.width() <= circuit._scroll.viewport().width()
    assert circuit.canvas.height() <= circuit._scroll.viewport().height()
