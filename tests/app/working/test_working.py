"""The working pane on screen: it follows, it can be pointed at, clicked and copied."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from seen import check_texts, page_texts, region_rects, result_text, text_rect, texts

from app.commands import Editor
from app.models import Stepper
from app.theme import Appearance
from app.window.working_place import WorkingPlace
from app.working import WorkingPane
from app.working.content import WHY
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from engine.scenario import find_scenario
from symbolic.formula.numbers import NumberFormat

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)


pytestmark = pytest.mark.usefixtures("formulas")


def middle(pane: WorkingPane, key: object, which: int = -1) -> QPoint:
    return region_rects(pane, key)[which].center()


def move(pane: WorkingPane, point: QPoint) -> None:
    # The first of two moves at one place would be no move at all.
    QTest.mouseMove(pane.sheet.viewport(), point - QPoint(1, 0))
    QTest.mouseMove(pane.sheet.viewport(), point)


def click(widget: QWidget, point: QPoint | None = None) -> None:
    where = widget.rect().center() if point is None else point
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


# Following ------------------------------------------------------------------------------------


def test_with_nothing_open_it_is_empty(bare: WorkingPane) -> None:
    bare.show()
    assert (bare.question_text(), result_text(bare), check_texts(bare)) == ("", "", [])


def test_it_opens_with_the_title_and_the_story(pane: WorkingPane) -> None:
    assert pane.question_text() == "Mazur's 2-2-2 network"
    assert "The worked example that most courses use" in pane.plain_text()
    assert result_text(pane) == ""


def test_it_follows_the_playhead(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    assert pane.question_text() == "How much does w5 change the total loss?"
    assert result_text(pane) == "0.082167"
    assert check_texts(pane) == ["three ways, one number", *["0.082167041"] * 3]
    assert "0.082167" in page_texts(pane.sheet.page)
    stepper.playback.go_to(36)
    assert result_text(pane) == "0.358916"
    assert "BACKWARD, step 15 of 39" not in page_texts(pane.sheet.page)


def test_screen_readers_get_the_derivation(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    assert pane.accessibleName() == "How much does w5 change the total loss?"
    assert pane.accessibleDescription() == pane.plain_text()


def test_numbers_follow_an_edit(pane: WorkingPane, stepper: Stepper) -> None:
    editor = Editor(stepper.session)
    stepper.playback.go_to(36)
    editor.set_text(LEARNING_RATE, "0.25")
    assert stepper.playback.position == 36
    assert result_text(pane) == "0.379458"  # 0.4 − 0.25 · 0.082167041
    editor.document.undo()
    assert result_text(pane) == "0.358916"


def test_it_follows_into_the_next_iteration(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.next_iteration()
    assert "iteration 2" in pane.plain_text()
    assert "loss so far: 0.291028" in pane.plain_text()
    stepper.playback.go_to(15)
    expected = stepper.session.trace.gradient.value(Ref(Quantity.WEIGHT_GRADIENT, 2, 0, 0))
    assert result_text(pane) == f"{expected:.6f}"


def test_a_result_further_down_is_held_in_view(pane: WorkingPane, stepper: Stepper) -> None:
    pane.resize(460, 200)
    stepper.playback.go_to(15)
    bar = pane.sheet.verticalScrollBar()
    strip = pane.sheet.strip()
    assert strip.bottom() == pane.sheet.viewport().height()
    image = pane.sheet.viewport().grab(strip.toRect()).toImage()
    violet = QColor(Appearance().theme.backward.strong)
    colours = {image.pixelColor(x, 20).name() for x in range(image.width())}
    assert violet.name() in colours
    bar.setValue(bar.maximum())
    assert pane.sheet.strip().isEmpty()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    ("scenario", "position", "caption"),
    [("mazur-2-2-2", 15, "result"), ("xor", 12, "over the batch")],
)
def test_a_held_result_says_what_it_is(
    pane: WorkingPane,
    stepper: Stepper,
    appearance: Appearance,
    scale: float,
    scenario: str,
    position: int,
    caption: str,
) -> None:
    stepper.session.document.open(find_scenario(scenario))
    appearance.set_text_scale(scale)
    pane.resize(WorkingPlace(stepper, appearance).minimumSizeHint().width(), 320)
    stepper.playback.go_to(position)
    assert not pane.sheet.strip().isEmpty()
    held = next(block.held for _, block in pane.sheet.page.placed if block.held is not None)
    assert texts(held) == [caption, result_text(pane)]
    words, value = (text_rect(ink) for ink in held._texts)
    assert words.right() < value.left() or words.bottom() <= value.top() + 1
    assert value.right() <= pane.sheet.viewport().width()
    assert held.height + 1 >= value.bottom()


def test_before_the_algebra_is_there_question_and_number_stand(
    bare: WorkingPane, stepper: Stepper
) -> None:
    stepper.session.document.open(find_scenario("mazur-2-2-2"))
    bare.show()
    stepper.playback.go_to(15)
    assert bare.question_text() == "How much does w5 change the total loss?"
    assert result_text(bare) == "0.082167"
    assert "chain rule" not in bare.plain_text()
    assert "Formulas are being prepared." in bare.plain_text()
    stepper.playback.go_to(0)
    assert "Formulas are being prepared." not in bare.plain_text()
    stepper.playback.go_to(15)
    stepper.working.enable()
    assert "Formulas are being prepared." not in bare.plain_text()
    assert "chain rule" in bare.plain_text()


def test_another_sample_shows_its_own_numbers(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.session.document.open(find_scenario("xor"))
    stepper.playback.go_to(1)
    first = result_text(pane)
    stepper.session.set_sample(3)
    assert result_text(pane) != first
    assert "sample 4 of 4" in pane.plain_text()


def test_a_new_step_begins_at_its_top(pane: WorkingPane, stepper: Stepper) -> None:
    pane.resize(460, 300)
    stepper.playback.go_to(25)
    bar = pane.sheet.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    stepper.playback.go_to(26)
    assert bar.value() == 0


def test_another_theme_keeps_the_place(
    pane: WorkingPane, stepper: Stepper, appearance: Appearance
) -> None:
    pane.resize(460, 300)
    stepper.playback.go_to(25)
    pane.sheet.verticalScrollBar().setValue(60)
    appearance.set_theme("dark")
    assert pane.sheet.verticalScrollBar().value() == 60
    corner = pane.grab().toImage().pixelColor(2, 2).name()
    assert corner == appearance.theme.surface


def test_larger_text_makes_a_taller_page(
    pane: WorkingPane, stepper: Stepper, appearance: Appearance
) -> None:
    pane.resize(900, 1500)
    stepper.playback.go_to(15)
    before = pane.sheet.page.height
    appearance.set_text_scale(2.0)
    assert pane.sheet.page.height > 1.3 * before


# Pointing -------------------------------------------------------------------------------------


def test_pointing_at_a_factor_points_at_what_it_is_about(
    qtbot: QtBot, pane: WorkingPane, stepper: Stepper
) -> None:
    stepper.playback.go_to(15)
    with qtbot.waitSignal(stepper.selection.hovered_changed):
        move(pane, middle(pane, ("factor", 2)))
    assert Ref(Quantity.ACTIVATION, 1, 0) in stepper.selection.hovered
    assert W5 in stepper.selection.hovered
    assert pane.sheet._lit == {("factor", 2)}
    QTest.mouseMove(pane.sheet.viewport(), QPoint(3, 3))
    assert stepper.selection.hovered == ()
    assert pane.sheet._lit == frozenset()


def test_the_tinted_box_points_at_the_same(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    move(pane, middle(pane, ("factor", 1), which=0))
    assert pane.sheet._lit == {("factor", 1)}
    assert pane.sheet.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_a_symbol_points_at_its_number(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(1)
    w2, i2 = Ref(Quantity.WEIGHT, 1, 0, 1), Ref(Quantity.ACTIVATION, 0, 1)
    for ref in (w2, i2):
        move(pane, middle(pane, ref, 0))
        assert stepper.selection.hovered == (ref,)
    # In a row that is about something the whole row is pointed at.
    move(pane, middle(pane, w2, 1))
    assert stepper.selection.hovered == (w2, i2)


def test_what_the_graph_points_at_lights_up(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    stepper.selection.hover(W5)
    assert pane.sheet._lit == {("factor", 2)}
    stepper.selection.hover(Ref(Quantity.TARGET, 2, 0))
    assert pane.sheet._lit == {("factor", 0)}
    stepper.selection.hover(Ref(Quantity.ACTIVATION, 0, 1))
    assert pane.sheet._lit == frozenset()


def test_a_lit_factor_looks_different(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    before = pane.grab().toImage()
    stepper.selection.hover(W5)
    assert pane.grab().toImage() != before
    stepper.selection.hover()
    assert pane.grab().toImage() == before


def test_moving_on_lets_go_of_what_was_pointed_at(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    move(pane, middle(pane, ("factor", 2)))
    stepper.playback.go_to(1)
    assert stepper.selection.hovered == ()


def test_a_click_on_a_factor_leads_to_its_derivation(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    where = middle(pane, ("factor", 0))
    click(pane.sheet.viewport(), where)
    assert stepper.playback.position == 12
    assert pane.question_text() == "How much does a_o1 change the total loss?"


def test_a_click_on_a_path_leads_to_its_delta(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(25)
    where = middle(pane, (("factor", 0), 1))
    click(pane.sheet.viewport(), where)
    step = stepper.playback.step
    assert step is not None
    assert step.target == Ref(Quantity.DELTA, 2, 1)


def test_a_press_that_slides_off_is_no_click(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    view = pane.sheet.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, left, none, middle(pane, ("factor", 0)))
    QTest.mouseRelease(view, left, none, middle(pane, ("factor", 1)))
    assert stepper.playback.position == 15


def test_a_click_on_a_phase_leads_to_its_first_step(pane: WorkingPane, stepper: Stepper) -> None:
    where = middle(pane, ("phase", "update"))
    click(pane.sheet.viewport(), where)
    assert stepper.playback.position == 32


def test_a_click_on_a_sample_shows_it(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.session.document.open(find_scenario("xor"))
    stepper.playback.go_to(12)
    pane.resize(576, 1200)
    where = middle(pane, ("term", 2))
    click(pane.sheet.viewport(), where)
    assert stepper.session.sample == 2
    assert stepper.playback.position == 12


# Copying and the closed form ------------------------------------------------------------------


def test_the_menu_copies_text_and_latex(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    text, latex, _ = pane.context_menu().actions()
    text.trigger()
    assert "0.741365 · 0.186816 · 0.593270 ≈ 0.082167" in QGuiApplication.clipboard().text()
    latex.trigger()
    assert r"\approx 0.082167" in QGuiApplication.clipboard().text()


# Ahead of time --------------------------------------------------------------------------------


def test_idle_time_prepares_the_whole_iteration_of_a_small_network(
    qtbot: QtBot, pane: WorkingPane, stepper: Stepper
) -> None:
    qtbot.waitUntil(lambda: pane.prefetcher._pieces is None)
    drawings = len(pane._pages._drawings)
    for position in range(1, stepper.playback.length + 1):
        stepper.playback.go_to(position)
    assert len(pane._pages._drawings) == drawings


def test_a_step_can_be_prepared_by_itself(pane: WorkingPane, stepper: Stepper) -> None:
    pane.prefetcher.stop()
    list(pane._prepare(30))
    drawings = len(pane._pages._drawings)
    stepper.playback.go_to(30)
    pane.prefetcher.stop()
    assert len(pane._pages._drawings) == drawings


def test_a_click_unfolds_the_rule_of_a_derivative_and_folds_it(
    pane: WorkingPane, stepper: Stepper
) -> None:
    stepper.playback.go_to(13)
    assert "²" not in pane.plain_text()
    click(pane.sheet.viewport(), middle(pane, WHY))
    assert "(1 + e^(−z_o1))²" in pane.plain_text()
    stepper.playback.go_to(20)
    assert "(1 + e^(−z_h1))²" not in pane.plain_text()
    stepper.playback.go_to(13)
    click(pane.sheet.viewport(), middle(pane, WHY))
    assert "²" not in pane.plain_text()


def test_numbers_in_another_format_are_drawn_at_once(
    pane: WorkingPane, stepper: Stepper, appearance: Appearance
) -> None:
    stepper.playback.go_to(5)
    assert result_text(pane) == "1.105906"
    appearance.set_numbers(NumberFormat(3, comma=True))
    assert result_text(pane) == "1,106"
    assert "0,4 · 0,593" in pane.plain_text()
