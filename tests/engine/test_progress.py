"""How long work will take follows from how long it took so far."""

import pytest

from engine import progress
from engine.progress import Forecast, listening, report


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    now = [100.0]
    monkeypatch.setattr(progress, "perf_counter", lambda: now[0])
    return now


def test_the_time_left_is_that_of_the_pace_so_far(clock):
    forecast = Forecast()
    assert forecast.seconds_left is None
    clock[0] = 104.0  # Four seconds that were none of the work's own.
    forecast.hear("Compiling", 0.0)
    assert forecast.seconds_left is None
    clock[0] = 106.0
    forecast.hear("Compiling", 0.25)
    assert forecast.seconds_left == pytest.approx(6.0)
    # While nothing is heard, time passes.
    clock[0] = 108.0
    assert forecast.seconds_left == pytest.approx(4.0)
    assert (forecast.done, forecast.seconds) == (0.25, pytest.approx(8.0))
    clock[0] = 150.0
    assert forecast.seconds_left == 1.0


def test_other_work_is_estimated_anew(clock):
    forecast = Forecast()
    forecast.hear("Reading", 0.0)
    clock[0] += 9.0
    forecast.hear("Reading", 0.9)
    forecast.hear("Checking", 0.5)
    assert (forecast.work, forecast.seconds_left) == ("Checking", None)
    clock[0] += 2.0
    forecast.hear("Checking", 0.75)
    assert forecast.seconds_left == pytest.approx(2.0)


def test_work_is_heard_by_whoever_asked_for_it_alone():
    heard = []
    report("Reading", 0.5)
    with listening(lambda work, done: heard.append((work, done))):
        report("Reading", 0.75)
    report("Reading", 1.0)
    assert heard == [("Reading", 0.75)]
