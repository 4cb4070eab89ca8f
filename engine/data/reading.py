"""How a table was read: what a person should see of it before trusting what comes out."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from engine.text import listed

_DECIMALS = {".": "point", ",": "comma"}
_KINDS = {"number": "Numbers", "words": "Words", "date": "Dates", "left out": "Left out"}


@dataclass(frozen=True)
class ColumnReading:
    """What a column was read as.

    Attributes
    ----------
    name
        Its name, all different.
    kind
        ``"number"``, ``"words"``, ``"date"``, ``"target"`` or ``"left out"``.
    why
        Why it is left out, or what stands at its numbers; may be empty.
    """

    name: str
    kind: str
    why: str = ""


@dataclass(frozen=True)
class Reading:
    """How a table was read.

    Attributes
    ----------
    encoding
        Of its text, such as ``"UTF-8"``.
    separator
        The word for what stands between two fields, such as ``"comma"``.
    decimal
        What stands before the decimals of a number.
    header_rows
        How many rows name the columns: 0, 1 or 3.
    unknowns
        Fields, in lower case, that say that a value is unknown.
    unknown_fields
        How many of the fields that are learned from say so.
    task
        ``"classification"`` or ``"regression"``.
    classes
        How many classes there are; 0 where a number is predicted.
    reason
        Why it is that, a sentence; empty where the file says it.
    columns
        Every column in the order of the file.
    """

    encoding: str
    separator: str
    decimal: str
    header_rows: int
    unknowns: tuple[str, ...]
    unknown_fields: int
    task: str
    classes: int
    reason: str
    columns: tuple[ColumnReading, ...]

    def sentences(self) -> tuple[str, ...]:
        """Return the same in words: how it is written, what is unknown, what each column is."""
        header = {0: "no header", 1: "a header"}.get(self.header_rows, "a header of three rows")
        written = (
            f"Read as {self.encoding} text with {header}, a {self.separator} between fields and a"
            f" decimal {_DECIMALS[self.decimal]}."
        )
        words = ", ".join(word or "empty" for word in self.unknowns) or "no field counts as unknown"
        count = self.unknown_fields
        found = "1 field is" if count == 1 else f"{count:,} fields are" if count else "no field is"
        unknown = f"Among the inputs {found} unknown ({words})."
        target = next(column.name for column in self.columns if column.kind == "target")
        task = task_sentence(self.classes, target)
        return (written, unknown, *self._kinds(), task, *filter(None, [self.reason]))

    def _kinds(self) -> list[str]:
        found = []
        for kind, word in _KINDS.items():
            names = [column.name for column in self.columns if column.kind == kind]
            if names:
                found.append(f"{word}: {listed(names)}.")
        return found

    def as_object(self) -> dict[str, Any]:
        """Return the same for JSON."""
        return asdict(self)


def task_sentence(classes: int, target: str = "each row") -> str:
    """Return what is predicted, and of how many classes."""
    if not classes:
        return f"Regression: {target} is predicted as a number."
    return f"Classification: {target} is predicted as one of {classes:,} classes."


def quoted(word: str) -> str:
    """Return a word as a TOML file has it."""
    return json.dumps(word, ensure_ascii=False)
