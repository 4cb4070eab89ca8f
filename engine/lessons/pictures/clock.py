"""Two pieces of code of a closed list, raced here and now, with the measured ratio."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.errors import Fail
from engine.lessons.keys import Again, Count, Numbers, Option, Texts
from engine.lessons.kinds import Coming, PictureKind, Place
from engine.lessons.racing import RACES, Progress, Race, network

MOST_RACES, MOST_WORDS = 99, 40

_MEASURED = {
    "time1": "how long the first one took here, in milliseconds",
    "time2": "how long the second one took here, in milliseconds",
    "ratio": "how many times as long the first one took",
    "difference": "the largest distance of both results",
}


class Clock:
    """What is computed of a clock's keys.

    Attributes
    ----------
    race : Race
        What is raced.
    counts : (int, int)
        How much each of both has to do.
    progress : Progress
        How far they are.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.race: Race = RACES[keys["race"]]
        self.counts = self.race.counts(keys)
        self.progress = Progress()

    @property
    def ratio(self) -> float:
        """How many times as long the first one took; NaN before both have."""
        slow, fast = self.progress.seconds
        return slow / fast

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        progress = self.progress
        slow, fast = self.keys["reported"] or (float("nan"), float("nan"))
        values = {
            **{name: float(self.keys[name]) for name in ("rows", "inner", "columns")},
            "count1": float(self.counts[0]),
            "count2": float(self.counts[1]),
            "parameters": float(network().layout.count) if self.race.has_network else float("nan"),
            "reported1": slow * 1e3,
            "reported2": fast * 1e3,
            "reportedratio": slow / fast,
            "time1": progress.seconds[0] * 1e3,
            "time2": progress.seconds[1] * 1e3,
            "ratio": self.ratio,
            "difference": progress.difference,
        }
        return Coming(values, self.is_complete)

    @property
    def is_complete(self) -> bool:
        """Whether the race is over, if one is wanted."""
        return not self.keys["races"] or self.progress.is_over

    def work(self) -> Iterator[Progress]:
        """Race."""
        return self.race.run(self.keys)

    def take(self, answer: Progress) -> None:
        """Show how far both are."""
        self.progress = answer

    def handles(self) -> Mapping[str, Place]:
        """Return the number of races; one more races again."""
        return {"races": (float(self.keys["races"]), 0.0)}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider; no key has one."""
        raise KeyError(key)

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the number of races."""
        del handle, y
        return {"races": int(min(max(x, 0.0), MOST_RACES))}


def _coming(keys: Mapping[str, Any]) -> Collection[str]:
    return _MEASURED if keys["races"] else ()


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    if keys["reported"] and min(keys["reported"]) <= 0.0:
        fail("reported", "found a time that is not positive; expected two times in seconds")
    if any(len(text) > MOST_WORDS for text in keys["reporter"]):
        fail("reporter", f"found a text that is too long; expected at most {MOST_WORDS} characters")


CLOCK = PictureKind(
    id="clock",
    sentence="Two pieces of code raced, with the measured ratio.",
    keys=(
        Option("race", "race", "product", tuple(RACES)),
        Count("rows", "rows of a", 100, 1, 500),
        Count("inner", "columns of a", 50, 1, 200),
        Count("columns", "columns of b", 100, 1, 200),
        Again("races", "races", 0, 0, MOST_RACES),
        Numbers("reported", "reported times", (), 2, 2),
        Texts("reporter", "who reported them", (), 1),
    ),
    offers={
        "rows": "how many rows there are",
        "inner": "how many columns the first matrix and rows the second one has",
        "columns": "how many columns the second matrix has",
        "count1": "how much the first one has to do",
        "count2": "how much the second one has to do",
        "parameters": "how many weights and biases the raced network has",
        "reported1": "the reported time of the first one, in milliseconds",
        "reported2": "the reported time of the second one, in milliseconds",
        "reportedratio": "the reported ratio",
        **_MEASURED,
    },
    formulas={},
    check=_check,
    make=Clock,
    coming=_coming,
)
