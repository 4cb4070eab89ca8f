"""From a person's own table to training and test rows."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.columns import Columns, Layout, Part, TableSource
from engine.datasets.dataset import DatasetError
from engine.datasets.normalisation import common_values
from engine.datasets.specs import TableSpec
from engine.datasets.splitting import set_aside
from engine.datasets.tables.dialect import Dialect, find_dialect, one_line
from engine.datasets.tables.fields import UNKNOWN_TARGETS, parse_number
from engine.datasets.tables.scanning import Scanned, WordScan, scan_table
from engine.datasets.tables.second import Expected, read_test, stack_codes
from engine.datasets.tables.text import Text, read_text, shown

MAX_CLASSES = 256

_TASKS = ("classification", "regression")
_NAMES_TOLD = 8
# A few rows may well count up by chance.
_COUNTED = 20


def read_table(spec: TableSpec, directory: Path) -> TableSource:
    """Read a person's own table.

    Which columns hold numbers is found out: those whose every known field is one. In the others
    each word of the training rows is a category, and an unknown value is one of its own; a test
    row whose category no training row has gets a block of zeros. In a numeric column an unknown
    value becomes the mean, and an input of its own tells where it was unknown. Empty fields, ?,
    NA, N/A, nan, null, none and unknown are unknown. A column that is the same in all training
    rows is dropped, and a note says so; rows without any content are passed over.

    Without a test file 20 % of the rows are set aside for the test, drawn by a seed that never
    changes; the last row of a class is never among them.

    At most `MAX_BYTES` bytes, `MAX_ROWS` rows, `MAX_COLUMNS` columns, `MAX_CELLS` fields,
    `MAX_CATEGORIES` words in a column and `MAX_CLASSES` classes are read.

    Parameters
    ----------
    spec
        The files and the column to predict.
    directory
        Where relative paths start from.

    Returns
    -------
    TableSource
        Its rows, read but not normalised.

    Raises
    ------
    DatasetError
        In a sentence with file, row and column: what does not fit.
    """
    if spec.task not in _TASKS:
        raise DatasetError(f"{spec.file}: task {spec.task!r}, expected one of {', '.join(_TASKS)}")
    text = read_text(directory / spec.file)
    dialect = find_dialect(text, spec)
    builder = _Builder(spec, text, dialect)
    scanned = builder.scan()
    if spec.test is None:
        return builder.set_aside(scanned)
    return builder.with_test(scanned, read_text(directory / spec.test))


class _Builder:
    """Turns the columns of a training table, and those of a test table, into a source."""

    def __init__(self, spec: TableSpec, text: Text, dialect: Dialect) -> None:
        self.spec = spec
        self.text = text
        self.dialect = dialect
        self.target = _find_target(text, dialect, spec.target)
        self.classify = spec.task == "classification"
        self.notes: list[str] = []
        self._kept_numbers: list[int] = []
        self._kept_words: dict[int, dict[str | None, int]] = {}

    @property
    def _target_name(self) -> str:
        return self.dialect.names[self.target]

    def scan(self) -> Scanned:
        words = WordScan(UNKNOWN_TARGETS, MAX_CLASSES) if self.classify else None
        scanned = scan_table(self.text, self.dialect, self.target, words)
        if len(scanned.rows) < 2:
            raise self.text.fail("has 1 row, expected at least two")
        self._check_target(self.text, self._target_name, scanned, self.target)
        for at, scan in scanned.words.items():
            words_known = len(scan.places) - (None in scan.places)
            if at != self.target and words_known == scan.known > 1:
                raise self.text.fail(
                    f"all {scan.known:,} words differ, which says nothing about other rows;"
                    " expected words that occur again, or the column left out of the file",
                    column=self.dialect.names[at],
                )
        return scanned

    def _check_target(self, text: Text, name: str, scanned: Scanned, at: int) -> None:
        """Refuse rows whose target is unknown, and a target that is always the same."""
        expected = "a class" if self.classify else "a number"
        if at in scanned.words:
            scan = scanned.words[at]
            unknown = np.flatnonzero(scan.codes() == scan.places.get(None, -2))
            different = len(scan.places)
            example = scan.words[0]
        else:
            values = scanned.numbers[at]
            unknown = np.flatnonzero(np.isnan(values))
            different = 1 + bool(np.ptp(values) != 0)
            example = f"{values[0]:g}"
        if unknown.size:
            row = int(scanned.rows[unknown[0]])
            raise text.fail(f"the target is unknown, expected {expected}", row=row, column=name)
        if different < 2:
            plural = "classes" if self.classify else "numbers"
            problem = f"every row has {shown(str(example))}, expected {plural} that differ"
            raise text.fail(problem, column=name)

    def set_aside(self, scanned: Scanned) -> TableSource:
        """Return the source with a part of the rows as its test."""
        target, classes = self._targets(scanned)
        total = len(target)
        left, aside = set_aside(total, target.astype(np.int64) if classes else None)
        layout, columns = self._layout(scanned, left)
        self.notes.insert(
            0, f"{len(aside):,} of {total:,} rows are set aside for the test, as no file is named."
        )
        train = Part(columns.take(left), target[left])
        return self._source(layout, train, Part(columns.take(aside), target[aside]), classes)

    def with_test(self, scanned: Scanned, text: Text) -> TableSource:
        """Return the source with a second table as its test."""
        target, classes = self._targets(scanned)
        layout, columns = self._layout(scanned, np.arange(len(target)))
        expected = Expected(
            text=self.text,
            dialect=self.dialect,
            target=self.target,
            classes=classes,
            numbers=self._kept_numbers,
            words=self._kept_words,
        )
        test = read_test(self.spec, text, expected)
        return self._source(layout, Part(columns, target), test, classes)

    def _source(
        self, layout: Layout, train: Part, test: Part, classes: tuple[str, ...]
    ) -> TableSource:
        name = Path(self.spec.file).name
        return TableSource(
            name, layout, train, test, classes, notes=self.notes, target=self._target_name
        )

    def _targets(
        self, scanned: Scanned
    ) -> tuple[NDArray[np.int64] | NDArray[np.float64], tuple[str, ...]]:
        """Return class indices and the names of the classes, or numbers and no names."""
        if not self.classify:
            return scanned.numbers.pop(self.target), ()
        scan = scanned.words.pop(self.target)
        words = [str(word) for word in scan.words]
        order = _sorted_classes(words, self.dialect.decimal)
        rank = {word: place for place, word in enumerate(order)}
        ranks = np.array([rank[word] for word in words], dtype=np.int64)
        return ranks[scan.codes()], tuple(order)

    def _layout(self, scanned: Scanned, train: NDArray[np.intp]) -> tuple[Layout, Columns]:
        """Decide by the training rows what inputs there are; return all rows beside it."""
        rows = len(scanned.rows)
        kept = [at for at in scanned.numbers if not self._constant(at, scanned.numbers[at][train])]
        numbers = np.empty((rows, len(kept)), order="F")
        for place, at in enumerate(kept):
            numbers[:, place] = scanned.numbers.pop(at)
        self._note_counters(numbers, kept)
        codes, categories, worded = [], [], []
        for at, scan in scanned.words.items():
            code, listed = _categories(scan, train)
            if len(listed) == 1:
                self._drop(at, "unknown" if listed[0] is None else shown(listed[0]))
                continue
            self._kept_words[at] = {word: place for place, word in enumerate(listed)}
            codes.append(code)
            worded.append(at)
            words = tuple("unknown" if word is None else one_line(word) for word in listed)
            categories.append((self.dialect.names[at], words))
        if not kept and not codes:
            raise self.text.fail("no column is left to learn from, expected one that differs")
        trained = numbers[train]
        flagged = tuple(np.flatnonzero(np.isnan(trained).any(axis=0)).tolist())
        self._kept_numbers = kept
        layout = Layout(
            numbers=tuple(self.dialect.names[at] for at in kept),
            indicators=flagged,
            apart=common_values(trained),
            categories=tuple(categories),
            places=(*kept, *worded),
        )
        return layout, Columns(numbers, stack_codes(codes, rows))

    def _constant(self, at: int, values: NDArray[np.float64]) -> bool:
        """Tell whether a column is the same in all training rows, and note it."""
        unknown = np.isnan(values)
        if unknown.all():
            self._drop(at, "unknown")
            return True
        if unknown.any() or np.ptp(values) > 0:
            return False
        self._drop(at, f"{values[0]:g}")
        return True

    def _note_counters(self, numbers: NDArray[np.float64], kept: Sequence[int]) -> None:
        """Note columns that only number the rows."""
        for column, at in zip(numbers.T, kept, strict=True):
            if len(column) > _COUNTED and np.all(np.diff(column) == 1):
                self.notes.append(
                    f"Column {self.dialect.names[at]} counts the rows: leave it out of the file"
                    " unless their order matters."
                )

    def _drop(self, at: int, value: str) -> None:
        self.notes.append(
            f"Column {self.dialect.names[at]} is dropped: it is {value} in all training rows."
        )


def _find_target(text: Text, dialect: Dialect, target: str | int) -> int:
    """Return the place, from 0, of the column to predict."""
    names = dialect.names
    if isinstance(target, str):
        name = one_line(target)
        if name in names:
            return names.index(name)
        numbered = re.fullmatch(r"(?:column )?(\d{1,9})", name)
        if numbered is None:
            told = ", ".join(names[:_NAMES_TOLD]) + (" …" if len(names) > _NAMES_TOLD else "")
            raise text.fail(f"has no column {shown(name)}, expected one of {told}")
        target = int(numbered[1])
    if not 1 <= target <= len(names):
        raise text.fail(f"has no column {target:,}, expected a number from 1 to {len(names):,}")
    return target - 1


def _sorted_classes(words: Sequence[str], decimal: str) -> list[str]:
    """Sort by number where every class is one, else by letters."""
    values = [parse_number(word, decimal) for word in words]
    keys = [value for value in values if value is not None]
    if len(keys) < len(words):
        return sorted(words)
    return [word for _, word in sorted(zip(keys, words, strict=True))]


def _categories(
    scan: WordScan, train: NDArray[np.intp]
) -> tuple[NDArray[np.int16], list[str | None]]:
    """Return each row's category, −1 for one no training row has, and the training rows' list."""
    words, codes = scan.words, scan.codes()
    used = [words[place] for place in np.unique(codes[train])]
    listed = sorted(used, key=lambda word: (word is None, word or ""))
    place = {word: index for index, word in enumerate(listed)}
    return np.array([place.get(word, -1) for word in words], dtype=np.int16)[codes], listed
