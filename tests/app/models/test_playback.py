"""The playhead: how it moves, and what is known where it stands."""

import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from app.models import Document, PlaybackModel, SessionModel
from engine.iteration.steps import Granularity
from engine.network.quantities import LEARNING_RATE, LOSS, Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)


@pytest.fixture
def session() -> SessionModel:
    return SessionModel(Document())


@pytest.fixture
def playback(session: SessionModel) -> PlaybackModel:
    made = PlaybackModel(session)
    session.document.open(find_scenario("mazur-2-2-2"))
    return made


def heard(signal: SignalInstance) -> list[object]:
    calls: list[object] = []
    signal.connect(lambda: calls.append(None))
    return calls


def test_with_nothing_open_no_key_does_anything(session: SessionModel) -> None:
    playback = PlaybackModel(session)
    calls = heard(playback.position_changed)
    playback.forward()
    playback.step_back()
    playback.first()
    playback.last()
    playback.next_iteration()
    playback.toggle()
    assert playback.length == playback.position == 0
    assert not playback.playing
    assert not calls


def test_step_fifteen_is_the_gradient_of_w5(playback: PlaybackModel) -> None:
    playback.go_to(15)
    assert playback.length == 39
    assert playback.step is not None
    assert playback.step.target == W5.as_quantity(Quantity.WEIGHT_GRADIENT)


def test_forward_stops_at_the_end(playback: PlaybackModel, session: SessionModel) -> None:
    for _ in range(50):
        playback.forward()
    assert playback.position == 39
    assert session.iteration == 1


def test_back_from_a_start_shows_the_end_of_the_iteration_before(
    playback: PlaybackModel, session: SessionModel
) -> None:
    session.go_to_iteration(3)
    playback.go_to(0)
    playback.step_back()
    assert (session.iteration, playback.position) == (2, 39)
    playback.first()
    assert (session.iteration, playback.position) == (1, 0)
    playback.step_back()
    assert (session.iteration, playback.position) == (1, 0)


def test_next_iteration_begins_at_its_start(playback: PlaybackModel, session: SessionModel) -> None:
    playback.go_to(20)
    playback.next_iteration()
    assert (session.iteration, playback.position) == (2, 0)


@pytest.mark.parametrize(
    ("granularity", "stops"),
    [
        (Granularity.UNIT, [2, 4, 6, 8, 9, 10, 11, 16, 21, 26, 31]),
        (Granularity.LAYER, [4, 8, 11, 21, 31, 35, 39]),
        (Granularity.PHASE, [8, 11, 31, 39]),
    ],
)
def test_coarser_moves(playback: PlaybackModel, granularity: Granularity, stops: list[int]) -> None:
    playback.set_granularity(granularity)
    reached = []
    for _ in stops:
        playback.forward()
        reached.append(playback.position)
    assert reached == stops
    for stop in reversed([0, *stops[:-1]]):
        playback.step_back()
        assert playback.position == stop


def test_granularity_stays_on_its_scale(playback: PlaybackModel) -> None:
    calls = heard(playback.granularity_changed)
    playback.finer()
    assert not calls
    for _ in range(6):
        playback.coarser()
    assert playback.granularity is Granularity.PHASE
    assert len(calls) == 3


def test_moving_nowhere_says_nothing(playback: PlaybackModel) -> None:
    playback.go_to(5)
    signals = (playback.position_changed, playback.speed_changed, playback.playing_changed)
    calls = [heard(signal) for signal in signals]
    playback.go_to(5)
    playback.set_speed(playback.speed)
    playback.pause()
    assert calls == [[], [], []]


def test_playing_ends_at_the_end_of_the_iteration(qtbot: QtBot, playback: PlaybackModel) -> None:
    playback.set_speed(8.0)
    playback.go_to(37)
    playback.play()
    assert playback.playing
    qtbot.waitUntil(lambda: not playback.playing)
    assert playback.position == 39


def test_playing_from_the_end_goes_on_with_the_next_iteration(
    playback: PlaybackModel, session: SessionModel
) -> None:
    playback.go_to(39)
    playback.toggle()
    assert (session.iteration, playback.position) == (2, 0)
    playback.toggle()
    assert not playback.playing


def test_a_weight_leads_to_its_gradient_and_in_the_update_to_its_update(
    playback: PlaybackModel,
) -> None:
    assert playback.go_to_ref(W5)
    assert playback.position == 15
    playback.go_to(39)
    assert playback.go_to_ref(W5)
    assert playback.step is not None
    assert playback.step.kind is Quantity.NEW_WEIGHT


def test_a_frozen_bias_leads_nowhere(playback: PlaybackModel) -> None:
    playback.go_to(3)
    assert not playback.go_to_ref(Ref(Quantity.BIAS, 1, 0))
    assert playback.position == 3


def test_what_is_known_depends_on_the_position(playback: PlaybackModel) -> None:
    gradient = W5.as_quantity(Quantity.WEIGHT_GRADIENT)
    for ref in (W5, LEARNING_RATE, Ref(Quantity.ACTIVATION, 0, 0)):
        assert playback.is_known(ref)
    assert not playback.is_known(LOSS)
    playback.go_to(14)
    assert playback.is_known(LOSS)
    assert not playback.is_known(gradient)
    playback.go_to(15)
    assert playback.is_known(gradient)


def test_another_scenario_begins_at_its_start(
    playback: PlaybackModel, session: SessionModel
) -> None:
    playback.go_to(39)
    playback.play()
    session.document.open(find_scenario("xor"))
    assert playback.position == 0
    assert not playback.playing


def test_where_the_loss_ran_away_there_is_no_next_iteration(runaway: str) -> None:
    session = SessionModel(Document())
    session.document.open(parse_scenario(runaway, "runaway.toml"))
    playback = PlaybackModel(session)
    heard: list[str] = []
    playback.failed.connect(heard.append)
    while playback.next_iteration():
        pass
    last = session.iteration
    playback.last()
    playback.toggle()
    assert not playback.playing
    assert (session.iteration, playback.position) == (last, playback.length)
    assert len(heard) == 2
    assert all("no longer a finite number after" in sentence for sentence in heard)
