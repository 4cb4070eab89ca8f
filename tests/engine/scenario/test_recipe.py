"""How a table of one's own is trained where its scenario does not say."""

import pytest

from engine.errors import ScenarioError
from engine.scenario import dump_scenario, parse_scenario
from engine.training import Final, Trainer, TrainingPlan, load_training_data


def table(folder, rows):
    """Write a table of three kinds of flowers that a line separates by two numbers."""
    lines = [f"{k % 3 + (k * 7 % 10) / 20},{(k * 3 % 11) / 11},kind {k % 3}" for k in range(rows)]
    (folder / "t.csv").write_text("\n".join(["long,wide,kind", *lines]) + "\n")
    return folder / "t.toml"


def scenario(path, training):
    return parse_scenario(
        'format = 1\nid = "t"\ntitle = "T"\n[network]\n[[network.layers]]\nunits = 8\n'
        'activation = "relu"\n[[network.layers]]\nactivation = "softmax"\n'
        '[loss]\nname = "categorical-cross-entropy"\n'
        f'[data]\ndataset = {{ file = "t.csv", target = "kind" }}\n[training]\n{training}\n',
        path.name,
        path,
    )


@pytest.mark.parametrize(
    ("rows", "training", "chosen"),
    [
        # 120 of 150 rows are trained on: 4 updates an epoch.
        (150, "", ("adam", 0.01, 125)),
        (150, "learning_rate = 0.001", ("adam", 0.001, 125)),
        (150, "learning_rate = 0.1", ("sgd", 0.1, 125)),
        (150, 'optimiser = "momentum"', ("momentum", 0.02, 125)),
        (150, "epochs = 3\nlearning_rate = 0.01", ("sgd", 0.01, 3)),
        (150, "epochs = 3", ("sgd", 0.1, 3)),
        (30, "", ("adam", 0.01, 200)),
        (4000, "", ("adam", 0.01, 10)),
        (9000, "", ("adam", 0.001, 10)),
    ],
)
def test_what_is_left_out_follows_the_number_of_rows(tmp_path, rows, training, chosen):
    found = scenario(table(tmp_path, rows), training).training
    assert (found.optimiser, found.learning_rate, found.epochs) == chosen


def test_the_notes_say_what_was_chosen_and_only_that(tmp_path):
    path = table(tmp_path, 150)
    found = scenario(path, "learning_rate = 0.001")
    data = load_training_data(TrainingPlan.of(found))
    said = "optimiser adam and epochs 125 chosen for 120 rows; [training] can say otherwise"
    assert data.notes[-1] == said
    assert said not in load_training_data(TrainingPlan.of(found, epochs=2)).notes
    full = scenario(path, 'optimiser = "sgd"\nepochs = 3\nlearning_rate = 0.1')
    assert full.training_note == ""


def test_what_was_chosen_is_written_and_read_back(tmp_path):
    found = scenario(table(tmp_path, 150), "")
    again = parse_scenario(dump_scenario(found), "t.toml", tmp_path / "t.toml")
    assert again.training == found.training


def test_a_small_table_is_learned_without_a_word(tmp_path):
    found = scenario(table(tmp_path, 150), "")
    *_, last = Trainer(TrainingPlan.of(found)).run()
    assert isinstance(last, Final)
    assert last.test_accuracy > 0.9


def test_rows_of_a_file_of_its_own_stay_as_they_were():
    text = (
        'format = 1\nid = "t"\ntitle = "T"\n[network]\ninputs = 1\n[[network.layers]]\nunits = 1\n'
        'activation = "linear"\n[loss]\nname = "mean-squared-error"\n'
        "[data]\nx = [[1]]\ny = [[2]]\n[training]\n"
    )
    found = parse_scenario(text + "learning_rate = 0.01", "t.toml").training
    assert (found.optimiser, found.epochs) == ("sgd", 10)
    with pytest.raises(ScenarioError, match=r"training\.learning_rate: missing; this key"):
        parse_scenario(text, "t.toml")
    with pytest.raises(ScenarioError, match=r"training\.learning_rate: missing; this key"):
        parse_scenario(text.replace("x = [[1]]\ny = [[2]]", 'dataset = "census"'), "t.toml")
