"""The names of a table's columns: whether the first rows hold them, and what they say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.data.columns import unique
from engine.data.tables.fields import Notation
from engine.data.tables.text import shown

_MAX_NAME = 200
_COUNT = re.compile(r"\d{1,9}")
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
# The second line of Orange's three says what a column holds, the third what it is for.
_ORANGE_KINDS = re.compile(r"c|d|s|t|continuous|discrete|string|time|\S+( \S+)+", re.IGNORECASE)
_ORANGE_ROLES = re.compile(r"|class|meta|m|c|i|ignore|w|weight|\S+=\S*.*", re.IGNORECASE)
# In a single line the same stands before the name, such as mS#name.
_ORANGE_NAME = re.compile(r"(?P<role>[cmiw]?)(?P<kind>[CDST]?)#(?P<name>.*)", re.DOTALL)


@dataclass(frozen=True)
class Header:
    """What the first rows say about the columns.

    Attributes
    ----------
    rows
        How many rows there are before the first row of fields: 0, 1 or 3.
    names
        The columns' names, all different: those of the header, or "column 1" and so on.
    words
        Columns, by their place from 0, that hold words even where these are numbers.
    excluded
        Columns that are not to be learned from, with the reason.
    unnamed
        Columns to which the header gives no name.
    notes
        What a person should know, a sentence each.
    target
        The column that they call the class, if they do.
    """

    rows: int
    names: tuple[str, ...]
    words: frozenset[int] = frozenset()
    excluded: Mapping[int, str] = field(default_factory=dict)
    unnamed: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    target: int | None = None


def counting_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the header of a table whose first line counts its rows and columns, else None.

    scikit-learn writes its tables so: "150,4,setosa,versicolor,virginica", over rows of four
    numbers and the number of a class.
    """
    first, rest = [field.strip() for field in rows[0]], rows[1:]
    if not rest or len(first) < 3 or not all(map(_COUNT.fullmatch, first[:2])):
        return None
    width = int(first[1]) + 1
    if int(first[0]) < len(rest) or any(len(row) != width for row in rest):
        return None
    if any(_COUNT.fullmatch(field) for field in first[2:]) or len(set(first)) < len(first):
        return None
    classes = one_line(", ".join(first[2:]))
    note = f"Its first line counts rows and columns, and calls the classes, from 0, {classes}."
    return replace(_numbered(width), rows=1, notes=(note,), target=width - 1)


def read_header(
    rows: Sequence[Sequence[str]], notation: Notation, target: str | int, header: bool | None
) -> Header:
    """Find out whether the first rows name the columns, and read them.

    Parameters
    ----------
    rows
        The first rows of the table; a header without a name for the first column has an empty
        one there.
    notation
        How numbers are written.
    target
        The column to predict, by its name or number.
    header
        Whether there is a header; None looks.
    """
    if header is False:
        return _numbered(len(rows[0]))
    if _has_three(rows):
        return _orange(rows)
    if header or _has_header(rows, notation, target):
        return _single(rows[0])
    return _numbered(len(rows[0]))


def _numbered(count: int) -> Header:
    return Header(0, tuple(f"column {number}" for number in range(1, count + 1)))


def one_line(field: str) -> str:
    """Return a field as a name: white space once, what cannot be shown left out, cut if long."""
    name = " ".join("".join(c if c.isprintable() else " " for c in field).split())
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"


def _single(fields: Sequence[str]) -> Header:
    marked = [_ORANGE_NAME.fullmatch(field.strip()) for field in fields]
    if not any(marked):
        return _named(1, fields)
    names = [found["name"] if found else field for found, field in zip(marked, fields, strict=True)]
    kinds = [found["kind"].lower() if found else "" for found in marked]
    roles = [found["role"] if found else "" for found in marked]
    return _named(1, names, kinds, roles)


def _has_three(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 4 or len({len(row) for row in rows[:4]}) > 1:
        return False
    kinds, roles = ([field.strip() for field in row] for row in rows[1:3])
    # Two rows of letters may be nothing but two rows of letters.
    certain = any(len(role) != 1 for role in roles) and any(" " not in kind for kind in kinds)
    return (
        certain
        and all(map(_ORANGE_KINDS.fullmatch, kinds))
        and all(map(_ORANGE_ROLES.fullmatch, roles))
    )


def _orange(rows: Sequence[Sequence[str]]) -> Header:
    kinds = ["d" if " " in kind.strip() else kind.strip()[:1].lower() for kind in rows[1]]
    return _named(3, rows[0], kinds, [field.strip()[:1].lower() for field in rows[2]])


def _named(
    rows: int, fields: Sequence[str], kinds: Sequence[str] = (), roles: Sequence[str] = ()
) -> Header:
    found = [one_line(field) for field in fields]
    titles = [name or f"column {number}" for number, name in enumerate(found, start=1)]
    names = tuple(unique(titles))
    notes = [
        f"Two columns are called {shown(before)}: the one in place {number} is {after} here."
        for number, (before, after) in enumerate(zip(titles, names, strict=True), start=1)
        if before != after
    ]
    excluded = {
        at: "its header says that it is text" for at, kind in enumerate(kinds) if kind == "s"
    }
    excluded |= {at: "its header says so" for at, role in enumerate(roles) if role in {"i", "w"}}
    excluded |= {at: "its header calls it meta" for at, role in enumerate(roles) if role == "m"}
    return Header(
        rows,
        names,
        frozenset(at for at, kind in enumerate(kinds) if kind == "d"),
        excluded,
        frozenset(at for at, name in enumerate(found) if not name),
        tuple(notes),
        next((at for at, role in enumerate(roles) if role == "c"), None),
    )


def _has_header(rows: Sequence[Sequence[str]], notation: Notation, target: str | int) -> bool:
    """Return whether the first row names the columns of the others.

    It does when the target is one of its fields. Otherwise none of its fields may be a number,
    unless these are years over columns of other numbers, and it must differ from the rows below:
    a column below holds numbers alone, or none of its words occurs again.
    """
    first, rest = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    if isinstance(target, str) and target.strip() in {field.strip() for field in first}:
        return True
    if _has_marks(first):
        return True
    numbers = [at for at, text in enumerate(first) if _is_number(text, notation)]
    if numbers:
        return bool(rest) and _names_years(first, rest, numbers, notation)
    named = [at for at, text in enumerate(first) if not notation.is_unknown(text)]
    below = [[row[at] for row in rest] for at in named]
    if any(_all_numbers(column, notation) for column in below):
        return True
    return bool(rest) and all(
        first[at] not in column for at, column in zip(named, below, strict=True)
    )


def _has_marks(first: Sequence[str]) -> bool:
    """Return whether all fields are names with Orange's marks before them, at least one of them."""
    found = [_ORANGE_NAME.fullmatch(field.strip()) for field in first]
    return any(mark is not None and (mark["role"] or mark["kind"]) for mark in found)


def _is_number(text: str, notation: Notation) -> bool:
    return not notation.is_unknown(text) and notation.number(text) is not None


def _names_years(
    first: Sequence[str], rest: Sequence[Sequence[str]], numbers: Sequence[int], notation: Notation
) -> bool:
    """Return whether a first row of text and years in order stands over other numbers."""
    if 0 in numbers or any(_is_number(row[0], notation) for row in rest):
        return False
    years = [first[at].strip() for at in numbers]
    if not all(map(_is_year, years)) or sorted(set(years)) not in (years, years[::-1]):
        return False
    below = [row[at].strip() for row in rest for at in numbers]
    return first[0] not in [row[0] for row in rest] and not all(map(_is_year, below))


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\d{4}", text) is not None and _FIRST_YEAR <= int(text) <= _LAST_YEAR


def _all_numbers(column: Sequence[str], notation: Notation) -> bool:
    known = [
        text
        for text in column
        if not notation.is_unknown(text) and text.strip() not in notation.marks
    ]
    return bool(known) and all(notation.number(text) is not None for text in known)
