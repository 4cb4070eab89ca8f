"""Runs of many iterations: they end where they should, and the window stays alive."""

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.commands import Editor
from app.models import Stepper
from app.models.running import RunModel
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from engine.scenario import find_scenario, parse_scenario


@pytest.fixture
def runs(stepper: Stepper) -> RunModel:
    return RunModel(stepper.session, stepper.playback)


def finish(qtbot: QtBot, runs: RunModel, count: int) -> None:
    with qtbot.waitSignal(runs.finished, timeout=60_000):
        runs.run(count)


def test_ten_thousand_updates_of_the_worked_example(
    qtbot: QtBot, stepper: Stepper, runs: RunModel
) -> None:
    stepper.playback.go_to(20)
    finish(qtbot, runs, 10_000)
    session, playback = stepper.session, stepper.playback
    assert not runs.running
    assert (session.iteration, playback.position) == (10_001, 0)
    assert session.losses[-1] == pytest.approx(3.510187783e-5, abs=5e-15)
    assert session.trace.loss == pytest.approx(3.510187783e-5, abs=5e-15)
    # Stepping goes on as ever.
    playback.forward()
    assert playback.position == 1
    playback.step_back()
    playback.step_back()
    assert (session.iteration, playback.position) == (10_000, 39)
    assert session.trace.loss == pytest.approx(session.losses[9_999], abs=1e-18)


def test_the_event_loop_turns_while_a_run_goes_on(qtbot: QtBot, runs: RunModel) -> None:
    turns: list[int] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: turns.append(runs.done))
    timer.start()
    finish(qtbot, runs, 10_000)
    timer.stop()
    between = {done for done in turns if 0 < done < 10_000}
    assert len(between) >= 3


def test_progress_rises_to_the_end(qtbot: QtBot, runs: RunModel) -> None:
    seen: list[tuple[int, int]] = []
    runs.progressed.connect(lambda done, total: seen.append((done, total)))
    finish(qtbot, runs, 1_000)
    assert seen[0] == (0, 1_000)
    assert seen[-1] == (1_000, 1_000)
    assert seen == sorted(seen)


def test_a_run_of_one(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    finish(qtbot, runs, 1)
    assert (stepper.session.iteration, stepper.playback.position) == (2, 0)


def test_views_hear_of_the_end_alone(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    positions: list[int] = []
    changed = stepper.session.trace_changed
    changed.connect(lambda: positions.append(stepper.playback.position))
    stepper.playback.go_to(39)
    finish(qtbot, runs, 100)
    assert positions == [0]


def test_a_run_over_iterations_already_reached(
    qtbot: QtBot, stepper: Stepper, runs: RunModel
) -> None:
    finish(qtbot, runs, 100)
    stepper.playback.first()
    finish(qtbot, runs, 10)
    assert stepper.session.iteration == 11
    assert stepper.session.reached == 101


def test_cancelling_shows_the_furthest_reached(
    qtbot: QtBot, stepper: Stepper, runs: RunModel
) -> None:
    stepper.playback.go_to(7)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda done, _: done > 0):
        runs.run(100_000_000)
    with qtbot.waitSignal(runs.cancelled):
        runs.cancel()
    session = stepper.session
    assert not runs.running
    assert 1 < session.iteration == session.reached
    assert stepper.playback.position == 0
    iteration = session.iteration
    finish(qtbot, runs, 1)
    assert session.iteration == iteration + 1


def test_only_one_run_at_a_time(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    with qtbot.waitSignal(runs.finished):
        runs.run(200)
        runs.run(5_000)
    assert stepper.session.iteration == 201


def test_nothing_to_run_says_nothing(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    with qtbot.assertNotEmitted(runs.running_changed), qtbot.assertNotEmitted(runs.progressed):
        runs.run(0)
        runs.cancel()
        closed = Stepper.make()
        RunModel(closed.session, closed.playback).run(10)


def test_a_run_ends_playing(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    stepper.playback.play()
    finish(qtbot, runs, 10)
    assert not stepper.playback.playing


def test_an_edit_ends_the_run(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    editor = Editor(stepper.session)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda done, _: done > 0):
        runs.run(100_000_000)
    with qtbot.waitSignal(runs.cancelled):
        editor.set_text(LEARNING_RATE, "0.25")
    assert not runs.running
    assert stepper.session.iteration == stepper.session.reached == 1
    assert stepper.session.trace.learning_rate == 0.25


def test_another_scenario_ends_the_run(qtbot: QtBot, stepper: Stepper, runs: RunModel) -> None:
    runs.run(100_000_000)
    with qtbot.waitSignal(runs.cancelled):
        stepper.session.document.open(find_scenario("xor"))
    assert not runs.running
    assert stepper.session.iteration == 1


def test_a_loss_that_runs_away_ends_the_run_with_a_sentence(
    qtbot: QtBot, stepper: Stepper, runs: RunModel, runaway: str
) -> None:
    stepper.session.document.open(parse_scenario(runaway, "runaway.toml"))
    with qtbot.waitSignal(runs.failed) as failed:
        runs.run(1_000)
    (sentence,) = failed.args
    assert "no longer a finite number" in sentence
    assert "smaller learning rate" in sentence
    assert not runs.running
    assert stepper.session.iteration == stepper.session.reached
    assert stepper.playback.position == 0
    # The window goes on working.
    stepper.playback.forward()
    assert stepper.playback.position == 1
    assert stepper.session.trace.value(Ref(Quantity.PRE_ACTIVATION, 1, 0)) != 0
