"""The timeline: its buttons, its runs, the learning rate, and its place at every size."""

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.commands import Editor
from app.models import Stepper
from app.models.playback import SPEEDS
from app.models.running import RunModel
from app.theme import Appearance
from app.timeline import TimelinePane
from engine.iteration.steps import Granularity
from engine.scenario import find_scenario, parse_scenario


class Bench(QWidget):
    """A window with the timeline at its foot."""

    def __init__(self, scenario: str = "mazur-2-2-2") -> None:
        super().__init__()
        self.stepper = Stepper.make()
        self.session, self.playback = self.stepper.session, self.stepper.playback
        self.runs = RunModel(self.session, self.playback)
        self.editor = Editor(self.session)
        self.appearance = Appearance()
        self.pane = TimelinePane(self.stepper, self.runs, self.editor, self.appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(QWidget(), 1)
        column.addWidget(self.pane)
        if scenario:
            self.session.document.open(find_scenario(scenario))


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_the_transport_moves_the_playhead(qtbot: QtBot, bench: Bench) -> None:
    buttons, playback = bench.pane.transport.buttons, bench.playback
    click(qtbot, buttons["next"])
    click(qtbot, buttons["next"])
    assert playback.position == 2
    assert bench.pane.counter.label.text() == "2 / 39"
    click(qtbot, buttons["previous"])
    assert playback.position == 1
    click(qtbot, buttons["last"])
    assert playback.position == 39
    assert bench.pane.counter.label.text() == "39 / 39"
    click(qtbot, buttons["first"])
    assert playback.position == 0


def test_buttons_that_lead_nowhere_are_off(bench: Bench) -> None:
    buttons = bench.pane.transport.buttons

    def on() -> list[str]:
        return [name for name, button in buttons.items() if button.isEnabled()]

    assert on() == ["play", "next", "last"]
    bench.playback.go_to(5)
    assert on() == ["first", "previous", "play", "next", "last"]
    bench.playback.last()
    assert on() == ["first", "previous", "play"]
    bench.playback.next_iteration()
    # At the start of iteration 2 there is an iteration before it.
    assert on() == ["first", "previous", "play", "next", "last"]


def test_play_turns_into_pause(qtbot: QtBot, bench: Bench) -> None:
    play = bench.pane.transport.buttons["play"]
    assert play.toolTip() == "Play (Space)"
    click(qtbot, play)
    assert bench.playback.playing
    assert play.toolTip() == "Pause (Space)"
    click(qtbot, play)
    assert not bench.playback.playing
    assert play.toolTip() == "Play (Space)"


def test_no_click_takes_the_focus(qtbot: QtBot, bench: Bench) -> None:
    bench.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bench.setFocus()
    pane = bench.pane
    for part in (*pane.transport.buttons.values(), pane.bands):
        assert part.focusPolicy() is Qt.FocusPolicy.NoFocus
    # These have no key of their own: they are reached with Tab.
    for part in pane.tab_stops():
        if part is not pane.rate.field:
            assert part.focusPolicy() is Qt.FocusPolicy.TabFocus
    click(qtbot, pane.transport.buttons["next"])
    click(qtbot, pane.bands)
    click(qtbot, pane.run_bar.buttons[1])
    assert bench.hasFocus()


def test_the_granularity_is_chosen_from_a_menu(bench: Bench) -> None:
    counter = bench.pane.counter
    assert counter.granularity.text() == "by step"
    layer = next(action for action in counter.menu.actions() if action.text() == "by layer")
    layer.trigger()
    assert bench.playback.granularity is Granularity.LAYER
    assert counter.granularity.text() == "by layer"
    bench.playback.finer()
    assert counter.granularity.text() == "by unit"
    checked = [action.text() for action in counter.menu.actions() if action.isChecked()]
    assert checked == ["by unit"]


def test_the_slider_sets_the_speed(qtbot: QtBot, bench: Bench) -> None:
    slider = bench.pane.speed.slider
    assert SPEEDS[slider.value()] == bench.playback.speed == 1.0
    slider.setValue(len(SPEEDS) - 1)
    assert bench.playback.speed == 8.0
    assert "8 moves a second" in slider.toolTip()
    with qtbot.assertNotEmitted(bench.playback.speed_changed):
        slider.setValue(len(SPEEDS) - 1)
    bench.playback.set_speed(0.25)
    assert slider.value() == 0


def test_run_ten_thousand(qtbot: QtBot, bench: Bench) -> None:
    pane, session = bench.pane, bench.session
    with qtbot.waitSignal(bench.runs.finished, timeout=60_000):
        click(qtbot, pane.run_bar.buttons[10_000])
        assert bench.runs.running
        assert not pane.run_bar.buttons[1].isEnabled()
        assert not pane.transport.isEnabled()
        assert pane.run_bar.progress.isVisible()
    assert session.iteration == 10_001
    assert pane.iteration.text() == "Iteration 10,001"
    assert pane.loss_button.text() == "3.510·10⁻⁵"
    assert pane.counter.label.text() == "0 / 39"
    assert pane.run_bar.buttons[1].isVisible()
    assert pane.transport.isEnabled()
    click(qtbot, pane.transport.buttons["next"])
    assert bench.playback.position == 1


def test_a_run_shows_how_far_it_is_and_can_be_ended(qtbot: QtBot, bench: Bench) -> None:
    pane = bench.pane
    with qtbot.waitSignal(bench.runs.progressed, check_params_cb=lambda done, _: done > 0):
        bench.runs.run(100_000_000)
    assert pane.run_bar.progress_text.text().endswith("of 100,000,000")
    assert pane.run_bar.progress.value() == bench.runs.done > 0
    assert pane.iteration.text() == f"Iteration {bench.session.reached:,}"
    click(qtbot, pane.run_bar.cancel_button)
    assert not bench.runs.running
    assert pane.iteration.text() == f"Iteration {bench.session.iteration:,}"
    assert pane.run_bar.buttons[1].isVisible()


def test_a_run_that_fails_says_why(qtbot: QtBot, bench: Bench, runaway: str) -> None:
    bench.session.document.open(parse_scenario(runaway, "runaway.toml"))
    height = bench.pane.height()
    with qtbot.waitSignal(bench.runs.failed):
        click(qtbot, bench.pane.run_bar.buttons[1_000])
    assert bench.pane.message.isVisible()
    assert "smaller learning rate" in bench.pane.message.text()
    assert bench.pane.height() > height
    # The next change takes the sentence away.
    bench.session.go_to_iteration(1)
    assert not bench.pane.message.isVisible()
    assert bench.pane.height() == height


def test_the_learning_rate_is_edited_in_place(qtbot: QtBot, bench: Bench) -> None:
    rate = bench.pane.rate
    assert rate.button.text() == "0.5"
    click(qtbot, rate.button)
    assert rate.field.isVisible()
    assert rate.field.hasFocus()
    assert rate.field.selectedText() == "0.5"
    qtbot.keyClicks(rate.field, "1/4")
    qtbot.keyClick(rate.field, Qt.Key.Key_Return)
    assert bench.session.trace.learning_rate == 0.25
    assert not rate.field.isVisible()
    assert rate.button.text() == "0.25"
    bench.editor.document.undo()
    assert rate.button.text() == "0.5"


def test_a_refused_learning_rate_stays_open(qtbot: QtBot, bench: Bench) -> None:
    rate = bench.pane.rate
    click(qtbot, rate.button)
    qtbot.keyClicks(rate.field, "-1")
    qtbot.keyClick(rate.field, Qt.Key.Key_Return)
    assert rate.field.isVisible()
    assert rate.field.property("invalid") is True
    assert "positive" in bench.pane.message.text()
    assert bench.session.trace.learning_rate == 0.5
    qtbot.keyClick(rate.field, Qt.Key.Key_Escape)
    assert not rate.field.isVisible()
    assert not bench.pane.message.isVisible()
    assert rate.button.text() == "0.5"


def test_the_same_learning_rate_again_is_no_edit(qtbot: QtBot, bench: Bench) -> None:
    click(qtbot, bench.pane.rate.button)
    with qtbot.assertNotEmitted(bench.session.trace_changed):
        qtbot.keyClick(bench.pane.rate.field, Qt.Key.Key_Return)
    assert bench.editor.document.earlier == []
    assert not bench.pane.rate.field.isVisible()


def test_table_and_loss_are_asked_for(qtbot: QtBot, bench: Bench) -> None:
    with qtbot.waitSignal(bench.pane.parameters_requested):
        click(qtbot, bench.pane.parameters_button)
    with qtbot.waitSignal(bench.pane.loss_requested):
        click(qtbot, bench.pane.loss_button)


def test_minimal_leaves_counter_and_bands(qtbot: QtBot, bench: Bench) -> None:
    pane = bench.pane
    bench.playback.go_to(15)
    whole = pane.height()
    pane.set_minimal(True)
    shown = {child for child in pane.children() if isinstance(child, QWidget) and child.isVisible()}
    assert shown == {pane.counter, pane.bands}
    assert pane.counter.label.text() == "Backward 15 / 39"
    assert pane.height() < whole
    middle = QPoint(round(pane.bands.x_of(20)), round(pane.bands.band_middle))
    qtbot.mouseClick(pane.bands, Qt.MouseButton.LeftButton, pos=middle)
    assert bench.playback.position == 20
    pane.set_minimal(False)
    assert pane.transport.isVisible()
    assert pane.counter.label.text() == "20 / 39"
    assert pane.height() == whole


def test_present_text_is_large_enough(bench: Bench, qapp: QApplication) -> None:
    bench.appearance.set_presenting(True, QSize(1280, 720))
    bench.appearance.apply_to(qapp)
    bench.pane.set_minimal(True)
    assert bench.pane.counter.label.font().pixelSize() >= 20


@pytest.mark.parametrize("scenario", ["mazur-2-2-2", "mnist-16-16"])
def test_nothing_overlaps_or_is_cut_at_any_size(qtbot: QtBot, scenario: str) -> None:
    bench = Bench(scenario)
    qtbot.addWidget(bench)
    bench.show()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    pane, playback = bench.pane, bench.playback
    playback.go_to(playback.length)
    for width, scale in itertools.product((1024, 1280, 1600, 1920), (1.0, 1.25, 1.5, 1.75, 2.0)):
        bench.appearance.set_text_scale(scale)
        bench.setFont(bench.appearance.font())
        bench.resize(width, 760)
        for _ in range(3):
            application.processEvents()
        parts = [
            child for child in pane.children() if isinstance(child, QWidget) and child.isVisible()
        ]
        crowded = pane.more.isVisible()
        assert len(parts) == (5 if crowded else 9)
        for part in parts:
            where = f"{type(part).__name__} at {width} and {scale}"
            assert QRect(0, 0, width, pane.height()).contains(part.geometry()), where
            assert part.width() >= part.sizeHint().width(), where
            assert part.height() >= part.sizeHint().height() - 1, where
        for one, other in itertools.combinations(parts, 2):
            pair = f"{type(one).__name__}, {type(other).__name__} at {width} and {scale}"
            assert not one.geometry().intersects(other.geometry()), pair
        assert pane.height() < 0.31 * bench.height()


def test_a_small_window_with_large_text_puts_the_second_line_away(
    qtbot: QtBot, bench: Bench
) -> None:
    pane = bench.pane
    bench.appearance.set_text_scale(2.0)
    bench.setFont(bench.appearance.font())
    bench.resize(1024, 768)
    qtbot.waitUntil(pane.more.isVisible)
    assert not pane.run_bar.isVisible()
    low = pane.height()
    click(qtbot, pane.more)
    qtbot.waitUntil(pane.run_bar.isVisible)
    assert pane.height() > low
    click(qtbot, pane.more)
    qtbot.waitUntil(lambda: not pane.run_bar.isVisible())
    assert pane.height() == low
    pane.set_minimal(True)
    assert not pane.more.isVisible()
    pane.set_minimal(False)
    assert pane.more.isVisible()
    bench.resize(1920, 1080)
    qtbot.waitUntil(lambda: not pane.more.isVisible())
    assert pane.run_bar.isVisible()


def test_the_pane_without_a_scenario(qtbot: QtBot) -> None:
    bench = Bench("")
    qtbot.addWidget(bench)
    bench.show()
    pane = bench.pane
    assert pane.counter.label.text() == "0 / 0"
    assert not any(button.isEnabled() for button in pane.transport.buttons.values())
    click(qtbot, pane.run_bar.buttons[1])
    click(qtbot, pane.rate.button)
    assert not bench.runs.running
    assert not pane.rate.field.isVisible()
    bench.session.document.open(find_scenario("mazur-2-2-2"))
    assert pane.counter.label.text() == "0 / 39"
    assert pane.transport.buttons["next"].isEnabled()


def test_dark_is_dark(bench: Bench) -> None:
    bench.appearance.set_theme("dark")
    picture = bench.pane.grab().toImage()
    assert picture.pixelColor(2, picture.height() - 2).name() == bench.appearance.theme.background
