"""What is built can be undone to the last number, and rows wait until they are right."""

import numpy as np
import pytest

from app.models import Stepper
from app.models.builder import BuilderModel
from engine.design import changes
from engine.errors import UserError
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import dump_scenario, find_scenario, parse_scenario
from engine.scenario.editing import with_value


@pytest.fixture
def model(stepper: Stepper) -> BuilderModel:
    return BuilderModel(stepper.session)


def numbers(stepper: Stepper) -> list[float]:
    """Return every number of the present iteration, step by step, and all parameters."""
    trace = stepper.session.trace
    steps = [trace.value(step.target, 0) for step in trace.steps]
    return [float(trace.iteration), trace.loss, *trace.before.flat.tolist(), *steps]


def test_units_and_layers_after_100_iterations_are_undone_and_redone_to_the_last_number(
    stepper, model
):
    stepper.session.go_to_iteration(101)
    document = stepper.document
    seen = [numbers(stepper)]
    learnt = stepper.session.trace.before.flat.copy()
    for change in (
        lambda: model.add_unit(1),
        lambda: model.add_layer(2),
        lambda: model.remove_unit(1, 0),
        lambda: model.remove_layer(2),
        lambda: model.add_unit(0),
        lambda: model.set_activation(2, "tanh"),
    ):
        change()
        seen.append(numbers(stepper))
    assert len({tuple(each) for each in seen}) == len(seen)
    for expected in reversed(seen[:-1]):
        document.undo()
        assert numbers(stepper) == expected
    assert stepper.session.iteration == 101
    np.testing.assert_array_equal(stepper.session.trace.before.flat, learnt)
    for expected in seen[1:]:
        document.redo()
        assert numbers(stepper) == expected


def test_a_unit_and_a_layer_that_come_and_go_leave_what_was_learnt(stepper, model):
    stepper.session.go_to_iteration(101)
    learnt = stepper.session.trace.before.flat.copy()
    model.add_unit(1)
    model.remove_unit(1)
    model.add_layer(1)
    model.remove_layer(1)
    np.testing.assert_array_equal(stepper.session.trace.before.flat, learnt)
    assert stepper.session.iteration == 1


def test_what_was_learnt_stays_where_the_network_grows(stepper, model):
    stepper.session.go_to_iteration(101)
    before = stepper.session.trace.before
    model.add_unit(1)
    after = stepper.session.trace.before
    np.testing.assert_array_equal(after.weights[0][:2], before.weights[0])
    np.testing.assert_array_equal(after.weights[1][:, :2], before.weights[1])


@pytest.mark.parametrize("start", ["drawn", "zeros", "round"])
def test_every_way_to_start_can_be_chosen_and_undone(stepper, model, start):
    document = stepper.document
    document.open(find_scenario("xor"))
    assert model.start == "round"
    model.edit(lambda s: with_value(s, initial_parameters(s), Ref(Quantity.WEIGHT, 1, 0, 0), 0.123))
    first = stepper.session.scenario
    assert model.start == "given"
    model.set_start(start)
    assert model.start == start
    document.undo()
    assert stepper.session.scenario is first


def test_another_seed_gives_other_round_numbers(stepper, model):
    model.set_start("round")
    first = stepper.session.trace.before.flat.copy()
    model.set_seed(5)
    assert model.start == "round"
    assert not np.array_equal(stepper.session.trace.before.flat, first)


def test_rows_wait_until_every_cell_is_a_number(stepper, model):
    x = stepper.session.scenario.x
    said = model.paste("0,5\t1\t0\t1\nabc\t1\t0\t1", 0, 0)
    assert "1 of their cells" in said
    assert model.problems.keys() == {(1, 0)}
    assert stepper.session.scenario.x is x
    assert model.cells[0] == ("0,5", "1", "0", "1")
    model.set_cell(1, 0, "0.25")
    assert not model.problems
    np.testing.assert_array_equal(stepper.session.scenario.x, [[0.5, 1.0], [0.25, 1.0]])
    stepper.document.undo()
    assert stepper.session.scenario.x is x
    assert len(model.cells) == 1


def test_typed_rows_follow_the_shape_of_the_network(stepper, model):
    model.paste("abc\t1\t0\t1", 0, 0)
    model.add_unit(0)
    assert model.cells == (("abc", "1", "", "0", "1"),)
    assert model.problems.keys() == {(0, 0), (0, 2)}
    model.remove_unit(2)
    assert model.cells == (("abc", "1", "", "0"),)


def test_rows_that_another_edit_brings_take_the_place_of_typed_ones(stepper, model):
    model.paste("1\t1\t0\t1", 0, 0)
    model.set_cell(0, 0, "abc")
    assert model.problems
    stepper.document.undo()
    assert not model.problems
    assert model.cells == (("0.05", "0.1", "0.01", "0.99"),)


def test_narrow_rows_are_laid_over_the_table(stepper, model):
    model.paste("7\n8", 0, 1)
    assert model.cells[0] == ("0.05", "7", "0.01", "0.99")
    # The second row is to be filled in.
    assert model.cells[1] == ("", "8", "", "")
    assert len(model.problems) == 3
    with pytest.raises(UserError, match="expected 4: 2 of inputs and 2 of targets"):
        model.paste("1\t2\t3", 0, 2)


def test_the_last_row_stays(model):
    with pytest.raises(UserError, match="a row at least"):
        model.remove_rows({0})


def test_the_row_worked_on_alone_may_go(stepper, model):
    from engine.data.selection import select_rows

    stepper.document.open(find_scenario("xor"))
    stepper.session.select(select_rows(stepper.session.scenario, 3))
    model.remove_rows({3})
    assert stepper.session.selection.row is None
    assert stepper.session.trace.samples == 3


def test_headers_become_names(stepper, model):
    model.paste("area\trooms\tprice\trent\n1\t2\t0\t1", 0, 0)
    scenario = stepper.session.scenario
    assert scenario.inputs == ("area", "rooms")
    assert scenario.layers[-1].units == ("price", "rent")
    # Words that are no names stay where they are.
    model.paste("same\tsame\tx\ty\n3\t4\t0\t1", 0, 0)
    assert stepper.session.scenario.inputs == ("area", "rooms")
    assert model.cells[0] == ("3", "4", "0", "1")


def test_what_is_built_reads_back_to_the_same(stepper, model):
    model.add_layer(2)
    model.edit(lambda s: changes.with_typed_activation(s, 1, "z/(1+exp(-1.702*z))"))
    model.edit(lambda s: changes.with_names(s, 0, ["a", "b", "c"]))
    model.edit(lambda s: changes.with_bias(s, 2, "per-layer"))
    model.set_title("A course's network")
    scenario = stepper.session.scenario
    assert (scenario.title, scenario.id) == ("A course's network", "a-course-s-network")
    text = dump_scenario(scenario)
    assert dump_scenario(parse_scenario(text, "built")) == text


def test_a_title_that_is_none_is_refused(model):
    for title in ("", "  ", "a" * 201, "two\nlines"):
        with pytest.raises(UserError, match="title"):
            model.set_title(title)


def test_a_trained_network_that_is_changed_becomes_what_is_open(stepper, model):
    from engine.data.selection import select_rows

    trained = changes.with_seed(find_scenario("mazur-2-2-2"), 3, True)
    stepper.document.visit(trained, select_rows(trained))
    before = stepper.session.trace.before.flat.copy()
    model.add_unit(1)
    model.remove_unit(1)
    np.testing.assert_array_equal(stepper.session.trace.before.flat, before)
    assert stepper.document.place.trained is None
