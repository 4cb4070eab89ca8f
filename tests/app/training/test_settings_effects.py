"""What the settings of Train do to the next run, read where a person reads it."""

from msgspec.structs import replace
from seen import is_draining
from train_hands import choices, click, finish, offered, opened, pick, row, type_into

from engine.scenario import find_scenario, load_scenario

XOR = find_scenario("xor")
MNIST = find_scenario("mnist-30")
CENSUS = find_scenario("census")


def test_an_optimiser_and_its_numbers_are_the_next_runs(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert "Momentum μ" not in offered(panel)
    pick(qtbot, row(panel, "Rule"), "Nesterov momentum")
    assert "w ← w − α (g + μ v)" in row(panel, "Rule").caption.text()
    type_into(qtbot, row(panel, "Momentum μ"), "0.8")
    assert pane.strip.settings.words._text == "Nesterov momentum"
    type_into(qtbot, pane.strip.form.epochs, "20")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    training = pane.model.run.plan.scenario.training
    assert (training.optimiser, training.numbers) == ("nesterov", {"momentum": 0.8})
    pane.model.step_through()
    assert pane.model.document.place.trained.training.optimiser == "nesterov"


def test_all_rows_at_once_need_no_batch_size(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    field = pane.strip.form.batch_size
    type_into(qtbot, field, "2")
    pick(qtbot, row(panel, "Rule"), "Newton")
    assert (field.edit.text(), field.edit.isEnabled()) == ("all", False)
    pick(qtbot, row(panel, "Rule"), "SGD")
    assert (field.edit.text(), field.edit.isEnabled()) == ("2", True)


def test_the_schedule_is_drawn_as_the_run_will_follow_it(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    curve = panel.curve
    assert set(curve.rates) == {0.5}
    pick(qtbot, row(panel, "Schedule"), "Cosine")
    assert curve.rates[0] == 0.5
    assert curve.rates == sorted(curve.rates, reverse=True)
    assert curve.rates[-1] < 1e-4
    type_into(qtbot, pane.strip.form.learning_rate, "0.25")
    assert max(curve.rates) == 0.25
    pick(qtbot, row(panel, "Schedule"), "Steps down")
    type_into(qtbot, row(panel, "Epochs to a step"), "1000")
    assert sorted(set(curve.rates)) == [0.125, 0.25]
    type_into(qtbot, pane.strip.form.epochs, "3")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Learning rate"] == "0.25"


def test_early_stopping_ends_a_run_and_the_best_epoch_is_named(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    click(qtbot, row(panel, "Early stopping").box)
    type_into(qtbot, row(panel, "Patience"), "1")
    pick(qtbot, row(panel, "Better means"), "A higher held-out accuracy")
    type_into(qtbot, pane.strip.form.epochs, "300")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    final = pane.model.run.final
    assert final.epochs == final.best_epoch + 1 < 300
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Best epoch"] == f"{final.best_epoch:,}"


def test_folds_give_a_mean_and_a_deviation(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    type_into(qtbot, row(panel, "Folds"), "3")
    assert "Held-out rows" not in offered(panel)
    type_into(qtbot, pane.strip.form.epochs, "1")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    run = pane.model.run
    assert len(run.folds) == 3
    assert run.fraction == 1.0
    mean, deviation = run.summary.values["validation_accuracy"]
    tile = next(tile for tile in pane.tiles.tiles if tile.name.text() == "Held-out accuracy")
    words = f"{100 * mean:.1f} ± {100 * deviation:.1f}\u00a0%"
    assert (tile.value.text(), tile.note.text()) == (words, "mean of 3 folds")
    assert pane.strip.epoch.caption.text() == "Fold 3 of 3, epoch 1 of 1"


HOUSES = """
format = 1
id = "houses"
title = "House prices"
[network]
[[network.layers]]
units = 4
activation = "relu"
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "mean-squared-error"
[data]
dataset = { file = "houses.csv", target = "price", task = "regression" }
[training]
learning_rate = 0.01
epochs = 5
validation = 10
"""


def test_a_table_of_ones_own_with_numbers_to_be_met(qtbot, pane, tmp_path):
    rows = [f"{40 + row},{row % 7},{3000 * (40 + row) - 500 * (row % 7)}" for row in range(60)]
    (tmp_path / "houses.csv").write_text("size,age,price\n" + "\n".join(rows))
    (tmp_path / "houses.toml").write_text(HOUSES)
    panel = opened(qtbot, pane, load_scenario(tmp_path / "houses.toml"))
    pick(qtbot, row(panel, "Inputs"), "Quantile bins")
    type_into(qtbot, row(panel, "Bins"), "4")
    click(qtbot, row(panel, "Early stopping").label)
    assert choices(row(panel, "Better means")) == ["A lower held-out loss"]
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Test error"] == f"{pane.model.run.final.test_rmse:,.0f}"
    type_into(qtbot, row(panel, "Folds"), "3")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    mean, deviation = pane.model.run.summary.values["validation_rmse"]
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Held-out error"].split(" ± ")[0] == f"{mean:,.0f}"
    assert deviation > 0


def test_more_rows_than_there_are_cannot_be_held_out(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    field = row(panel, "Held-out rows")
    type_into(qtbot, field, "40000")
    assert field.problem.text() == (
        "40,000 rows held out of 32,561; expected to leave at least one, "
        "as some have to be left to train on."
    )
    type_into(qtbot, field, "-5")
    assert field.problem.text() == "Found -5; expected a whole number from 0."
    type_into(qtbot, field, "1000")
    qtbot.waitUntil(lambda: pane.model.facts.held_out_rows == 1000)


def test_precision_recall_and_f1_are_listed_by_class(qtbot, pane):
    pane.model.document.open(replace(CENSUS, training=replace(CENSUS.training, epochs=1)))
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    scores = pane.model.run.scores
    table = pane.side.scores
    assert table.isVisible()
    words = table.accessibleName().replace("\u00a0", " ")
    assert f"yes: precision {100 * scores.precision[1]:.1f} %" in words
    assert f"recall {100 * scores.recall[1]:.1f} %" in words
    assert words.endswith(f"ROC AUC {scores.auc:.4f}")


def test_quantile_bins_train(qtbot, pane):
    panel = opened(qtbot, pane, replace(CENSUS, training=replace(CENSUS.training, epochs=1)))
    pick(qtbot, row(panel, "Inputs"), "Quantile bins")
    type_into(qtbot, row(panel, "Bins"), "8")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    assert pane.heading.shape.text().startswith("144-")
    assert pane.model.run.final.test_accuracy > 0.8


def test_a_first_run_says_that_the_engine_is_prepared(qtbot, pane):
    pane.model.document.open(XOR)
    seen = []
    pane.model.state_changed.connect(
        lambda: seen.append((pane.model.state, pane.strip.run.caption.text()))
    )
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    states = [state for state, _ in seen]
    assert states == ["loading", "loading", "running", "finished"]
    assert [words for state, words in seen if state == "loading"] == [
        "Loading the rows",
        "Preparing the engine …",
    ]


def test_given_weights_can_be_drawn_instead(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    start = row(panel, "Weights")
    assert start.box.currentText() == "Given in the file"
    before = pane.model.outputs.copy()
    pick(qtbot, start, "Constant")
    type_into(qtbot, row(panel, "Value"), "0.25")
    qtbot.waitUntil(lambda: not is_draining(pane.model))
    assert (pane.model.outputs != before).any()
    assert {layer.initialiser_scale for layer in pane.model.scenario.layers} == {0.25}


def test_images_are_shown_as_the_next_run_sees_them(qtbot, pane):
    panel = opened(qtbot, pane, MNIST)
    qtbot.waitUntil(lambda: pane.model.distorted is not None, timeout=60_000)
    first = pane.model.distorted
    assert (first.x == first.seen[0]).all()
    type_into(qtbot, row(panel, "Rotation"), "30")
    assert pane.strip.settings.words._text == "SGD, distorted images"
    qtbot.waitUntil(lambda: pane.model.distorted is not first, timeout=60_000)
    assert (pane.model.distorted.x == first.x).all()
    assert (pane.model.distorted.seen[0] != first.x).any()
    assert [len(line) for line in panel.preview.pictures] == [6, 6, 6]
