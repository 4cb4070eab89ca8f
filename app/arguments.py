"""How words of the command line become numbers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable


def count_from(least: int) -> Callable[[str], int]:
    """Return what reads a whole number that is at least this large."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,18}", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text}: expected a whole number from {least}")
        return int(text)

    return parse


def seconds(text: str) -> float:
    """Read a number of seconds."""
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        raise argparse.ArgumentTypeError(f"{text}: expected seconds, such as 5 or 0.5")
    return float(text)


def size(text: str) -> tuple[int, int]:
    """Read a width and a height in pixels."""
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if not match or not all(320 <= int(side) <= 16384 for side in match.groups()):
        expected = "expected WxH in pixels, such as 1600x900, from 320 to 16384"
        raise argparse.ArgumentTypeError(f"{text}: {expected}")
    return int(match[1]), int(match[2])


def scale(text: str) -> float:
    """Read a percentage as a factor."""
    match = re.fullmatch(r"(\d{3}) ?%?", text)
    if not match or not 100 <= int(match[1]) <= 200:
        raise argparse.ArgumentTypeError(f"{text}: expected a percentage from 100 to 200")
    return int(match[1]) / 100
