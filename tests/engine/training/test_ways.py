"""Ways to train: schedules, early stopping, cross-validation, other starts, full batches."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.errors import ScenarioError
from engine.iteration.rates import learning_rate_at
from engine.iteration.state import State, iterate
from engine.network.parameters import initial_parameters
from engine.network.scenario import EarlyStopping, Layer, Schedule
from engine.scenario import find_scenario
from engine.training import (
    Diverged,
    EpochMetrics,
    Final,
    FoldDone,
    Summary,
    Trainer,
    TrainingPlan,
    cross_validation,
)
from engine.training.folds import fold_rows

XOR = find_scenario("xor")


def noisy(rows=60, **training):
    """A classification that is soon learnt by heart: one label in four is wrong."""
    rng = np.random.default_rng(4)
    x = rng.uniform(-1, 1, (rows, 2)).round(3)
    y = ((x[:, :1] > 0) ^ (rng.random((rows, 1)) < 0.25)).astype(float)
    hidden = Layer(tuple(f"h{n}" for n in range(30)), "tanh", "per-unit", "xavier")
    layers = (hidden, replace(XOR.layers[-1], weights=None, biases=None))
    numbers = {"optimiser": "adam", "learning_rate": 0.05, "batch_size": 8, "epochs": 60}
    return replace(
        XOR, x=x, y=y, layers=layers, training=replace(XOR.training, **(numbers | training))
    )


def finished(plan, start=None):
    trainer = Trainer(plan, start=start)
    records = list(trainer.run())
    return trainer, [r for r in records if isinstance(r, EpochMetrics)], records[-1]


@pytest.mark.parametrize("name", ["constant", "step", "exponential", "cosine", "one-cycle"])
def test_every_update_has_the_rate_of_the_schedule(name):
    schedule = Schedule(name, {"every": 2, "factor": 0.5})
    scenario = noisy(epochs=5, optimiser="sgd", schedule=schedule, shuffle=False)
    scenario = replace(scenario, loss="half-squared-error", reduction="sum")
    # One weight, no hidden layer, x = 1 and t = 0: each update makes w the factor 1 − rate.
    layer = Layer(("o1",), "linear", "none", "zeros", weights=np.ones((1, 1)))
    scenario = replace(
        scenario, inputs=("i1",), layers=(layer,), x=np.ones((20, 1)), y=np.zeros((20, 1))
    )
    plan = TrainingPlan.of(scenario, batch_size=1, dtype=np.float64)
    trainer, epochs, _ = finished(plan)
    rates = [learning_rate_at(schedule, 0.05, update, 20, 5) for update in range(100)]
    left = np.prod([1 - rate for rate in rates])
    assert trainer.parameters.flat[0] == pytest.approx(left, rel=1e-12)
    assert [epoch.learning_rate for epoch in epochs] == pytest.approx(rates[19::20])


@pytest.mark.parametrize("metric", ["validation-loss", "validation-accuracy"])
def test_early_stopping_ends_with_the_best_epoch(metric):
    stopping = EarlyStopping(patience=4, metric=metric)
    scenario = noisy(validation=25, early_stopping=stopping)
    trainer, epochs, last = finished(TrainingPlan.of(scenario))
    by_loss = metric == "validation-loss"
    found = [e.validation_loss if by_loss else -e.validation_accuracy for e in epochs]
    best = int(np.argmin(found)) + 1
    assert last.best_epoch == best
    assert len(epochs) == last.epochs == best + 4 < 60
    # A run of just so many epochs ends with the same parameters.
    shorter = replace(scenario.training, early_stopping=None, epochs=best)
    again, _, _ = finished(TrainingPlan.of(replace(scenario, training=shorter)))
    assert np.array_equal(trainer.parameters.flat, again.parameters.flat)


@pytest.mark.parametrize("optimiser", ["gradient-descent", "newton"])
def test_full_batch_rules_take_all_rows_at_once(optimiser):
    scenario = noisy(rows=20, optimiser=optimiser, epochs=4, batch_size=8)
    hidden = Layer(("h1", "h2"), "tanh", "per-unit", "xavier")
    scenario = replace(scenario, layers=(hidden, scenario.layers[-1]))
    trainer, epochs, _ = finished(TrainingPlan.of(scenario, dtype=np.float64))
    assert trainer.batches == 1
    rows = select_rows(scenario)
    state, losses = iterate(State.start(initial_parameters(scenario), rows.epoch), rows, 4)
    assert trainer.parameters.flat == pytest.approx(state.parameters.flat, rel=1e-9)
    assert [epoch.train_loss for epoch in epochs] == pytest.approx(losses, rel=1e-9)


def test_newton_is_computed_in_double_precision():
    assert TrainingPlan.of(noisy(optimiser="newton")).dtype is np.float64


def test_a_run_starts_from_chosen_parameters():
    scenario = noisy(epochs=3)
    first, _, _ = finished(TrainingPlan.of(scenario))
    before = first.parameters.flat.copy()
    second, _, _ = finished(TrainingPlan.of(scenario), start=first.parameters)
    assert np.array_equal(first.parameters.flat, before)
    fresh = Trainer(TrainingPlan.of(scenario), start=first.parameters)
    assert np.array_equal(fresh.parameters.flat, before)
    assert not np.array_equal(second.parameters.flat, before)


def test_regression_reports_its_root_mean_squared_error():
    x = np.linspace(-1, 1, 30)[:, None]
    layer = Layer(("o1",), "linear", "per-unit", "zeros")
    training = replace(XOR.training, validation=10, epochs=2, batch_size=5)
    scenario = replace(
        XOR,
        inputs=("i1",),
        layers=(layer,),
        x=x,
        y=3 * x + 1,
        loss="mean-squared-error",
        reduction="mean",
        training=training,
    )
    _, epochs, _ = finished(TrainingPlan.of(scenario, dtype=np.float64))
    for epoch in epochs:
        assert epoch.validation_rmse == pytest.approx(np.sqrt(epoch.validation_loss))
        assert epoch.scores is None


def test_each_row_is_held_out_once_and_classes_keep_their_shares():
    labels = np.array([0] * 30 + [1] * 12 + [2] * 7)
    plan = TrainingPlan.of(XOR)
    parts = fold_rows(49, 5, labels, plan)
    assert sorted(np.concatenate(parts).tolist()) == list(range(49))
    counts = np.array([np.bincount(labels[part], minlength=3) for part in parts])
    assert np.ptp(counts, axis=0).max() <= 1
    assert {len(part) for part in parts} == {9, 10}
    again = fold_rows(49, 5, labels, plan)
    assert all(np.array_equal(*pair) for pair in zip(parts, again, strict=True))
    other = fold_rows(49, 5, labels, TrainingPlan.of(XOR, seed=8))
    assert not all(np.array_equal(*pair) for pair in zip(parts, other, strict=True))


def test_cross_validation_reports_mean_and_deviation_of_the_folds():
    scenario = noisy(epochs=3, folds=4)
    records = list(cross_validation(TrainingPlan.of(scenario)))
    done = [record for record in records if isinstance(record, FoldDone)]
    summary = records[-1]
    assert [fold.fold for fold in done] == [1, 2, 3, 4]
    assert isinstance(summary, Summary)
    assert not any(isinstance(record, Final) for record in records)
    losses = [fold.metrics.validation_loss for fold in done]
    assert len(set(losses)) == 4
    mean, deviation = summary.values["validation_loss"]
    assert mean == pytest.approx(sum(losses) / 4)
    assert deviation == pytest.approx(np.sqrt(sum((loss - mean) ** 2 for loss in losses) / 3))
    assert set(summary.values) >= {"validation_accuracy", "macro_f1", "auc"}


def test_a_fold_fits_its_normalisation_on_its_own_rows(tmp_path):
    rng = np.random.default_rng(1)
    rows = [f"{value:.3f},{'yes' if value > 0 else 'no'}" for value in rng.normal(size=24)]
    (tmp_path / "t.csv").write_text("\n".join(["x,y", *rows]), encoding="utf-8")
    (tmp_path / "s.toml").write_text(
        'format = 1\nid = "own"\ntitle = "Own"\n[network]\n'
        '[[network.layers]]\nunits = 1\nactivation = "sigmoid"\n'
        '[loss]\nname = "binary-cross-entropy"\n'
        '[data]\ndataset = { file = "t.csv", target = "y", task = "classification" }\n'
        "[training]\nlearning_rate = 0.1\nepochs = 1\nvalidation = 0\nfolds = 3\n",
        encoding="utf-8",
    )
    plan = TrainingPlan.of(find_scenario(str(tmp_path / "s.toml")))
    assert isinstance(list(cross_validation(plan))[-1], Summary)


def test_more_folds_than_rows_are_refused():
    with pytest.raises(ScenarioError, match="7 folds for 4 rows"):
        fold_rows(4, 7, None, TrainingPlan.of(XOR))


def test_a_fold_that_diverges_ends_it_all():
    scenario = noisy(optimiser="sgd", epochs=3, folds=3, learning_rate=1e30)
    scenario = replace(scenario, loss="half-squared-error")
    layers = tuple(replace(layer, activation="linear") for layer in scenario.layers)
    records = list(cross_validation(TrainingPlan.of(replace(scenario, layers=layers))))
    assert isinstance(records[-1], Diverged)


def test_accuracy_where_there_is_none_stops_nothing_and_is_refused():
    scenario = noisy(
        validation=10, early_stopping=EarlyStopping(patience=1, metric="validation-accuracy")
    )
    Trainer(TrainingPlan.of(scenario))
    scenario = replace(scenario, y=scenario.y + 0.25, loss="half-squared-error")
    with pytest.raises(ScenarioError, match=r"early_stopping\.metric: the targets name no class"):
        Trainer(TrainingPlan.of(scenario))


@pytest.mark.parametrize(
    "changed", [{"learning_rate": 1e60}, {"optimiser": "adamw", "keys": {"weight_decay": 1e60}}, {}]
)
def test_a_number_beyond_the_precision_diverges_without_a_warning(recwarn, changed):
    scenario = noisy(epochs=2, **({"optimiser": "sgd"} | changed))
    if not changed:
        scenario = replace(scenario, x=scenario.x * 1e60)
    *_, last = finished(TrainingPlan.of(scenario))
    assert isinstance(last, Diverged)
    assert not recwarn.list


def test_what_newtons_method_drops_follows_from_the_seed_of_the_run():
    scenario = noisy(rows=20, optimiser="newton", batch_size=None, epochs=2)
    hidden = replace(scenario.layers[0], units=("h1", "h2", "h3"), dropout=0.5)
    layers = (replace(hidden, weights=np.ones((3, 2))), *scenario.layers[1:])
    layers = (layers[0], replace(layers[1], weights=np.ones((1, 3))))
    scenario = replace(scenario, layers=layers)
    seeded = TrainingPlan.of(scenario, seed=8)
    found = [finished(plan)[0].parameters.flat for plan in (TrainingPlan.of(scenario), seeded)]
    assert not np.array_equal(*found)
    # Written as a scenario, the run is the same one.
    assert np.array_equal(finished(TrainingPlan.of(seeded.scenario))[0].parameters.flat, found[1])


def test_one_cycle_over_a_single_update_is_refused():
    schedule = Schedule("one-cycle")
    scenario = noisy(optimiser="sgd", schedule=schedule, batch_size=None)
    # The rising phase has no room, and what is left is the last rate (PyTorch 2.13 gives 4e-6 too).
    assert learning_rate_at(schedule, 1.0, 0, 1, 1) == pytest.approx(4e-6)
    with pytest.raises(ScenarioError) as caught:
        Trainer(TrainingPlan.of(scenario, epochs=1))
    assert caught.value.place == "training.schedule.name"
    assert "4e-06 of the learning rate; expected two updates or more" in caught.value.problem
    # Of two, the first has most of the rate, and the network learns.
    assert learning_rate_at(schedule, 1.0, 0, 1, 2) == pytest.approx(0.811745653949763)
    trainer, _, _ = finished(TrainingPlan.of(scenario, epochs=2))
    start = Trainer(TrainingPlan.of(scenario, epochs=2)).parameters.flat
    assert np.abs(trainer.parameters.flat - start).max() > 1e-3


def diverging(**changed):
    """A run that learns for some epochs and then diverges.

    It is linear with a squared error, and the rate is just too large for the steepest direction:
    there the error, small at first, grows by a factor an update, while it shrinks in the others.
    """
    scenario = noisy(
        optimiser="sgd", validation=25, learning_rate=1.92, batch_size=None, epochs=4000, **changed
    )
    layer = Layer(("o1",), "linear", "per-unit", "zeros")
    return replace(scenario, layers=(layer,), loss="half-squared-error")


def test_a_run_that_diverges_ends_with_the_best_epoch_where_it_may_stop_early():
    stopping = EarlyStopping(patience=10_000)
    trainer, epochs, last = finished(TrainingPlan.of(diverging(early_stopping=stopping)))
    assert isinstance(last, Diverged)
    best = int(np.argmin([epoch.validation_loss for epoch in epochs])) + 1
    assert 1 < last.best_epoch == best < len(epochs)
    assert f"The parameters of epoch {best}, the best until then, are restored." in last.sentence
    plain, _, _ = finished(TrainingPlan.of(diverging(), epochs=best))
    assert np.array_equal(trainer.parameters.flat, plain.parameters.flat)
    # Without early stopping there is no best epoch, and nothing is put back.
    trainer, _, last = finished(TrainingPlan.of(diverging()))
    assert last.best_epoch is None
    assert "restored" not in last.sentence
    assert np.abs(trainer.parameters.flat).max() > 1e15
