"""Keys of points, what Explore leaves out, and where biases start."""

import numpy as np
import pytest
from msgspec.structs import replace
from point_scenarios import over_points

from engine.catalogue.generators import POINT_GENERATORS
from engine.errors import ScenarioError
from engine.network.data_specs import TableSpec
from engine.network.parameters import initial_parameters
from engine.scenario import dump_scenario, load_scenario, parse_scenario
from engine.scenario.checking import check_scenario
from engine.scenario.writing import save_scenario

MADE = [name for name, record in POINT_GENERATORS.items() if record.make is not None]
POINTS = "points = [[1, 2, 0], [3, -4, 1], [0.5, 1, 1]]"


@pytest.mark.parametrize("generator", MADE)
def test_every_generator_is_read_and_written_back(generator):
    record = POINT_GENERATORS[generator]
    activation, loss = "tanh", "half-squared-error"
    if record.classes == 3:
        activation, loss = "softmax", "categorical-cross-entropy"
    scenario = over_points(f'generator = "{generator}", noise = 0.25, seed = 7', activation, loss)
    assert scenario.dataset.size == record.size
    assert scenario.sizes == (record.axes, 4, 3 if record.classes == 3 else 1)
    assert scenario.training.validation == record.size // 2
    again = parse_scenario(dump_scenario(scenario), "again.toml")
    assert again.dataset == scenario.dataset
    assert again.training == scenario.training
    assert dump_scenario(again) == dump_scenario(scenario)


def test_own_points_are_written_back():
    scenario = over_points(f'generator = "points", {POINTS}, classes = 2')
    assert scenario.training.validation == 1
    again = parse_scenario(dump_scenario(scenario), "again.toml")
    assert again.dataset == scenario.dataset
    assert again.dataset.points[1] == (3.0, -4.0, 1.0)


def test_inputs_are_called_by_their_features():
    scenario = over_points('generator = "xor", features = ["x", "x^2", "x*y", "sin y"]')
    assert scenario.inputs == ("x", "x²", "x·y", "sin y")


def test_held_out_points_follow_an_edit_of_their_number():
    scenario = over_points('generator = "xor", train_share = 0.8')
    assert scenario.training.validation == 100
    edited = check_scenario(replace(scenario, training=replace(scenario.training, validation=123)))
    assert edited.training.validation == 123
    assert edited.dataset.train_share == pytest.approx(377 / 500)
    assert parse_scenario(dump_scenario(edited), "again.toml").training.validation == 123


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [
        ('generator = "ring"', "data.dataset.generator: 'ring' is not known; expected circle, xor"),
        ('generator = "xor", noise = 0.6', "data.dataset.noise: found 0.6; expected a number"),
        ('generator = "xor", noise = nan', "data.dataset.noise: found nan"),
        ('generator = "xor", size = 1', "data.dataset.size: found 1; expected 2 to 10,000"),
        ('generator = "xor", train_share = 0.0', "data.dataset.train_share: found 0; expected"),
        ('generator = "xor", features = []', "data.dataset.features: none; expected some of x, y"),
        ('generator = "xor", features = ["z"]', "'z' is not known; expected x, y, x^2"),
        ('generator = "xor", features = ["x", "x"]', "features[1]: x a second time"),
        ('generator = "curve", features = ["x*y"]', "features[0]: x*y of points on a line"),
        ('generator = "curve", formula = "sin("', "data.dataset.formula: character 5"),
        ('generator = "curve", formula = "1/(x-x)"', "data.dataset: f(x) = 1/(x-x) has no finite"),
        ('generator = "xor", formula = "x"', "data.dataset.formula: does not belong to the"),
        ('generator = "xor", file = "a.csv"', "data.dataset.file: does not belong"),
        ('generator = "points"', "data.dataset.points: missing"),
        ('generator = "points", points = [[1, 2, 2]]', "points[0][2]: found 2; expected one of"),
        ('generator = "points", points = [[1, 2, 0], [1, 0]]', "points[1]: 2 numbers; expected 3"),
        ('generator = "points", points = [[1, nan, 0]]', "points[0]: expected numbers within"),
        (f'generator = "points", {POINTS}, classes = 9', "data.dataset.classes: found 9"),
        ('generator = "table", file = "a.csv", target = "t"', "data.dataset.columns: missing"),
        ('generator = "table", columns = ["a"]', "data.dataset.file: missing"),
        ('generator = "table", file = "a.csv", target = "t", columns = ["a", "b"], test = "c.csv"',
         "data.dataset.test: does not belong to the generator table"),
        ('generator = "table", file = "no.csv", target = "t", columns = ["a", "b"]',
         "data.dataset: no.csv: cannot be read"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(dataset, sentence):
    with pytest.raises(ScenarioError) as caught:
        over_points(dataset)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_said_elsewhere_is_refused():
    with pytest.raises(ScenarioError, match=r"training.validation: given beside points"):
        parse_scenario(
            dump_scenario(over_points('generator = "xor"')).replace(
                "[training]", "[training]\nvalidation = 10"
            ),
            "points.toml",
        )
    with pytest.raises(ScenarioError, match=r'data.normalisation: "quantile" for points'):
        over_points('generator = "xor"', more='normalisation = "quantile"')
    with pytest.raises(ScenarioError, match=r"loss.name: binary-cross-entropy for numbers"):
        over_points('generator = "plane"', "sigmoid", "binary-cross-entropy")


def test_what_is_hidden_stays():
    text = dump_scenario(over_points('generator = "xor"'))
    hiding = text + '\n[explore]\nhide = ["noise", "loss surface", "noise"]\n'
    scenario = parse_scenario(hiding, "points.toml")
    assert scenario.hide == ("noise", "loss surface")
    assert check_scenario(scenario).hide == scenario.hide
    with pytest.raises(ScenarioError, match=r"explore.hide.*'moon' is not known; expected data, "):
        parse_scenario(text + '\n[explore]\nhide = ["moon"]\n', "points.toml")


def test_biases_start_where_their_layer_says():
    text = dump_scenario(over_points('generator = "xor"'))
    text = text.replace('activation = "tanh"', 'activation = "tanh"\ninitialiser_bias = 0.1', 1)
    scenario = parse_scenario(text, "points.toml")
    biases = initial_parameters(scenario).biases
    assert np.array_equal(biases[0], np.full(4, 0.1))
    assert not biases[1].any()
    assert parse_scenario(dump_scenario(scenario), "again.toml").layers[0].initialiser_bias == 0.1
    with pytest.raises(ScenarioError, match=r"layers\[0\].initialiser_bias: found inf"):
        parse_scenario(text.replace("bias = 0.1", "bias = inf"), "points.toml")


def test_a_table_is_found_from_another_folder_and_counted_anew(tmp_path):
    rows = "".join(f"{k},{k * k},{'ab'[k % 2]}\n" for k in range(30))
    (tmp_path / "own.csv").write_text(f"u,v,kind\n{rows}")
    scenario = over_points(
        f'generator = "table", file = "{(tmp_path / "own.csv").as_posix()}", target = "kind", '
        'columns = ["u", "v"], train_share = 0.8'
    )
    assert (scenario.dataset.size, scenario.training.validation) == (30, 6)
    home = tmp_path / "home.toml"
    spec = replace(scenario.dataset, table=TableSpec("own.csv", "kind"))
    save_scenario(replace(scenario, dataset=spec, path=home), home)
    away = tmp_path / "deep" / "away.toml"
    away.parent.mkdir()
    save_scenario(load_scenario(home), away)
    again = load_scenario(away)
    assert again.dataset.table.file == "../own.csv"
    assert again.training.validation == 6
    (tmp_path / "own.csv").write_text(
        f"u,v,kind\n{rows[: len(rows) // 2].rpartition(chr(10))[0]}\n"
    )
    assert load_scenario(away).dataset.size < 20
