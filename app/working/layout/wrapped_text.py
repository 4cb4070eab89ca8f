"""Text that is wrapped into a width, with the names of numbers set as symbols."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from app.text.legible import legible
from app.working.layout.drawing import Drawing, TextInk
from app.working.layout.look import Look
from symbolic.notation.marks import runs, set_name
from symbolic.notation.table import NAME

# Not the no-break space, which holds words together.
_SPACES = re.compile(r"[ \n\t]+")

SMALLEST = 0.8
"""How far the words of a label shrink to stay on one line before they wrap."""

DROP = 0.2
"""How far an index stands below its letter's baseline, in heights of the letter's font."""


_STYLES = {-1: "below", 0: "", 1: "above"}


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a word in one font: "" the ordinary one, "italic", "below" or "above"."""

    text: str
    style: str = ""


_Word = tuple[_Run, ...]


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[_Word, ...]:
    """Split a text at its spaces, the names of numbers kept whole and taken apart."""
    text, end = legible(text), 0
    words: list[list[_Run]] = [[]]
    for match in NAME.finditer(text):
        _split_into(words, text[end : match.start()])
        words[-1] += _symbol(match)
        end = match.end()
    _split_into(words, text[end:])
    return tuple(tuple(word) for word in words if word)


def _symbol(match: re.Match[str]) -> list[_Run]:
    """Set the name of a number, or of a unit of several hidden layers, as formulas do."""
    if match["unit"]:
        return [_Run(part, _STYLES[place]) for part, place in runs(set_name(match["unit"]))]
    if match["indexed"]:
        (letter, _), *others = runs(set_name(match["indexed"]))
    else:
        letter, others = match["letter"], runs(set_name(f"x_{match['below'].strip('()')}"))[1:]
    slanted = "" if len(letter) > 2 else "italic"
    return [_Run(letter, slanted), *(_Run(part, _STYLES[place]) for part, place in others)]


def _split_into(words: list[list[_Run]], text: str) -> None:
    for at, part in enumerate(text.split(" ")):
        if at:
            words.append([])
        if part:
            words[-1].append(_Run(part))


class Writer:
    """Writes wrapped text into a drawing, from the top down.

    Attributes
    ----------
    x, width : float
        The column it writes in.
    top : float
        Where the next line begins.
    """

    def __init__(self, drawing: Drawing, look: Look, x: float, width: float) -> None:
        self._drawing, self._look = drawing, look
        self.x, self.width = x, width
        self.top = 0.0

    def words(self, text: str, role: str, colour: str) -> None:
        """Write a text."""
        metrics = self._look.metrics(role)
        leading = 0.12 * metrics.height()
        for at, line in enumerate(self._wrapped(_SPACES.sub(" ", text), role)):
            self.top += leading if at else 0.0
            self._write(line, role, colour, self.top + metrics.ascent())
            self.top += metrics.ascent() + self._descent(line, role)

    def _wrapped(self, text: str, role: str) -> list[list[_Run]]:
        return _wrapped(text, self.width, lambda run: self._measure(run, role))

    def _measure(self, run: _Run, role: str) -> float:
        return self._look.width(run.text, _styled(role, run))

    def _descent(self, line: list[_Run], role: str) -> float:
        """Return how far a line reaches below its baseline: an index further than the letters."""
        metrics = self._look.metrics(role)
        if all(run.style != "below" for run in line):
            return metrics.descent()
        below = DROP * metrics.ascent() + self._look.metrics(f"{role}/below").descent()
        return max(metrics.descent(), below)

    def _write(self, line: list[_Run], role: str, colour: str, baseline: float) -> None:
        x = self.x
        drop = DROP * self._look.metrics(role).ascent()
        for run in line:
            font = self._look.font(_styled(role, run))
            y = baseline + _off_line(run, drop)
            self._drawing.add(TextInk(x, y, run.text, font, colour))
            x += self._measure(run, role)


class LabelPart:
    """A few words, with the names of numbers set as symbols, smaller or wrapped for little room.

    Attributes
    ----------
    width, ascent, descent : float
        Its extent about the baseline of its first line.
    """

    def __init__(
        self, text: str, role: str, colour: str, look: Look, room: float = float("inf")
    ) -> None:
        self._look, self._role, self._colour = look, role, colour
        self._lines = _wrapped(text, float("inf"), self._measure)
        natural = self._natural()
        self._scale = min(1.0, room / natural) if natural > 0 else 1.0
        if self._scale < SMALLEST:
            self._lines, self._scale = _wrapped(text, room, self._measure), 1.0
            natural = self._natural()
        metrics = look.metrics(role)
        self._drop = DROP * metrics.ascent()
        descent = metrics.descent()
        if any(run.style == "below" for line in self._lines for run in line):
            descent = max(descent, self._drop + look.metrics(f"{role}/below").descent())
        self._pitch = self._scale * (metrics.ascent() + descent)
        self.width = self._scale * natural
        self.ascent = self._scale * metrics.ascent()
        self.descent = self._scale * descent + self._pitch * (len(self._lines) - 1)

    def _natural(self) -> float:
        return max((sum(map(self._measure, line)) for line in self._lines), default=0.0)

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing."""
        for at, line in enumerate(self._lines):
            left, base = x, baseline + at * self._pitch
            for run in line:
                font = self._look.font(_styled(self._role, run))
                y = base + self._scale * _off_line(run, self._drop)
                drawing.add(TextInk(left, y, run.text, font, self._colour, self._scale))
                left += self._scale * self._measure(run)

    def _measure(self, run: _Run) -> float:
        return self._look.width(run.text, _styled(self._role, run))


def _wrapped(text: str, width: float, measure: Callable[[_Run], float]) -> list[list[_Run]]:
    """Break a text into lines, each of runs that stand side by side."""
    lines: list[list[_Run]] = []
    used = 0.0
    space = measure(_Run(" "))
    for word in words_of(text):
        for part in _broken(word, width - used - space if lines else width, width, measure):
            wide = sum(map(measure, part))
            if lines and used + space + wide <= width:
                lines[-1] += [_Run(" "), *part]
                used += space + wide
            else:
                lines.append(list(part))
                used = wide
    return [_joined(line) for line in lines]


def _broken(
    word: _Word, left: float, width: float, measure: Callable[[_Run], float]
) -> list[_Word]:
    """Break a word that is wider than a line, wherever its lines are full.

    Parameters
    ----------
    left, width : float
        The room of the line it begins on, and of the others.
    """
    if sum(map(measure, word)) <= width:
        return [word]
    parts: list[list[_Run]] = [[]]
    for run in word:
        text = run.text
        while text:
            wide = partial(_width_of_first, measure, replace(run, text=text))
            fitting = bisect_right(range(1, len(text) + 1), left, key=wide)
            # A line has at least one letter, however narrow it is.
            fitting = fitting or int(left >= width)
            if fitting:
                parts[-1].append(replace(run, text=text[:fitting]))
                left -= measure(parts[-1][-1])
            text = text[fitting:]
            if text:
                parts.append([])
                left = width
    return [tuple(part) for part in parts if part]


def _width_of_first(measure: Callable[[_Run], float], run: _Run, letters: int) -> float:
    return measure(replace(run, text=run.text[:letters]))


def _off_line(run: _Run, drop: float) -> float:
    """Return how far a run stands below the baseline, where an index does by ``drop``."""
    return {"below": drop, "above": -2.0 * drop}.get(run.style, 0.0)


def _styled(role: str, run: _Run) -> str:
    style = "below" if run.style == "above" else run.style
    return f"{role}/{style}" if style else role


def _joined(line: list[_Run]) -> list[_Run]:
    """Join neighbours in the same font, so that a line of words is drawn at once."""
    joined: list[_Run] = []
    for run in line:
        if joined and joined[-1].style == run.style:
            joined[-1] = _Run(joined[-1].text + run.text, run.style)
        else:
            joined.append(run)
    return joined
