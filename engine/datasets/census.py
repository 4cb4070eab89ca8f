"""Census income (UCI Adult): whether a person earns more than 50,000 dollars a year.

Of the 14 attributes 13 are used. ``fnlwgt`` is left out: it is a survey sampling weight (how many
people a row stands for), no property of the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.census_table import CATEGORIES, CLASSES, NUMBERS, UNKNOWN, Table, read_table
from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.files import find_file

MAX_CATEGORIES = 100


def read_census(folder: Path) -> Dataset:
    """Read the census data from the folder that holds its two files.

    The five numeric columns come first, standardised with mean and standard deviation of the
    training rows alone. Then comes a one-hot block for each of the eight categorical columns, with
    a column for each category of the training rows; an unknown value is a category of its own. A
    test row whose category no training row has gets a block of zeros.

    Parameters
    ----------
    folder
        Holds ``adult.data`` and ``adult.test`` as UCI publishes them, or ``adult.csv`` and
        ``adult.test.csv`` with a header, gzipped or not.

    Returns
    -------
    Dataset
        107 features for the published files.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be.
    """
    train_file = find_file(folder, "adult.data", "adult.csv")
    train = read_table(train_file)
    test = read_table(find_file(folder, "adult.test", "adult.test.csv"))
    encoding = _fit(train, train_file)
    return Dataset(
        name="census",
        x_train=encoding.apply(train),
        y_train=train.labels,
        x_test=encoding.apply(test),
        y_test=test.labels,
        classes=CLASSES,
        feature_names=encoding.feature_names,
        scale=1.0,
        test_without_unknowns=test.complete,
    )


@dataclass(frozen=True)
class _Encoding:
    """What the training rows say about turning a row into features.

    Attributes
    ----------
    mean, deviation
        Of each numeric column, shape (5,).
    categories
        For each categorical column its categories, in the order of their features.
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    categories: tuple[tuple[str, ...], ...]

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The numeric columns' names, then ``column=category``."""
        one_hot = [
            f"{name}={'unknown' if category == UNKNOWN else category}"
            for name, categories in zip(CATEGORIES, self.categories, strict=True)
            for category in categories
        ]
        return (*NUMBERS, *one_hot)

    def apply(self, table: Table) -> NDArray[np.float32]:
        """Return the table's features, shape (n, features)."""
        blocks = [((table.numbers - self.mean) / self.deviation).astype(np.float32)]
        for column, categories in zip(table.categories, self.categories, strict=True):
            blocks.append(_one_hot(column, categories))
        return np.concatenate(blocks, axis=1)


def _fit(train: Table, file: Path) -> _Encoding:
    """Take means, standard deviations and categories from the training rows."""
    deviation = train.numbers.std(axis=0)
    # A column that never varies carries nothing: it becomes zeros instead of a division by zero.
    deviation[np.ptp(train.numbers, axis=0) == 0] = 1
    categories = []
    for name, column in zip(CATEGORIES, train.categories, strict=True):
        distinct = set(column)
        if len(distinct) > MAX_CATEGORIES:
            raise DatasetError(
                f"{file}: {name} has {len(distinct):,} categories, expected at most"
                f" {MAX_CATEGORIES}"
            )
        categories.append(tuple(sorted(distinct, key=lambda word: (word == UNKNOWN, word))))
    return _Encoding(train.numbers.mean(axis=0), deviation, tuple(categories))


def _one_hot(column: Sequence[str], categories: Sequence[str]) -> NDArray[np.float32]:
    """Return shape (n, categories) with a 1 per row, none where the category is not listed."""
    place = {category: index for index, category in enumerate(categories)}
    codes = np.array([place.get(word, -1) for word in column])
    listed = np.flatnonzero(codes >= 0)
    block = np.zeros((len(column), len(categories)), dtype=np.float32)
    block[listed, codes[listed]] = 1
    return block
