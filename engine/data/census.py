"""Census income (UCI Adult): whether a person earns more than 50,000 dollars a year.

Of the 14 attributes 13 are used. ``fnlwgt`` is left out: it is a survey sampling weight (how many
people a row stands for), no property of the person.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.census_table import (
    CATEGORIES,
    CLASSES,
    COLUMNS,
    NUMBERS,
    UNKNOWN,
    Table,
    read_table,
)
from engine.data.columns import Columns, Layout
from engine.data.files import find_file
from engine.data.table_source import Part, TableSource
from engine.errors import DatasetError

MAX_CATEGORIES = 100

# The files give the class no name.
_TARGET = "income over 50K"

# Of the people 92 and 95 % have neither gained nor lost: a mass of its own beside the others.
_APART = {"capital-gain": 0.0, "capital-loss": 0.0}


def read_census(folder: Path) -> TableSource:
    """Read the census data from the folder that holds its two files.

    The five numeric columns come first, standardised with mean and standard deviation of the rows
    that are trained on. Then comes a one-hot block for each of the eight categorical columns, with
    a column for each category of the training rows; an unknown value is a category of its own. A
    test row whose category no training row has gets a block of zeros.

    Parameters
    ----------
    folder
        Holds ``adult.data`` and ``adult.test`` as UCI publishes them, or ``adult.csv`` and
        ``adult.test.csv`` with a header, gzipped or not.

    Returns
    -------
    TableSource
        107 inputs for the published files; with quantile bins b of them for each numeric column,
        one for no capital gain, one for no capital loss, and the 102 categories.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be.
    """
    train_file = find_file(folder, "adult.data", "adult.csv")
    train = read_table(train_file)
    test = read_table(find_file(folder, "adult.test", "adult.test.csv"))
    listed = _categories(train, train_file)
    return TableSource(
        "census",
        _layout(listed),
        _part(train, listed),
        _part(test, listed),
        CLASSES,
        test_without_unknowns=test.complete,
        target=_TARGET,
    )


def _categories(train: Table, file: Path) -> list[tuple[str, ...]]:
    """Return each categorical column's categories among the training rows, unknown last."""
    found = []
    for name, column in zip(CATEGORIES, train.categories, strict=True):
        distinct = set(column)
        if len(distinct) > MAX_CATEGORIES:
            raise DatasetError(
                f"{file}: {name} has {len(distinct):,} categories, expected at most"
                f" {MAX_CATEGORIES}"
            )
        found.append(tuple(sorted(distinct, key=lambda word: (word == UNKNOWN, word))))
    return found


def _layout(listed: list[tuple[str, ...]]) -> Layout:
    named = [
        (name, tuple("unknown" if word == UNKNOWN else word for word in categories))
        for name, categories in zip(CATEGORIES, listed, strict=True)
    ]
    apart = tuple(_APART.get(name, float("nan")) for name in NUMBERS)
    return Layout(
        numbers=NUMBERS,
        indicators=(),
        apart=apart,
        categories=tuple(named),
        places=tuple(COLUMNS.index(name) for name in (*NUMBERS, *CATEGORIES)),
    )


def _part(table: Table, listed: list[tuple[str, ...]]) -> Part:
    codes = [
        _codes(column, categories)
        for column, categories in zip(table.categories, listed, strict=True)
    ]
    return Part(Columns(table.numbers, np.column_stack(codes)), table.labels)


def _codes(column: tuple[str, ...], categories: tuple[str, ...]) -> NDArray[np.int16]:
    place = {category: index for index, category in enumerate(categories)}
    return np.array([place.get(word, -1) for word in column], dtype=np.int16)
