"""Change what a scenario's file says where it differs, and leave the rest as a person wrote it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ScenarioError
from engine.network.scenario import Scenario
from engine.scenario.reading import parse_scenario
from engine.scenario.writing import dump_scenario, entry_text

if TYPE_CHECKING:
    from tomlkit.container import Container

LARGEST = 500_000
"""Bytes of a file whose comments are kept: reading it with them takes a second or two."""

ROUNDS = 3
"""A changed value may change what keys that are left out stand for, which then have to be said."""

CHANGED = "has changed on disk since it was opened"
TOO_LARGE = f"is or becomes larger than {LARGEST:,} bytes, too large to keep comments"


class CannotKeepError(Exception):
    """A file cannot be changed in place; its one argument says why, to follow the file's name."""


def text_to_keep(opened: Scenario) -> str | None:
    """Return the text of the file that a scenario came from, to be revised, or None without one.

    Of a large file without comments there is nothing to keep.

    Parameters
    ----------
    opened : Scenario
        As it was opened or last saved, before any edit.

    Raises
    ------
    CannotKeepError
        The file is too large, or says something else by now.
    """
    path = opened.path
    if path is None or not path.is_file():
        return None
    try:
        if path.stat().st_size > LARGEST:
            if b"#" in path.read_bytes():
                raise CannotKeepError(TOO_LARGE)
            return None
        text = path.read_bytes().decode("utf-8-sig")
        same = dump_scenario(parse_scenario(text, path.name, path)) == dump_scenario(opened)
    except (OSError, ValueError, ScenarioError):
        same = False
    if not same:
        raise CannotKeepError(CHANGED)
    return text


def revised(text: str, path: Path | None, scenario: Scenario) -> str | None:
    """Return a file's text with what differs in a scenario changed, and all else as it was.

    Comments, order and the digits of unchanged numbers stay. New keys come behind the others of
    their table. It is None where the file would become large and has no comments to keep.

    Parameters
    ----------
    text : str
        A scenario in TOML.
    path : Path or None
        Its file, from whose folder its own data files are found.
    scenario : Scenario
        What the text is to say.

    Raises
    ------
    CannotKeepError
        It cannot be said by changing single values, or is too much to do so: the values of a
        large trained network would take minutes.
    """
    import tomlkit  # noqa: PLC0415  # only saving needs it
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    wanted, found = dump_scenario(scenario), text
    if len(wanted) > LARGEST:
        if "#" in text:
            raise CannotKeepError(TOO_LARGE)
        return None
    says = dump_scenario(parse_scenario(text, "file", path))
    try:
        for _ in range(ROUNDS):
            document = tomlkit.parse(found)
            _revise(document, tomllib.loads(says), tomllib.loads(wanted))
            found = tomlkit.dumps(document)
            says = dump_scenario(parse_scenario(found, "file", scenario.path))
            if says == wanted:
                return found
    except (TOMLKitError, ScenarioError, LookupError, TypeError, AttributeError):
        pass
    raise CannotKeepError("is written in a way that cannot be changed in single values")


def _revise(held: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Change a table where two versions of its contents differ."""
    for key in before.keys() - after.keys():
        if key in held:
            held.remove(key)
    for key, value in after.items():
        if key in before and before[key] == value:
            continue
        old = before.get(key)
        if key not in held:
            _insert(held, key, value)
        elif isinstance(value, dict) and isinstance(old, dict):
            _revise(held[key], old, value)
        elif isinstance(value, list) and isinstance(old, list) and len(value) == len(old):
            _revise_list(held[key], old, value)
        elif key == "layers" and isinstance(old, list):
            _revise_layers(held[key], old, value)
        else:
            _replace(held, key, value)


def _revise_list(held: Any, before: list[Any], after: list[Any]) -> None:
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if isinstance(new, dict):
            _revise(held[index], old, new)
        elif isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
            _revise_list(held[index], old, new)
        else:
            held[index] = new


def _revise_layers(held: Any, before: list[Any], after: list[Any]) -> None:
    """Change a list of tables in which some have come or gone: those alike at both ends stay."""
    shorter = min(len(before), len(after))
    first = _alike(before, after, shorter)
    last = _alike(before[::-1], after[::-1], shorter - first)
    for index in (*range(first), *range(-last, 0)):
        _revise(held[index], before[index], after[index])
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    for index, layer in enumerate(new):
        if index < len(old):
            _revise(held[first + index], old[index], layer)
        else:
            held.insert(first + index, _item("layer", layer))
    for _ in old[len(new) :]:
        del held[first + len(new)]


def _alike(before: list[Any], after: list[Any], most: int) -> int:
    """Return how many layers at the beginning have the same units."""
    pairs = zip(before[:most], after, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a["units"] != b["units"]), most)


def _item(key: str, value: Any) -> Any:
    """Return a value as an item that is written as `dump_scenario` writes it."""
    import tomlkit  # noqa: PLC0415

    # A layer's keys go on behind its typed activation, which is no table of its own.
    if isinstance(value, dict) and key != "activation":
        table = tomlkit.table()
        for name, entry in value.items():
            table.add(name, _item(name, entry))
        return table
    return tomlkit.parse(entry_text(key, value)).item(key)


def _replace(held: Any, key: str, value: Any) -> None:
    from tomlkit.items import Item  # noqa: PLC0415

    item, old = _item(key, value), _container(held).item(key)
    held[key] = item
    new = _container(held).item(key)
    if isinstance(old, Item) and isinstance(new, Item):
        # The comment behind the old value.
        new.trivia.comment_ws, new.trivia.comment = old.trivia.comment_ws, old.trivia.comment


def _insert(held: Any, key: str, value: Any) -> None:
    """Put a new key behind the last one that is no table, before the comments that follow it."""
    from tomlkit.items import AoT, InlineTable, Table  # noqa: PLC0415

    plain = [
        entry
        for known, entry in _container(held).body
        if known is not None and not isinstance(entry, AoT | Table)
    ]
    if isinstance(value, dict) or isinstance(held, InlineTable) or not plain:
        held[key] = _item(key, value)
    else:
        # tomlkit has no public way to insert at a place: the new line is written into the end of
        # the line before it. What is written so is no key of this document yet, only of its text.
        trivia = plain[-1].trivia
        trail = trivia.trail or "\n"
        trivia.trail = f"{trail}{trivia.indent}{entry_text(key, value)}"


def _container(held: Any) -> Container:
    """Return what holds a table's keys in their order."""
    from tomlkit.items import AbstractTable  # noqa: PLC0415

    container: Container = held.value if isinstance(held, AbstractTable) else held
    return container
