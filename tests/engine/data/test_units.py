"""Inputs and targets of a table in its own words and units, and back."""

import numpy as np
import pytest

from engine.data.library import load_dataset, open_dataset
from engine.network.data_specs import TableSpec

TABLE = "age,job,wage,y\n" + "".join(
    f"{20 + k},{'abc'[k % 3]},{'' if k % 7 == 3 else 1000.5 + 37 * k},{k * k / 8}\n"
    for k in range(40)
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "own.csv").write_text(TABLE)
    return tmp_path


def dataset(folder, normalisation):
    spec = TableSpec("own.csv", "y", task="regression")
    return open_dataset(spec, folder).fitted_on(None, normalisation, 4)


@pytest.mark.parametrize("normalisation", ["standardise", "rescale", "quantile", "none"])
def test_every_input_says_what_its_table_says(folder, normalisation):
    data = dataset(folder, normalisation)
    words = data.source_rows.words(range(len(data.x_train)))
    for x, cells, y, target in zip(
        data.x_train, words.cells, data.y_train, words.targets, strict=True
    ):
        said = dict(zip(words.columns, cells, strict=True))
        for at in range(len(x)):
            assert data.units.text(x, at) == said[data.units.column(at)]
        assert data.units.target_text(np.array([y])) == target


@pytest.mark.parametrize("normalisation", ["standardise", "rescale", "quantile"])
def test_what_is_said_changes_its_own_inputs_alone(folder, normalisation):
    data = dataset(folder, normalisation)
    units, x = data.units, data.x_train[0].astype(np.float64)
    for at in range(len(x)):
        own = [k for k in range(len(x)) if units.column(k) == units.column(at)]
        words = units.words(at)
        said = words[-1] if words else "31.5" if units.column(at) == "age" else "1500.25"
        changed = units.with_word(x, at, said) if words else units.with_number(x, at, float(said))
        assert units.text(changed, at) == said
        others = np.setdiff1d(np.arange(len(x)), own)
        assert np.array_equal(changed[others], x[others])
    wage = next(k for k in range(len(x)) if units.column(k) == "wage")
    assert units.says_unknown(wage, " Unknown")
    assert not units.says_unknown(wage, "12")
    assert units.text(units.with_number(x, wage, float("nan")), wage) == "unknown"


def test_a_row_divided_by_its_length_does_not_say_what_it_was(folder):
    assert not dataset(folder, "unit-norm").units.is_invertible


def test_classes_are_words(tmp_path):
    (tmp_path / "own.csv").write_text("a,y\n" + "".join(f"{k},{'pqr'[k % 3]}\n" for k in range(30)))
    units = load_dataset(TableSpec("own.csv", "y"), tmp_path).units
    assert units.target_of_word("q", 3).tolist() == [0, 1, 0]
    assert units.target_text(np.array([0.0, 0.0, 1.0])) == "r"


@pytest.mark.parametrize("seed", range(5))
def test_nought_has_no_sign(folder, seed):
    generator = np.random.default_rng(seed)
    losses = np.where(generator.random(40) < 0.8, 0, generator.integers(1, 3000, 40))
    rows = "".join(f"{loss},{k % 9}\n" for k, loss in enumerate(losses))
    (folder / "own.csv").write_text("loss,y\n" + rows)
    data = dataset(folder, "standardise")
    said = {data.units.text(x, 0) for x in data.x_train}
    assert said <= {str(loss) for loss in losses}
    assert "0" in said
