"""How words of the command line become numbers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

from msgspec.structs import replace

from app.output import complain
from engine.text import visible


class Parser(argparse.ArgumentParser):
    """A parser that quotes what was typed so that a terminal obeys nothing in it."""

    def error(self, message: str) -> NoReturn:
        """Say how it is used and what is wrong, and end with the status for wrong usage."""
        complain(f"{self.format_usage()}{self.prog}: error: {visible(message)}")
        raise SystemExit(2)


def count_from(least: int) -> Callable[[str], int]:
    """Return what reads a whole number that is at least this large."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text) or int(text) < least:
            expected = f"expected a whole number from {least} of at most 18 digits"
            raise argparse.ArgumentTypeError(f"{_shown(text)}: {expected}")
        return int(text)

    return parse


def decimals(text: str) -> int:
    """Read how many places a number has behind its decimal sign."""
    if not re.fullmatch(r"[2-9]", text):
        raise argparse.ArgumentTypeError(f"{_shown(text)}: expected a whole number from 2 to 9")
    return int(text)


def whole_number(text: str) -> int:
    """Read a whole number, which may be negative."""
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
        raise argparse.ArgumentTypeError(f"{_shown(text)}: expected a 64-bit whole number")
    return int(text)


def parts(text: str) -> int:
    """Read in how many parts rows are cut: none, or from two on."""
    # A help text is to be had without the engine.
    from engine.scenario.training_options import MAX_FOLDS

    if not re.fullmatch(r"[+]?[0-9]{1,18}", text) or int(text) == 1 or int(text) > MAX_FOLDS:
        expected = f"expected 0 for none, or 2 to {MAX_FOLDS}"
        raise argparse.ArgumentTypeError(f"{_shown(text)}: {expected}")
    return int(text)


def file_name(text: str) -> str:
    """Read the name of a file or a folder."""
    if not text:
        raise argparse.ArgumentTypeError(f"{_shown(text)}: expected the name of a file or folder")
    return text


def seconds(text: str) -> float:
    """Read a number of seconds."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text):
        expected = "expected seconds, such as 5 or 0.5, below 1,000,000, with up to 6 decimals"
        raise argparse.ArgumentTypeError(f"{_shown(text)}: {expected}")
    return float(text)


def size(text: str) -> tuple[int, int]:
    """Read a width and a height in pixels."""
    match = re.fullmatch(r"([0-9]{1,5})[x×]([0-9]{1,5})", text)
    if not match or not all(320 <= int(side) <= 16384 for side in match.groups()):
        expected = "expected WxH in pixels, such as 1600x900, from 320 to 16384"
        raise argparse.ArgumentTypeError(f"{_shown(text)}: {expected}")
    return int(match[1]), int(match[2])


def scale(text: str) -> float:
    """Read a percentage as a factor."""
    match = re.fullmatch(r"([0-9]{3}) ?%?", text)
    if not match or not 100 <= int(match[1]) <= 200:
        expected = "expected a whole percentage from 100 to 200"
        raise argparse.ArgumentTypeError(f"{_shown(text)}: {expected}")
    return int(match[1]) / 100


def add_notation(command: argparse.ArgumentParser) -> None:
    """Take what numbers are called."""
    from engine.network.notations import DIFFERENCES, NAMINGS

    command.add_argument(
        "--notation", choices=tuple(NAMINGS), default="", help="whose names numbers have"
    )
    command.add_argument(
        "--difference", choices=DIFFERENCES, default="", help="of activation and target"
    )


def add_numbers(command: argparse.ArgumentParser) -> None:
    """Add the options of how numbers are written."""
    command.add_argument(
        "--decimals", type=decimals, metavar="N", help="places behind the decimal sign, 2 to 9"
    )
    for option, text in (
        ("--cut", "leave further places out, do not round"),
        ("--decimal-comma", "write 0,5 and not 0.5"),
    ):
        command.add_argument(option, action=argparse.BooleanOptionalAction, help=text)


def use_numbers(options: argparse.Namespace) -> None:
    """Write numbers as is asked for, or else as the person has them in the window."""
    from app.stored import stored_numbers
    from symbolic.formula.numbers import set_number_format

    asked = {"decimals": options.decimals, "cut": options.cut, "comma": options.decimal_comma}
    chosen = {name: each for name, each in asked.items() if each is not None}
    set_number_format(replace(stored_numbers(), **chosen))


def _shown(text: str) -> str:
    """Return what was typed as it can stand in a sentence: on one line, and not endless."""
    plain = visible(text)
    return (f"{plain[:40]}…" if len(plain) > 40 else plain) or "''"
