"""Whether a file looks like a lesson or a course: loads nothing of what reads them."""

import re
from pathlib import Path
from typing import Literal

from engine.files.regular import open_regular

MAX_BYTES = 256 * 1024
"""The largest file of a lesson or a course."""

_TABLES = re.compile(r"^[ \t]*(?:\[\[[ \t]*)?(?P<name>scenes|lessons)[ \t]*(?:\]|=)", re.MULTILINE)


def lesson_kind(path: str | Path) -> Literal["", "lesson", "course"]:
    """Return what a file looks like by its tables; empty for anything else, or for no file."""
    if not str(path).lower().endswith(".toml"):
        return ""
    try:
        with open_regular(Path(path)) as file:
            found = _TABLES.search(file.read(MAX_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        # Whoever opens it says why that cannot be.
        return ""
    if found is None:
        return ""
    return "lesson" if found["name"] == "scenes" else "course"
