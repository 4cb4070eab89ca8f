"""Tables, good and crooked, that tests read."""

from pathlib import Path

import pytest

from engine.data.library import load_dataset
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec

OVER_TABLE = """
format = 1
id = "own"
title = "Own"
[network]
[[network.layers]]
units = {units}
activation = "{activation}"
[loss]
name = "{loss}"
[data]
dataset = {{ file = "own.csv", target = "{target}", task = "{task}" }}
"""
"""A scenario over own.csv as far as its [training], to be filled in."""

GOOD = "a,b,y\n1,red,p\n2,blue,q\n3,red,p\n4,blue,q\n"


def error(folder: Path, content: str | bytes, spec: TableSpec | None = None) -> str:
    """Return the sentence that reading a table ends in, without the file's name."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "my.csv").write_bytes(data)
    with pytest.raises(DatasetError) as caught:
        load_dataset(spec or TableSpec("my.csv", "y"), folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{folder / 'my.csv'}: ")
    return message.removeprefix(f"{folder / 'my.csv'}: ")


def many(*columns: str, rows: int = 40) -> str:
    """Return a table whose fields are the columns' templates with the row's number from 0."""
    header = ",".join([*"abcdefgh"[: len(columns) - 1], "y"])
    lines = [",".join(c.format(i=i, odd=i % 2, third=i % 3) for c in columns) for i in range(rows)]
    return "\n".join([header, *lines]) + "\n"
