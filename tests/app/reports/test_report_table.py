"""Columns of a report stay straight whatever script their names are in."""

import pytest

from app.reports.table import align, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("age", 3), ("年齢", 4), ("ねこ", 4), ("🦊", 2), ("שלום", 4), ("e\u0301", 1), ("กี่", 1)],
)
def test_width_of_a_name(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_column_after_wide_names_begins_at_one_place() -> None:
    lines = list(align([("name", "z"), ("年齢", "0.5"), ("🦊x", "0.25"), ("abc", "1")]))
    assert {width(line[: line.rindex(" ") + 1]) for line in lines} == {6}
