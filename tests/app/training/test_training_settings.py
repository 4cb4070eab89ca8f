"""Changes of how a scenario is trained, each giving a new, checked scenario."""

import numpy as np
import pytest
from msgspec.structs import replace

from app.models import training_settings as settings
from app.training.baselines import references
from app.training.number_texts import measure, short
from app.training.settings.explanations import NORMALISATIONS, summary
from engine.design.changes import with_layer
from engine.errors import ScenarioError
from engine.network.scenario import EarlyStopping
from engine.scenario import dump_scenario, find_scenario, parse_scenario
from engine.training import FoldDone, Summary, Trainer, TrainingPlan, cross_validation

XOR = find_scenario("xor")
MNIST = find_scenario("mnist-30")
CENSUS = find_scenario("census")
MAZUR = find_scenario("mazur-2-2-2")


def run(scenario):
    trainer = Trainer(TrainingPlan.of(scenario))
    return list(trainer.run()), trainer


def test_an_optimiser_comes_with_its_usual_numbers():
    changed = settings.with_optimiser(XOR, "adamw")
    assert changed.training.numbers["weight_decay"] == 0.01
    assert (changed.training.numbers["beta1"], changed.training.numbers["beta2"]) == (0.9, 0.999)
    momentum = settings.with_optimiser(XOR, "momentum")
    rolling = settings.with_optimiser_number(momentum, "momentum", 0.5)
    assert rolling.training.numbers == {"momentum": 0.5}
    assert settings.with_optimiser(rolling, "nesterov").training.numbers == {"momentum": 0.9}


def test_the_full_batch_of_gradient_descent_gives_way_to_the_batches_before():
    before = settings.with_numbers(MNIST, batch_size=17)
    whole = settings.with_optimiser(before, "gradient-descent")
    assert whole.training.batch_size is None
    assert settings.with_optimiser(whole, "sgd", [before, MNIST]).training.batch_size == 17


def test_newton_is_for_small_networks_and_runs_in_double_precision():
    assert settings.fits_optimiser(XOR, "newton")
    assert not settings.fits_optimiser(MNIST, "newton")
    assert TrainingPlan.of(settings.with_optimiser(XOR, "newton")).dtype is np.float64


def test_an_exponential_schedule_begins_with_a_factor_that_suits_it():
    assert settings.with_schedule_named(XOR, "exponential").training.schedule.numbers == {
        "factor": 0.95
    }
    assert settings.with_schedule_named(XOR, "step").training.schedule.numbers["factor"] == 0.5


def test_early_stopping_and_held_out_rows_need_each_other():
    with pytest.raises(ScenarioError) as caught:
        settings.with_early_stopping(XOR, EarlyStopping(3))
    assert "no rows are held out" in caught.value.problem
    watched = settings.with_early_stopping(settings.with_validation(XOR, 1), EarlyStopping(3))
    with pytest.raises(ScenarioError) as caught:
        settings.with_validation(watched, 0)
    assert caught.value.problem == "early stopping watches held-out rows; switch it off first"
    without = settings.with_validation(settings.with_early_stopping(watched, None), 0)
    assert without.training.early_stopping is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: settings.with_validation(MNIST, 60_000, 60_000), "60,000 rows held out of 60,000"),
        (lambda: settings.with_validation(MNIST, -1), "found -1; expected a whole number from 0"),
        (lambda: settings.with_folds(MNIST, 1), "found 1; expected 0, or 2 to 100"),
        (lambda: settings.with_folds(MNIST, -2), "found -2; expected a whole number from 0"),
        (lambda: settings.with_bins(CENSUS, 0), "found 0; expected a whole number from 1"),
        (lambda: settings.with_augmentation(MNIST, shift=0.7), "a share from 0 to 0.5"),
        (lambda: settings.with_dropout(XOR, range(1), 1.0), "a number from 0 to 0.99"),
        (
            lambda: settings.with_start_scale(settings.with_start(XOR, "uniform", XOR), -1.0),
            "found -1; expected 0 to 1,000,000",
        ),
    ],
)
def test_what_is_out_of_range_is_refused_in_words(change, words):
    with pytest.raises(ScenarioError) as caught:
        change()
    assert words in caught.value.problem


def test_a_scale_is_for_initialisers_that_have_one():
    drawn = settings.with_start(XOR, "normal", XOR)
    assert settings.with_start_scale(drawn, 0.25).layers[1].initialiser_scale == 0.25


def test_no_distortion_is_no_augmentation():
    turned = settings.with_augmentation(MNIST, rotation=10.0)
    assert turned.training.augmentation.rotation == 10.0
    assert settings.with_augmentation(turned, rotation=0.0).training.augmentation is None


def test_quantile_bins_give_a_table_more_inputs_and_others_its_own_again():
    wide = settings.with_normalisation(CENSUS, "quantile")
    assert wide.sizes[0] > 107
    assert settings.with_bins(wide, 8).sizes[0] < wide.sizes[0]
    restored = settings.with_normalisation(wide, "standardise")
    assert restored.sizes == CENSUS.sizes
    assert settings.with_normalisation(CENSUS, "rescale").inputs == CENSUS.inputs


def test_weights_that_are_given_keep_the_number_of_inputs():
    from engine.network.parameters import initial_parameters
    from engine.scenario.editing import with_parameters

    written = with_parameters(CENSUS, initial_parameters(CENSUS))
    with pytest.raises(ScenarioError) as caught:
        settings.with_normalisation(written, "quantile")
    assert "choose under Start how they are drawn" in caught.value.problem


def test_batch_norm_does_without_a_bias_and_gives_it_back():
    on = settings.with_batch_norm(MNIST, 0, True, MNIST)
    assert (on.layers[0].batch_norm, on.layers[0].bias) == (True, "none")
    off = settings.with_batch_norm(on, 0, False, MNIST)
    assert dump_scenario(off) == dump_scenario(MNIST)


def test_a_layer_that_the_original_does_not_have_is_normalised_too():
    deeper = with_layer(with_layer(MNIST, 1), 1)
    for index in range(len(deeper.layers) - 1):
        on = settings.with_batch_norm(deeper, index, True, MNIST)
        assert on.layers[index].batch_norm
        off = settings.with_batch_norm(on, index, False, MNIST)
        assert dump_scenario(off) == dump_scenario(deeper)


def test_biases_of_the_file_stay_beside_batch_norm():
    on = settings.with_batch_norm(MAZUR, 0, True, MAZUR)
    assert on.layers[0].bias == MAZUR.layers[0].bias
    assert np.array_equal(on.layers[0].biases, MAZUR.layers[0].biases)


@pytest.mark.parametrize("start", ["xavier", "he", "normal", "uniform", "constant", "zeros"])
def test_given_weights_can_be_drawn_and_brought_back(start):
    assert settings.start_of(MAZUR) == "given"
    drawn = settings.with_start(MAZUR, start, MAZUR)
    assert settings.start_of(drawn) == start
    assert all(layer.weights is None for layer in drawn.layers)
    assert np.array_equal(drawn.layers[0].biases, MAZUR.layers[0].biases)
    restored = settings.with_start(drawn, "given", MAZUR)
    assert dump_scenario(restored) == dump_scenario(MAZUR)


def test_the_usual_start_is_given_by_layer_where_layers_differ():
    digits = find_scenario("mnist-16-16")
    assert settings.has_two_usual_starts(digits)
    assert not settings.has_two_usual_starts(XOR)
    he = settings.with_start(digits, "he", digits)
    assert settings.start_of(he) == "he"
    assert settings.start_of(settings.with_start(he, "usual", digits)) == "usual"
    assert settings.start_of(settings.with_start(he, "given", digits)) == "usual"


def test_changed_settings_are_saved_and_read_back():
    changed = settings.with_optimiser(XOR, "rmsprop")
    changed = settings.with_schedule_named(changed, "one-cycle")
    changed = settings.with_penalties(changed, l1=0.001)
    changed = settings.with_dropout(changed, range(1), 0.25)
    plan = TrainingPlan.of(changed)
    again = parse_scenario(dump_scenario(plan.scenario), "again.toml")
    assert dump_scenario(again) == dump_scenario(plan.scenario)
    assert again.training.optimiser == "rmsprop"
    assert again.layers[0].dropout == 0.25


def test_changed_settings_change_what_a_run_learns():
    plain, _ = run(settings.with_training(XOR, epochs=20))
    for change in (
        lambda s: settings.with_optimiser(s, "momentum"),
        lambda s: settings.with_schedule_named(s, "cosine"),
        lambda s: settings.with_penalties(s, l2=0.1),
        lambda s: settings.with_dropout(s, range(1), 0.5),
        lambda s: settings.with_start(s, "xavier", s),
    ):
        other, _ = run(settings.with_training(change(XOR), epochs=20))
        assert other[-2].train_loss != plain[-2].train_loss


def test_the_parts_of_a_cross_validation_are_counted_before_they_are_trained_on():
    seen = []
    scenario = settings.with_training(settings.with_folds(XOR, 2), epochs=3)
    records = list(cross_validation(TrainingPlan.of(scenario), seen.append))
    assert [len(trainer.data.held_out) for trainer in seen] == [2, 2]
    assert sum(isinstance(record, FoldDone) for record in records) == 2
    assert isinstance(records[-1], Summary)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("mnist-16-16", {"linear classifier": 0.88, "784-300-10": 0.953}),
        ("mnist-30", {"784-30-10": 0.9542, "784-100-10, L2": 0.9804}),
        ("mnist-800", {"784-800-10": 0.984, "784-500-300-10, weight decay": 0.9847}),
        (
            "mnist-best",
            {"784-800-10, affine distortions": 0.989, "784-800-10, elastic distortions": 0.993},
        ),
    ],
)
def test_a_scenario_is_held_against_its_nearest_published_neighbours(name, nearest):
    known = references(replace(MNIST, id=name))
    assert {r.name: r.accuracy for r in known} == nearest
    assert all(r.source for r in known)


def test_neighbours_are_those_of_the_same_data():
    assert [r.name for r in references(CENSUS)] == ["C4.5"]
    best = references(find_scenario("census-best"))
    assert {r.name: r.accuracy for r in best} == {"NBTree": 0.859, "FSS naive Bayes": 0.8595}
    assert references(replace(XOR, id="mnist-best")) == ()


def test_small_rates_are_written_with_powers_of_ten():
    assert [short(0.25), short(4e-08), short(1234567.0)] == ["0.25", "4·10⁻⁸", "1.23·10⁶"]


def test_an_error_is_shown_in_its_own_unit():
    assert [measure(value) for value in (None, 15939.3, 0.01234)] == ["–", "15,939", "0.0123"]


def test_the_settings_in_a_line():
    assert summary(XOR) == "SGD"
    changed = settings.with_optimiser(MNIST, "adamw")
    changed = settings.with_schedule_named(changed, "cosine")
    changed = settings.with_penalties(changed, l2=0.001)
    changed = settings.with_dropout(changed, range(1), 0.3)
    assert summary(changed) == "AdamW, cosine, L2 0.001, dropout 0.3"


def test_points_take_what_keeps_an_input_for_each_feature():
    circle = find_scenario("explore-circle")
    taken = [name for name in NORMALISATIONS if settings.takes_normalisation(circle, name)]
    assert taken == ["none", "rescale", "standardise"]
    assert settings.with_normalisation(circle, "standardise").inputs == circle.inputs
    held_out = settings.with_validation(circle, 100, 500)
    assert held_out.training.validation == 100
    assert held_out.dataset.train_share == 0.8
