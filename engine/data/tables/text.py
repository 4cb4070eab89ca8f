"""The text of a table's file: bounded in size, decoded, and taken apart into rows of fields."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from engine.data.files import open_file, read_up_to
from engine.data.tables.decoding import UTF_8, to_utf8
from engine.errors import DatasetError
from engine.progress import report

MAX_BYTES = 1 << 30
MAX_ROWS = 5_000_000
MAX_COLUMNS = 4096
MAX_CELLS = 50_000_000

_CHUNK_CELLS = 100_000
_SHOWN = 40
# Excel writes and reads a first line such as "sep=;".
_SEPARATOR_LINE = re.compile(rb'"?sep=([,;\t| ])"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """A file's content, known to be UTF-8 without NUL bytes.

    Attributes
    ----------
    file
        Where it came from.
    content
        Its bytes, the byte order mark and a line that names the separator left out.
    separator
        What such a line named, or None.
    skipped
        How many rows were left out before the content.
    lines
        How many line ends were counted: about as many as there are rows.
    encoding
        What the file was written in.
    """

    file: Path
    content: bytes
    separator: str | None = None
    skipped: int = 0
    lines: int = 0
    encoding: str = UTF_8

    def fail(self, problem: str, row: int | None = None, column: str | None = None) -> DatasetError:
        """Return the error for a place in the file, in one sentence."""
        places = [f"row {row:,}"] if row is not None else []
        places += [f"column {column}"] if column is not None else []
        return DatasetError(f"{self.file}: {', '.join(places)}{': ' if places else ''}{problem}")


def read_text(file: Path) -> Text:
    """Read a table's file.

    Raises
    ------
    DatasetError
        The file cannot be read, is too large or of too many rows, empty or no text.
    """
    count = _LineCount(file)
    with open_file(file) as stream:
        content = read_up_to(stream, MAX_BYTES, count.add)
    if len(content) > MAX_BYTES:
        raise DatasetError(f"{file}: is too large, expected at most {MAX_BYTES:,} bytes")
    return _as_text(file, content, count.lines)


def read_beginning(file: Path, most: int) -> tuple[Text, bool]:
    """Read the first rows of a table's file, and return whether these are all.

    Raises
    ------
    DatasetError
        The file cannot be read, is empty or no text, or a row is longer than ``most`` bytes.
    """
    with open_file(file) as stream:
        content = read_up_to(stream, most)
    if len(content) <= most:
        return _as_text(file, content, content.count(b"\n")), True
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    ends = [mark.encode("utf-16-le" if content[:1] == b"\xff" else "utf-16-be") for mark in "\n\r"]
    end = max(content.rfind(mark) for mark in (ends if wide else (b"\n", b"\r")))
    if end <= 0:
        raise DatasetError(f"{file}: its first row is longer than {most:,} bytes, expected fewer")
    # A letter of two bytes begins at an even place.
    content = content[: end - end % 2 + 2] if wide else content[: end + 1]
    return _as_text(file, content, content.count(b"\n")), False


def _as_text(file: Path, content: bytes, lines: int) -> Text:
    content, encoding = to_utf8(content, file)
    named = _SEPARATOR_LINE.match(content)
    if named is None:
        return Text(file, content, lines=lines, encoding=encoding)
    separator = named[1].decode()
    return Text(file, content[named.end() :], separator, 1, lines, encoding)


class _LineCount:
    """Counts the lines of a file while it is read, and ends the reading where they are too many."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.lines = 0

    def add(self, piece: bytes) -> None:
        report(f"Reading {self._file.name}", 0.0)
        self.lines += max(piece.count(b"\n"), piece.count(b"\r"))
        # The first line may be the header.
        if self.lines > MAX_ROWS + 1:
            raise DatasetError(
                f"{self._file}: has more than {MAX_ROWS:,} rows, expected at most that"
            )


@dataclass(frozen=True)
class Chunk:
    """Some rows, a column at a time.

    Attributes
    ----------
    numbers
        Number of each row in the file, from 1, as a spreadsheet shows it.
    columns
        The fields of each column.
    """

    numbers: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]


def read_rows(text: Text, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Take the rows apart, those without any content left out.

    Yields
    ------
    (int, list of str)
        The number of the row, from 1, and its fields. Fields in double quotes may hold separators
        and line ends; a quoted field of several lines is still one row.

    Raises
    ------
    DatasetError
        Quotes do not match, or a field is longer than the csv module's limit.
    """
    stream = io.TextIOWrapper(io.BytesIO(text.content), encoding="utf-8", newline="")
    rows = fields_of(stream, separator, strict=True)
    number = text.skipped
    try:
        for number, row in enumerate(rows, start=text.skipped + 1):
            if any(row) and (len(row) > 1 or row[0].strip()):
                yield number, row
    except csv.Error as error:
        raise text.fail(_quotes(str(error)), row=number + 1) from None


def fields_of(lines: Iterable[str], separator: str, *, strict: bool) -> "Iterator[list[str]]":
    """Return the fields of each row; any white space is one blank where blanks separate."""
    if separator == " ":
        lines = (" ".join(line.split()) + "\n" for line in lines)
    return csv.reader(lines, delimiter=separator, strict=strict, skipinitialspace=separator != "\t")


def even_row(row: list[str], columns: int, separator: str) -> list[str]:
    """Return a row without the empty fields behind its last column.

    Between tabs the last fields may be missing, as editors cut white space off the ends of lines.
    """
    over = row[columns:]
    if over and not any(field.strip() for field in over):
        return row[:columns]
    if separator == "\t" and 1 < len(row) < columns:
        return row + [""] * (columns - len(row))
    return row


def _quotes(problem: str) -> str:
    if "field limit" in problem:
        limit = csv.field_size_limit()
        return f"a field is longer than {limit:,} characters, expected closed quotes"
    if "end of data" in problem:
        return "a quoted field is not closed, expected a closing quote"
    return "text follows a closing quote, expected a separator or the end of the row"


def read_chunks(text: Text, separator: str, header: int, columns: int) -> Iterator[Chunk]:
    """Gather the rows into chunks of bounded size.

    Parameters
    ----------
    text
        The file.
    separator
        What stands between two fields.
    header
        How many rows are left out at the beginning.
    columns
        How many fields every row must have, see `even_row`.

    Raises
    ------
    DatasetError
        A row has more fields or fewer, or there are too many.
    """
    rows = islice(read_rows(text, separator), header, None)
    size = max(1, _CHUNK_CELLS // columns)
    numbers: list[int] = []
    gathered: list[list[str]] = []
    total = 0
    for number, found in chain(rows, [(0, [])]):
        row = found if len(found) == columns else even_row(found, columns, separator)
        if number and len(row) != columns:
            fields = "1 field" if len(row) == 1 else f"{len(row):,} fields"
            raise text.fail(f"{fields}, expected {columns:,}", row=number)
        if number:
            numbers.append(number)
            gathered.append(row)
        if gathered and (len(gathered) == size or not number):
            total += len(gathered)
            if total * columns > MAX_CELLS:
                raise text.fail(
                    f"more than {MAX_CELLS:,} fields in rows of {columns:,}, expected at most that"
                )
            report(f"Reading {text.file.name}", min(1.0, total / max(1, text.lines)))
            yield Chunk(tuple(numbers), tuple(zip(*gathered, strict=True)))
            numbers, gathered = [], []


def shown(field: str) -> str:
    """Quote a field, cut to what fits in a sentence."""
    return repr(field if len(field) <= _SHOWN else f"{field[: _SHOWN - 1]}…")
