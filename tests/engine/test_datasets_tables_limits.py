"""Tables that are too large end in one sentence before they take the memory."""

import gzip
import tracemalloc
from pathlib import Path

import pytest
from tables import GOOD, error, many

from engine.datasets import DatasetError, TableSpec, load_dataset
from engine.datasets.tables import building, scanning, text


def test_too_many_inputs_are_refused_before_they_are_built(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(many("{i}", "1{i}", "{odd}"), encoding="utf-8")
    assert (
        load_dataset(TableSpec("my.csv", "y"), tmp_path, "quantile", 1000).x_train.shape[1] == 2000
    )
    columns = ["{i}", "1{i}", "2{i}", "3{i}", "4{i}", "{odd}"]
    (tmp_path / "my.csv").write_text(many(*columns), encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", "y"), tmp_path, "quantile", 1000)
    assert str(caught.value) == "my.csv: 5,000 inputs, expected at most 4,096"


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_CELLS", 11)
    expected = "more than 11 fields in rows of 3, expected at most that"
    assert error(tmp_path, GOOD) == expected
    monkeypatch.setattr(text, "MAX_BYTES", 20)
    assert error(tmp_path, GOOD) == "is too large, expected at most 20 bytes"


def test_a_small_gzip_file_does_not_unpack_to_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MAX_BYTES", 100_000)
    packed = gzip.compress(b"1,2\n" * 10_000_000, compresslevel=1)
    tracemalloc.start()
    try:
        message = error(tmp_path, packed)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message == "is too large, expected at most 100,000 bytes"
    assert peak < 3_000_000


def test_the_limits_are_those_the_docstring_names() -> None:
    for name in ("MAX_BYTES", "MAX_COLUMNS", "MAX_CELLS"):
        assert hasattr(text, name)
        assert name in str(building.read_table.__doc__)
    assert scanning.MAX_CATEGORIES == 1000
    assert building.MAX_CLASSES == 256
