"""Tables that are too large end in one sentence before they take the memory."""

import gzip
import time
import tracemalloc
from pathlib import Path
from time import perf_counter

import pytest

from engine.data.library import load_dataset, open_dataset
from engine.data.tables import building, gathering, scanning, text
from engine.data.tables.fields import Notation
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec
from engine.progress import WorkCancelledError, listening
from tables import GOOD, error, many


def test_too_many_inputs_are_refused_before_they_are_built(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(many("{i}.5", "1{i}.5", "{odd}"), encoding="utf-8")
    assert (
        load_dataset(TableSpec("my.csv", "y"), tmp_path, "quantile", 1000).x_train.shape[1] == 2000
    )
    columns = ["{i}.5", "1{i}", "2{i}", "3{i}", "4{i}", "{odd}"]
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


def test_rows_are_counted_while_a_file_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(b"1,2\n" * 30_000_000, compresslevel=1)
    began = perf_counter()
    assert error(tmp_path, packed) == "has more than 5,000,000 rows, expected at most that"
    assert perf_counter() - began < 5
    monkeypatch.setattr(text, "MAX_ROWS", 4)
    assert error(tmp_path, f"{GOOD}5,red,p\n") == "has more than 4 rows, expected at most that"
    (tmp_path / "my.csv").write_text(GOOD, encoding="utf-8")
    assert load_dataset(TableSpec("my.csv", "y"), tmp_path).x_train.shape[0] == 3


def test_reading_says_how_far_it_is_and_ends_when_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(many("{i}", "word{odd}", "{odd}", rows=80_000))
    heard: list[tuple[str, float]] = []
    with listening(lambda work, done: heard.append((work, done))):
        load_dataset(TableSpec("my.csv", "y"), tmp_path)
    assert {work for work, _ in heard} == {"Reading my.csv"}
    shares = [done for _, done in heard]
    assert min(shares) == 0
    assert 0.99 < max(shares) <= 1
    assert len(set(shares)) >= 3

    def leave(work: str, done: float) -> None:
        if done > 0.4:
            raise WorkCancelledError

    (tmp_path / "my.csv").write_text(many("{i}", "word{odd}", "{odd}", rows=80_001))
    with listening(leave), pytest.raises(WorkCancelledError):
        load_dataset(TableSpec("my.csv", "y"), tmp_path)
    # What was not read whole is read anew.
    assert open_dataset(TableSpec("my.csv", "y"), tmp_path).total_rows == 80_001


def test_the_limits_are_those_the_docstring_names() -> None:
    for name in ("MAX_BYTES", "MAX_ROWS", "MAX_COLUMNS", "MAX_CELLS"):
        assert hasattr(text, name)
        assert name in str(building.read_table.__doc__)
    assert gathering.MAX_CATEGORIES == 1000
    assert scanning.MAX_CLASSES == 256


def test_an_endless_field_of_digits_is_read_at_once() -> None:
    began = time.process_time()
    for mark in (".", ","):
        assert Notation(mark).measured("9" * 200_000 + "x") == (None, "")
        assert not Notation(mark).is_number("1" * 200_000 + ".,")
    assert time.process_time() - began < 2
