"""From a person's own table to training and test rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Columns, Layout
from engine.data.normalisation import common_values
from engine.data.reading import quoted
from engine.data.splitting import set_aside
from engine.data.table_source import Part, TableSource
from engine.data.tables.account import Account
from engine.data.tables.dates import DateFormat, parts_of
from engine.data.tables.dialect import Dialect, find_dialect
from engine.data.tables.gathering import WordScan
from engine.data.tables.headers import one_line
from engine.data.tables.scanning import Scanned, scan_table
from engine.data.tables.second import Expected, Feature, read_test, stack_codes
from engine.data.tables.selecting import identifiers
from engine.data.tables.target import (
    check_classes,
    check_numbers,
    choose_task,
    class_targets,
    find_column,
    unknown_inputs,
    unknown_targets,
)
from engine.data.tables.text import Text, read_text, shown
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec, Task

_TASKS = ("classification", "regression", None)


def read_table(spec: TableSpec, directory: Path) -> TableSource:
    """Read a person's own table.

    Which columns hold numbers is found out: those whose every known field is one. Columns of dates
    become the numbers that differ among them: days, month, weekday, hours. In the others each word
    of the training rows is a category, and an unknown value is one of its own; a test row whose
    category no training row has gets a block of zeros. In a numeric column an unknown value
    becomes the mean, and an input of its own says where it was unknown. Empty fields, ?, NA, N/A,
    nan, null, none and unknown are unknown, or what the spec lists; rows whose target is unknown
    are left out. So are row numbers, and words that hardly occur twice, unless the spec keeps
    them, and columns that are the same in all training rows. Notes say all of this; rows without
    any content are passed over.

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
        expected = ", ".join(filter(None, _TASKS))
        raise DatasetError(f"{spec.file}: task {spec.task!r}, expected one of {expected}")
    text = read_text(directory / spec.file)
    builder = _Builder(spec, text, find_dialect(text, spec))
    scanned = builder.scan()
    if spec.test is None:
        return builder.set_aside(scanned)
    return builder.with_test(scanned, read_text(directory / spec.test))


@dataclass
class _Used:
    """What of the columns is learned from, in the order of the inputs."""

    features: list[Feature] = field(default_factory=list)
    forms: dict[int, DateFormat] = field(default_factory=dict)
    words: dict[int, dict[str | None, int]] = field(default_factory=dict)


class _Builder:
    """Turns the columns of a training table, and those of a test table, into a source."""

    def __init__(self, spec: TableSpec, text: Text, dialect: Dialect) -> None:
        self.spec = spec
        self.text = text
        self.dialect = dialect
        self.target = find_column(text, dialect.names, spec.target)
        words, self.lenient = self._places(spec.categories), self._places(spec.numbers)
        if both := words & self.lenient:
            problem = "is among both categories and numbers, expected one or the other"
            raise text.fail(problem, column=dialect.names[min(both)])
        self.dialect = dialect.with_words(words)
        self.keep = self._places(spec.keep) | words | self.lenient
        self.left_out = self._excluded()
        self.task: Task = "classification"
        self.used = _Used()
        self.account = Account(dialect, text.encoding, self.target)

    @property
    def _target_name(self) -> str:
        return self.dialect.names[self.target]

    def _places(self, columns: Iterable[str | int]) -> set[int]:
        return {find_column(self.text, self.dialect.names, column) for column in columns}

    def _excluded(self) -> dict[int, str]:
        """Return the columns that spec and header leave out, with the reason."""
        names = self.dialect.names
        ignored = dict.fromkeys(self._places(self.spec.ignore), "")
        if self.target in ignored:
            raise self.text.fail(
                "is both the target and ignored, expected one or the other",
                column=names[self.target],
            )
        by_header = self.dialect.header.excluded
        found = {at: why for at, why in by_header.items() if at not in self.keep}
        found.pop(self.target, None)
        return found | ignored

    def scan(self) -> Scanned:
        """Read all rows, choose the columns, and check what is to be predicted."""
        names = self.dialect.names
        columns = [at for at in range(len(names)) if at != self.target and at not in self.left_out]
        scanned = scan_table(
            self.text, self.dialect, columns, self.target, self.spec.task, lenient=self.lenient
        )
        if len(scanned.rows) < 2:
            raise self.text.fail("has 1 row, expected at least two")
        self.task, reason = choose_task(scanned, self.target, self.spec, self.dialect)
        if reason and self.target in scanned.numbers.keys() - self.dialect.header.words:
            other = "classification" if self.task == "regression" else "regression"
            reason = f'{reason[:-1]}; task = "{other}" changes that.'
        self.account.reason = reason
        y = (scanned.numbers.pop(self.target, None), scanned.words.pop(self.target, None))
        self.left_out |= identifiers(scanned, self.dialect, self.keep)
        for at in self.left_out:
            scanned.numbers.pop(at, None)
            scanned.words.pop(at, None)
        self._check_words(scanned)
        if self.task == "regression" and y[0] is not None:
            scanned.numbers[self.target] = y[0]
        elif y[1] is not None:
            scanned.words[self.target] = y[1]
        scanned = self._complete_rows(self._known_rows(scanned))
        self._check_target(scanned)
        return scanned

    def _check_words(self, scanned: Scanned) -> None:
        for at, scan in scanned.words.items():
            if scan.overflow:
                problem = f"more than {scan.limit:,} different words, expected at most that"
                raise self.text.fail(problem, column=self.dialect.names[at])

    def _known_rows(self, scanned: Scanned) -> Scanned:
        """Leave out the rows whose target is unknown, or refuse them; a note says how many."""
        if self.target in scanned.words and scanned.words[self.target].overflow:
            return scanned
        unknown = unknown_targets(scanned, self.target, self.task)
        count = int(np.count_nonzero(unknown))
        if not count:
            return scanned
        # More than half of them are rather a target that was misread than rows to be left out.
        refused = self.spec.unknown_rows == "refuse" or 2 * count > len(unknown)
        if refused and self.spec.unknown_rows != "drop":
            expected = "a number" if self.task == "regression" else "a class"
            raise self.text.fail(
                f"the target is unknown, expected {expected}"
                ' (unknown_rows = "drop" leaves such rows out)',
                row=int(scanned.rows[np.argmax(unknown)]),
                column=self._target_name,
            )
        if count > len(unknown) - 2:
            problem = f"the target is known in {len(unknown) - count:,} rows, expected at least two"
            raise self.text.fail(problem, column=self._target_name)
        self.account.notes.append(
            f"{count:,} of {len(unknown):,} rows are left out, as their {self._target_name} is"
            " unknown."
        )
        return scanned.without(unknown)

    def _complete_rows(self, scanned: Scanned) -> Scanned:
        """Leave out the rows in which an input is unknown, where the spec says so."""
        if self.spec.unknown_inputs != "drop":
            return scanned
        unknown = unknown_inputs(scanned, self.target)
        count, rows = int(np.count_nonzero(unknown)), len(unknown)
        if count > rows - 2:
            found = "one row" if count < rows else "no row"
            raise self.text.fail(
                f"{found} is without an unknown field, expected at least two"
                ' (unknown_inputs = "mean" keeps them)'
            )
        if not count:
            return scanned
        self.account.notes.append(
            f"{count:,} of {rows:,} rows are left out, as a field of them is unknown."
        )
        return scanned.without(unknown)

    def _check_target(self, scanned: Scanned) -> None:
        if self.task == "regression":
            check_numbers(self.text, self._target_name, scanned.numbers[self.target])
        else:
            scan = scanned.words[self.target]
            check_classes(self.text, self._target_name, scan, self.dialect.notation)

    def set_aside(self, scanned: Scanned) -> TableSource:
        """Return the source with a part of the rows as its test."""
        target, classes = self._targets(scanned)
        total = len(target)
        left, aside = set_aside(total, target.astype(np.int64) if classes else None)
        layout, columns = self._layout(scanned, left)
        lead = [
            f"{len(aside):,} of {total:,} rows are set aside for the test, as no file is named."
        ]
        if classes:
            single = int(np.count_nonzero(np.bincount(target.astype(np.int64)) == 1))
            if single:
                lead.append(
                    f"{single:,} of {len(classes):,} classes have a single row, which is trained"
                    " on and never tested."
                )
        train = Part(columns.take(left), target[left])
        return self._source(layout, train, Part(columns.take(aside), target[aside]), classes, lead)

    def with_test(self, scanned: Scanned, text: Text) -> TableSource:
        """Return the source with a second table as its test."""
        target, classes = self._targets(scanned)
        layout, columns = self._layout(scanned, np.arange(len(target)))
        expected = Expected(
            text=self.text,
            dialect=self.dialect,
            target=self.target,
            classes=classes,
            features=self.used.features,
            forms=self.used.forms,
            words=self.used.words,
            lenient=self.lenient,
        )
        test, dropped = read_test(self.spec, text, expected)
        why = " or an input" if self.spec.unknown_inputs == "drop" else ""
        left_out = f"{dropped:,} test rows are left out, as their target{why} is unknown."
        lead = [left_out] * bool(dropped)
        return self._source(layout, Part(columns, target), test, classes, lead)

    def _source(
        self, layout: Layout, train: Part, test: Part, classes: tuple[str, ...], lead: list[str]
    ) -> TableSource:
        reading = self.account.reading(self.task, len(classes), self.left_out)
        return TableSource(
            Path(self.spec.file).name,
            layout,
            train,
            test,
            classes,
            notes=[*lead, *reading.sentences(), *self.account.sentences(self.left_out)],
            target=self._target_name,
            reading=reading,
        )

    def _targets(
        self, scanned: Scanned
    ) -> tuple[NDArray[np.int64] | NDArray[np.float64], tuple[str, ...]]:
        """Return class indices and the names of the classes, or numbers and no names."""
        if self.task == "regression":
            return scanned.numbers.pop(self.target), ()
        return class_targets(scanned.words.pop(self.target), self.dialect.notation)

    def _layout(self, scanned: Scanned, train: NDArray[np.intp]) -> tuple[Layout, Columns]:
        """Decide by the training rows what inputs there are; return all rows beside it."""
        rows = len(scanned.rows)
        self.account.add_kinds(scanned)
        listed = sorted([*scanned.numbers, *scanned.dates])
        found = [feature for at in listed for feature in self._features(scanned, at, train)]
        numbers = np.empty((rows, len(found)), order="F")
        for place, feature in enumerate(found):
            numbers[:, place] = feature.of(scanned)
        self.used.features = found
        codes, categories = [], []
        for at, scan in sorted(scanned.words.items()):
            code, words = _categories(scan, train)
            if len(words) == 1:
                self.account.drop(at, "unknown" if words[0] is None else shown(words[0]))
                continue
            self.used.words[at] = {word: place for place, word in enumerate(words)}
            codes.append(code)
            written = tuple("unknown" if word is None else one_line(word) for word in words)
            categories.append((self.dialect.names[at], written))
        if not found and not codes:
            raise self._nothing_left()
        trained = numbers[train]
        layout = Layout(
            numbers=tuple(feature.name for feature in found),
            indicators=self._indicators(trained),
            apart=common_values(trained),
            categories=tuple(categories),
            places=(*(feature.at for feature in found), *self.used.words),
        )
        return layout, Columns(numbers, stack_codes(codes, rows))

    def _indicators(self, trained: NDArray[np.float64]) -> tuple[int, ...]:
        """Return which of the numbers have an input that says where they are unknown."""
        if self.spec.unknown_inputs == "mean":
            return ()
        return tuple(np.flatnonzero(np.isnan(trained).any(axis=0)).tolist())

    def _features(self, scanned: Scanned, at: int, train: NDArray[np.intp]) -> list[Feature]:
        """Return the numbers that a column gives: none where all training rows are the same."""
        name = self.dialect.names[at]
        if at in scanned.numbers:
            same = self._constant(at, scanned.numbers[at][train])
            return [] if same else [Feature(at, name)]
        dates = scanned.dates[at]
        self.used.forms[at] = dates.form
        values = dates.values[train]
        parts = parts_of(values)
        if not parts:
            self.account.drop(at, "the same date" if np.any(~np.isnan(values)) else "unknown")
            return []
        origin = float(np.floor(np.nanmin(values)))
        self.account.add_dates(at, dates, parts, origin)
        return [Feature(at, f"{name} ({part})", part, origin) for part in parts]

    def _constant(self, at: int, values: NDArray[np.float64]) -> bool:
        """Return whether a column is the same in all training rows, and note it."""
        unknown = np.isnan(values)
        if unknown.all():
            self.account.drop(at, "unknown")
            return True
        if unknown.any() or np.ptp(values) > 0:
            return False
        self.account.drop(at, f"{values[0]:g}")
        return True

    def _nothing_left(self) -> DatasetError:
        found = [self.dialect.names[at] for at, why in self.left_out.items() if why]
        hint = f" (keep = [{quoted(found[0])}] keeps a column that was left out)" if found else ""
        return self.text.fail(f"no column is left to learn from, expected one that differs{hint}")


def _categories(
    scan: WordScan, train: NDArray[np.intp]
) -> tuple[NDArray[np.int16], list[str | None]]:
    """Return each row's category, −1 for one no training row has, and the training rows' list."""
    words, codes = scan.words, scan.codes()
    used = [words[place] for place in np.unique(codes[train])]
    listed = sorted(used, key=lambda word: (word is None, word or ""))
    place = {word: index for index, word in enumerate(listed)}
    return np.array([place.get(word, -1) for word in words], dtype=np.int16)[codes], listed
