"""Whether a file looks like a lesson, a course or a circuit: loads nothing that reads them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from engine.files.regular import open_regular

Kind: TypeAlias = Literal["", "lesson", "course", "circuit"]

MAX_BYTES = 256 * 1024
"""The largest file of a lesson or a course."""

_TABLES = re.compile(
    r"^[ \t]*\[{0,2}[ \t]*(?P<name>scenes|lessons|circuit)[ \t]*(?:\]|=|\.)", re.MULTILINE
)
_KINDS: Mapping[str, Kind] = {"scenes": "lesson", "lessons": "course", "circuit": "circuit"}


def lesson_kind(path: str | Path) -> Kind:
    """Return what a file looks like by its tables; empty for anything else, or for no file."""
    if not str(path).lower().endswith(".toml"):
        return ""
    try:
        with open_regular(Path(path)) as file:
            found = _TABLES.search(file.read(MAX_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        # Whoever opens it says why that cannot be.
        return ""
    return "" if found is None else _KINDS[found["name"]]
