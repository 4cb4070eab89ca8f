"""Read TOML strictly: a file to text, text to tables of declared types, one sentence of what fails.

Scenarios and lessons are read by it; each raises errors of its own kind.
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, TypeVar

import msgspec

from engine.errors import Fail
from engine.files.regular import NotAFileError, open_regular

_Table = TypeVar("_Table")

# What msgspec finds out of a type when it first meets it, two threads must not find out at once.
_ONE_AT_A_TIME = Lock()

# A key of thousands of parts, such as a.a.a.a, would take the TOML reader minutes.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){64}""")
_TOO_DEEP = "lists or tables are nested too deeply; expected at most a list of lists"
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time",
}


def read_text(path: Path, kind: str, most: int, fail: Fail, other: str = "") -> str:
    """Return the text of a file of a kind, such as "scenario".

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What it is to be.
    most : int
        Its largest size in bytes.
    fail : Fail
        Raises for a file that is missing, too large, no ordinary file or no UTF-8 text.
    other : str
        What is said of a file that is no text, where its name has it for something else.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                fail("", f"{size:,} bytes; expected at most {most:,}")
            return file.read().decode("utf-8-sig")
    except NotAFileError as error:
        problem = f"{error}; expected a {kind} file (.toml)"
    except FileNotFoundError:
        problem = "no such file"
    except UnicodeDecodeError as error:
        problem = other or f"byte {error.start:,} is not UTF-8 text; expected a {kind} in TOML"
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {getattr(error, 'strerror', None) or str(error)}"
    return fail("", problem)


def decode(
    text: str | Mapping[str, Any],
    table: type[_Table],
    kind: str,
    fail: Fail,
    *,
    choices: Callable[[str], Iterable[str]] = lambda _: (),
    hook: Callable[[type, Any], Any] | None = None,
    other: str = "",
) -> _Table:
    """Return the tables of a TOML text, whose types are declared.

    Parameters
    ----------
    text : str or mapping
        The file's contents, as text or as plain tables.
    table : type
        The structure that it is decoded as.
    kind : str
        What it is to be, such as "scenario".
    fail : Fail
        Raises for what does not fit.
    choices : callable
        Returns what a key, by its place, could have been.
    hook : callable, optional
        Decodes types of our own.
    other : str
        What is said of a text that is no TOML, where its name has it for something else.
    """
    if isinstance(text, str):
        if not text.strip():
            fail("", f"the file is empty; expected a {kind} in TOML")
        if _LONG_KEY.search(text):
            fail("", _TOO_DEEP)
    try:
        with _ONE_AT_A_TIME:
            if not isinstance(text, str):
                return msgspec.convert(text, table, dec_hook=hook)
            return msgspec.toml.decode(text, type=table, dec_hook=hook)
    except msgspec.ValidationError as error:
        _refuse(str(error), choices, fail)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError) as error:
        problem = other or f"not valid TOML: {_sentence(str(error))}"
    except RecursionError:
        problem = _TOO_DEEP
    except (ValueError, OverflowError):
        problem = "a number has more digits than can be read; expected at most 4,300"
    return fail("", problem)


def join(place: str, key: str) -> str:
    """Return the place of a key in a table."""
    return f"{place}.{key}" if place else key


def _sentence(message: str) -> str:
    first = message.strip().splitlines()[0] if message.strip() else "unreadable"
    # What the reader of TOML says of a key or a table that stands there a second time.
    first = re.sub(r"Cannot overwrite a value|Cannot declare .* twice", "a name twice", first)
    return (first[0].lower() + first[1:])[:200]


def _refuse(message: str, choices: Callable[[str], Iterable[str]], fail: Fail) -> NoReturn:
    """Say in our words what the decoder refuses."""
    problem, _, place = message.partition(" - at `$")
    place = place.rstrip("`").removeprefix(".")
    unknown = re.match(r"Object contains unknown field `(.*)`", problem, re.DOTALL)
    if unknown:
        fail(join(place, unknown[1][:60]), "unknown key; see the manual")
    missing = re.match(r"Object missing required field `(.*)`", problem)
    if missing:
        fail(join(place, missing[1]), "missing; this key is required")
    invalid = re.match(r"Invalid enum value (.*)", problem, re.DOTALL)
    if invalid:
        fail(place, f"{invalid[1][:60]} is not known; expected {', '.join(choices(place))}")
    typed = re.match(r"Invalid formula: (.*)", problem, re.DOTALL)
    if typed:
        place, problem = join(place, "formula"), typed[1]
        if not problem.startswith("expected `"):
            fail(place, problem)
        problem = f"E{problem[1:]}"
    if problem.startswith(("Number out of range", "Integer value out of range")):
        fail(place, "the number is too large; expected |x| ≤ 1e100")
    kinds = re.match(r"Expected `([^`]*)`, got `([^`]*)`", problem)
    if kinds:
        expected = [_WORDS.get(kind, kind) for kind in kinds[1].split(" | ") if kind != "null"]
        found = _WORDS.get(kinds[2], kinds[2])
        fail(place, f"found {found}; expected {' or '.join(expected)}")
    bound = re.match(r"Expected `int` >= (\d+)", problem)
    if bound:
        fail(place, f"expected a whole number from {bound[1]}")
    fail(place, _sentence(problem))
