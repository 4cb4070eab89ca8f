"""States of earlier iterations: within a budget, and the same bits."""

from itertools import pairwise

from engine.data.selection import select_rows
from engine.iteration.history import History
from engine.iteration.state import State, iterate
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario

XOR = find_scenario("xor")
ROWS = select_rows(XOR)


def states(count):
    """Return the state at the start of each iteration, the first at index 1."""
    found = [None, State.start(initial_parameters(XOR), ROWS.epoch)]
    while len(found) <= count:
        found.append(iterate(found[-1], ROWS, 1)[0])
    return found


def filled(found, budget):
    history = History(found[1], budget)
    for iteration in range(2, len(found)):
        history.add(iteration, found[iteration])
    return history


def test_every_state_is_there_while_there_is_room():
    found = states(50)
    history = filled(found, 1_000_000)
    assert len(history) == 50
    for iteration in range(1, 51):
        number, state = history.before(iteration)
        assert number == iteration
        assert state.parameters.flat.tobytes() == found[iteration].parameters.flat.tobytes()
        assert state.updates == found[iteration].updates


def test_beyond_the_budget_the_latest_are_whole_and_the_earlier_sparse():
    found = states(2_000)
    history = filled(found, 100 * 250)
    assert 50 < len(history) <= 100
    stored = [number for number in range(1, 2_001) if history.before(number)[0] == number]
    assert stored[0] == 1
    assert stored[-40:] == list(range(1_961, 2_001))
    gaps = [later - earlier for earlier, later in pairwise(stored)]
    assert max(gaps) <= 128
    number, state = history.before(1_234)
    again = iterate(state, ROWS, 1_234 - number)[0]
    assert again.parameters.flat.tobytes() == found[1_234].parameters.flat.tobytes()


def test_the_first_and_the_latest_are_stored_whatever_the_budget():
    found = states(30)
    history = filled(found, 1)
    assert len(history) == 2
    assert [history.before(number)[0] for number in (1, 29, 30)] == [1, 1, 30]
