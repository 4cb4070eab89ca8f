"""A row that a person makes is encoded as the table's own rows are."""

import numpy as np
import pytest

from engine.data.library import load_dataset
from engine.data.own_rows import OwnRows
from engine.data.source_rows import UNKNOWN
from engine.network.data_specs import TableSpec

TABLE = """area,rooms,kind,heating,price
50,2,flat,gas,100
75.5,3,flat,oil,160
120,5,house,?,300
?,4,house,gas,250
64,3,flat,gas,140
98,4,house,oil,230
55,2,flat,oil,115
110,5,house,gas,280
"""


@pytest.fixture
def folder(tmp_path):
    """Return the folder of the table."""
    (tmp_path / "homes.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def homes(folder, target="price", normalisation=None):
    return load_dataset(TableSpec("homes.csv", target), folder, normalisation, 4)


@pytest.mark.parametrize("target", ["price", "kind"])
@pytest.mark.parametrize(
    "normalisation", ["none", "rescale", "standardise", "unit-norm", "quantile"]
)
def test_the_rows_of_the_table_are_made_again(folder, target, normalisation):
    dataset = homes(folder, target, normalisation)
    rows = OwnRows(dataset)
    numbers = range(len(dataset.x_train))
    made = rows.inputs([rows.values(row) for row in numbers])
    assert np.array_equal(made, dataset.inputs(dataset.x_train))
    outputs = 2 if target == "kind" else 1
    made = np.array([rows.targets(rows.outcome(row), outputs) for row in numbers])
    assert made == pytest.approx(dataset.targets(dataset.y_train, outputs))


def test_the_census_is_made_again():
    dataset = load_dataset("census")
    rows = OwnRows(dataset)
    some = [0, 7, 14, 100, 4000]
    made = rows.inputs([rows.values(row) for row in some])
    assert np.array_equal(made, dataset.inputs(dataset.x_train[some]))
    assert [field.name for field in rows.fields[:3]] == ["age", "workclass", "education"]


def test_fields_know_their_words_and_ranges(folder):
    rows = OwnRows(homes(folder))
    area, rooms, kind, heating = rows.fields
    known = [row for row in range(len(homes(folder).x_train)) if rows.values(row)[0] == 120]
    assert [each.name for each in rows.fields] == ["area", "rooms", "kind", "heating"]
    assert area.may_be_unknown
    assert not area.whole
    assert rooms.whole
    assert rooms.steps() == tuple(float(n) for n in range(int(rooms.low), int(rooms.high) + 1))
    assert kind.steps() == kind.words == ("flat", "house")
    assert UNKNOWN in heating.words or not known
    assert len(area.steps()) == 81
    assert (area.steps()[0], area.steps()[-1]) == (area.low, area.high)


def test_what_no_training_row_says_is_no_input(folder):
    rows = OwnRows(homes(folder))
    values = [80.0, 3.0, "castle", "gas"]
    names = homes(folder).feature_names
    x = rows.inputs([values])[0]
    assert not [name for name, each in zip(names, x, strict=True) if "kind" in name and each]


def test_an_unknown_number_is_flagged(folder):
    rows, names = OwnRows(homes(folder)), homes(folder).feature_names
    x = rows.inputs([[float("nan"), 3.0, "flat", "gas"]])[0]
    assert x[names.index("area=unknown")] == 1
    # The mean stands in, which standardises to nought.
    assert x[names.index("area")] == pytest.approx(0, abs=1e-6)


def test_images_have_no_fields():
    with pytest.raises(ValueError, match="no table"):
        OwnRows(load_dataset("mnist"))
