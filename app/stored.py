"""What is remembered between runs, read without a window: plain words and numbers in a JSON file.

The file is read against declared types and ranges, so that it can hold nothing else.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from engine.network.notations import Difference
from symbolic.formula.numbers import NumberFormat

RECENT_FILES = 10
SPEED_RANGE = (0.1, 100.0)
DECIMALS_RANGE = (2, 9)

MAX_BYTES = 64 * 1024

_Name = Annotated[str, msgspec.Meta(max_length=4096)]
_Size = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """The file's keys, with what each may hold."""

    theme: Literal["light", "dark"] | None = None
    text_scale: Annotated[float, msgspec.Meta(ge=1.0, le=2.0)] = 1.0
    speed: Annotated[float, msgspec.Meta(ge=SPEED_RANGE[0], le=SPEED_RANGE[1])] = 1.0
    granularity: Literal["step", "unit", "layer", "phase"] = "step"
    notation: Annotated[str, msgspec.Meta(max_length=40)] = ""
    difference: Difference | Literal[""] = ""
    decimals: Annotated[int, msgspec.Meta(ge=DECIMALS_RANGE[0], le=DECIMALS_RANGE[1])] = 6
    cut: bool = False
    decimal_comma: bool = False
    geometry: Annotated[str, msgspec.Meta(max_length=1024, pattern="^[A-Za-z0-9+/=]*$")] = ""
    splitters: Annotated[
        dict[
            Annotated[str, msgspec.Meta(max_length=40)],
            Annotated[tuple[_Size, ...], msgspec.Meta(max_length=16)],
        ],
        msgspec.Meta(max_length=40),
    ] = {}
    recent_files: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=RECENT_FILES)] = ()
    done_lessons: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=80)], ...], msgspec.Meta(max_length=200)
    ] = ()
    last_scenario: _Name = ""
    last_folder: _Name = ""

    @property
    def numbers(self) -> NumberFormat:
        """How numbers are written."""
        return NumberFormat(self.decimals, self.cut, self.decimal_comma)


def settings_file() -> Path:
    """Return the person's own file, in the folder where this system keeps those of programs.

    Raises
    ------
    RuntimeError
        The user has no home folder.
    """
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Preferences"
    else:
        named = os.environ.get("XDG_CONFIG_HOME", "")
        folder = Path(named) if Path(named).is_absolute() else Path.home() / ".config"
    return folder / "Chainrule" / "settings.json"


def stored_numbers() -> NumberFormat:
    """Return how the person has numbers written; as at first where that cannot be read."""
    try:
        return read_stored(settings_file()).numbers
    except (OSError, ValueError, RuntimeError):
        return NumberFormat()


def read_stored(path: Path) -> Stored:
    """Read a file of settings.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It holds something else.
    """
    if path.exists() and not path.is_file():
        raise ValueError("no ordinary file")
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("too long")
    try:
        return msgspec.json.decode(content, type=Stored)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError from error
