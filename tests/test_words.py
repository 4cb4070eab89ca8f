"""The words of CONTRIBUTING.md: those that go stand in no name, no docstring and no comment."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ROOMS = ("app", "symbolic", "engine", "resources", "tests")

_TEXT = "text, description, label, message, format"
GONE = {
    **dict.fromkeys(("tell", "tells", "telling", "told"), _TEXT),
    "manners": "LabelPolicy",
    **dict.fromkeys(("maker", "makers"), "RowFactory"),
    **dict.fromkeys(("lane", "lanes"), "worker"),
    "board": "job slot",
    "worth": "evaluate",
    **dict.fromkeys(("spell", "spells", "spelt"), "render"),
}
"""Words that go from names, docstrings and comments, and what is written instead."""

AS_NAMES = {
    **dict.fromkeys(("given", "kept", "spread"), "what the thing is"),
    "quiet": "dimmed",
}
"""Good English, but no name: it says nothing of the thing."""

ALONE = {"ahead": "forward", "back": "backward"}
"""No name by itself; `step_back` says what it is."""

FILES = {"words", "rows", "losses", "told", "given", "kept"}
"""Modules in several rooms at once, or that say nothing of what is in them."""

ALLOWED = {
    "engine/catalogue/losses.py": "the catalogue of losses",
    "engine/data/files.py tell": "a method of Python's files",
    "tests given": "hypothesis's decorator",
    "tests/engine/training/test_checkpoints.py told": "an array of a checkpoint",
}
"""What stays, with its reason: a word in a file or in a folder, or a file's own name."""

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def parts(name: str) -> list[str]:
    return [part.lower() for part in _PART.findall(name)]


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield docstrings, also those of attributes, with their lines."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text


@cache
def found(path: Path) -> list[tuple[str, str, str]]:
    """Return each word of a file that is to go, where it stands, and what is expected."""
    source = path.read_text(encoding="utf-8")
    prose, problems = list(docstrings(source)), []
    if path.stem in FILES:
        problems.append(("", "its own name", "one that says of what"))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        line, name = token.start[0], token.string
        if token.type == tokenize.COMMENT:
            prose.append((line, name))
        elif token.type == tokenize.NAME:
            gone = GONE | AS_NAMES | (ALONE if len(parts(name)) == 1 else {})
            words = [word for word in parts(name) if word in gone]
            problems += [(word, f"line {line}: {name}", gone[word]) for word in words]
    for line, text in prose:
        words = [word for word in parts(text) if word in GONE]
        problems += [(word, f"line {line}: {word}", GONE[word]) for word in words]
        if text.startswith(("Give ", "Gives ")):
            problems.append(("Give", f"line {line}: a docstring with Give", "Return"))
    return problems


def problems_of(room: str) -> Iterator[tuple[set[str], str]]:
    """Yield what `ALLOWED` may call each word that is to go from a room, and a sentence on it."""
    for path in sorted((ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for word, place, instead in found(path):
            names = {f"{name} {word}".strip(), f"{name.partition('/')[0]} {word}"}
            yield names, f"{name}, {place}; expected {instead}"


@pytest.mark.parametrize("room", ROOMS)
def test_the_words_of_the_glossary_are_used(room: str) -> None:
    problems = [text for names, text in problems_of(room) if names.isdisjoint(ALLOWED)]
    assert not problems, "\n".join(problems)


def test_what_is_allowed_is_still_there_and_little() -> None:
    assert len(ALLOWED) <= 20
    used = {name for room in ROOMS for names, _ in problems_of(room) for name in names}
    assert ALLOWED.keys() <= used, "gone: take it off the list"


def test_names_docstrings_and_comments_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "words.py"
    path.write_text(
        '"""Give what is told."""\n'
        "def toldRows(ahead, look_back): ...  # The lanes.\n"
        'text = "told"\nkept_values = 1\n"""A board."""\n'
    )
    assert sorted(word for word, *_ in found(path)) == sorted(
        ["", "Give", "ahead", "board", "kept", "lanes", "told", "told"]
    )
