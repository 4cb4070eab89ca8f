"""Tables of any content are read whole, or end in one sentence that names the file."""

import csv
import io
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from engine.data import library
from engine.data.dataset import Dataset
from engine.data.library import load_dataset
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec


def is_whole(dataset: Dataset) -> bool:
    """Return whether a data set is one that can be trained on."""
    features = len(dataset.feature_names)
    return (
        dataset.x_train.shape == (len(dataset.y_train), features)
        and dataset.x_test.shape == (len(dataset.y_test), features)
        and len(dataset.y_train) > 0
        and features == len(set(dataset.feature_names)) > 0
        and bool(np.isfinite(dataset.x_train).all() and np.isfinite(dataset.x_test).all())
        and bool(np.isfinite(dataset.y_train).all() and np.isfinite(dataset.y_test).all())
        and (
            dataset.target_scale is not None
            or set(dataset.y_train) == set(range(len(dataset.classes)))
        )
    )


FIELDS = st.one_of(
    st.sampled_from(["", "?", "NA", "nan", "inf", "1", "2", "2.5", "2,5", "-3e5", "1e300", "1e29"]),
    st.sampled_from(
        ["red", "blue", "y", "1,000", "1_0", ' "', "'", "a\nb", "ü", "\ufeff", "sep=;"]
    ),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(max_size=4),
)
SPECS = st.builds(
    TableSpec,
    file=st.just("my.csv"),
    target=st.one_of(st.integers(-1, 4), st.sampled_from(["y", "column 2", "1", "", "a"])),
    task=st.sampled_from(["classification", "regression"]),
    test=st.sampled_from([None, "my.csv"]),
    header=st.sampled_from([None, True, False]),
    separator=st.sampled_from([None, ",", ";", "\t", "|"]),
    decimal=st.sampled_from([None, ".", ","]),
)
NORMALISATIONS = st.sampled_from(["none", "rescale", "standardise", "unit-norm", "quantile"])
FUZZ = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def attempt(folder: Path, content: bytes, spec: TableSpec, normalisation: str) -> None:
    (folder / "my.csv").write_bytes(content)
    # Files are written faster one after the other than their times differ.
    library._own.cache_clear()
    problem = None
    try:
        dataset = load_dataset(spec, folder, normalisation, 3)  # type: ignore[arg-type]
    except DatasetError as error:
        problem = str(error)
    else:
        assert is_whole(dataset)
    event("refused" if problem else "read")
    assert problem is None or ("\n" not in problem and "my.csv" in problem)


@FUZZ
@given(content=st.binary(max_size=200), spec=SPECS, normalisation=NORMALISATIONS)
def test_any_bytes(tmp_path: Path, content: bytes, spec: TableSpec, normalisation: str) -> None:
    attempt(tmp_path, content, spec, normalisation)


@FUZZ
@given(
    rows=st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=12),
    ragged=st.booleans(),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    spec=SPECS,
    normalisation=NORMALISATIONS,
)
def test_any_table(
    tmp_path: Path,
    rows: list[list[str]],
    ragged: bool,
    separator: str,
    spec: TableSpec,
    normalisation: str,
) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([["a", "b", "y"], *rows])
    content = stream.getvalue() + ("1" if ragged else "")
    attempt(tmp_path, content.encode("utf-8", errors="replace"), spec, normalisation)


NUMBERS = st.one_of(
    st.integers(-5, 5).map(str),
    st.floats(-1e30, 1e30).map(repr),
    st.sampled_from(["", "NA", "0", "1e-300", "-0.0"]),
)
WORDS = st.sampled_from(["red", "blue", "Red", "", "?", '"', "a\nb", " red"])


@FUZZ
@given(
    rows=st.lists(st.tuples(NUMBERS, WORDS, st.sampled_from("pqr")), min_size=2, max_size=30),
    other=st.lists(st.tuples(NUMBERS, WORDS, st.sampled_from("pqr")), min_size=1, max_size=5),
    test=st.booleans(),
    task=st.sampled_from(["classification", "regression"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    normalisation=NORMALISATIONS,
)
def test_tables_that_are_nearly_right(
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    other: list[tuple[str, str, str]],
    test: bool,
    task: str,
    separator: str,
    normalisation: str,
) -> None:
    header = ("a", "b", "y")
    for name, table in (("my.csv", rows), ("my.csv.test", other)):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=separator).writerows([header, *table])
    target = "y" if task == "classification" else "a"
    spec = TableSpec("my.csv", target, task, "my.csv.test" if test else None)  # type: ignore[arg-type]
    attempt(tmp_path, (tmp_path / "my.csv").read_bytes(), spec, normalisation)
