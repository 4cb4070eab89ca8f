"""Text that is wrapped into a width, with the names of numbers set as symbols."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from app.legible import legible
from app.working.layout.drawing import Drawing, TextInk
from app.working.layout.look import Look
from symbolic.notation import runs, set_name

# "a_o1", "z_(hours slept)", "b_h1_2": a letter, and below it a name. "h1_2": a unit's own name.
_SYMBOL = re.compile(
    r"(?<![^\W_])(?:([A-Za-zβγδμãẑ])_(\([^()]*\)|[^\W_]+(?:_\d+)?)|([A-Za-z]\d+_\d+)(?![^\W]))"
)

# Not the no-break space, which holds words together.
_SPACES = re.compile(r"[ \n\t]+")

DROP = 0.2
"""How far an index stands below its letter's baseline, in heights of the letter's font."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a word in one font: "" the ordinary one, "italic", or "below"."""

    text: str
    style: str = ""


_Word = tuple[_Run, ...]


def words_of(text: str) -> list[_Word]:
    """Split a text at its spaces, the names of numbers kept whole and taken apart."""
    text, end = legible(text), 0
    words: list[list[_Run]] = [[]]
    for match in _SYMBOL.finditer(text):
        _split_into(words, text[end : match.start()])
        words[-1] += _symbol(match)
        end = match.end()
    _split_into(words, text[end:])
    return [tuple(word) for word in words if word]


def _symbol(match: re.Match[str]) -> list[_Run]:
    """Set the name of a number, or of a unit of several hidden layers, as formulas do."""
    if match[3]:
        return [_Run(part, "below" if below else "") for part, below in runs(set_name(match[3]))]
    below = runs(set_name(f"{match[1]}_{match[2].strip('()')}"))[1:]
    return [_Run(match[1], "italic"), *(_Run(part, "below") for part, _ in below)]


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

    def lines(self, text: str, role: str) -> int:
        """Give how many lines a text takes."""
        return len(self._wrapped(_SPACES.sub(" ", text), role))

    def _wrapped(self, text: str, role: str) -> list[list[_Run]]:
        """Break a text into lines, each of runs that stand side by side."""
        lines: list[list[_Run]] = []
        used = 0.0
        space = self._measure(_Run(" "), role)
        for word in words_of(text):
            for part in self._broken(word, role):
                wide = sum(self._measure(run, role) for run in part)
                if lines and used + space + wide <= self.width:
                    lines[-1] += [_Run(" "), *part]
                    used += space + wide
                else:
                    lines.append(list(part))
                    used = wide
        return [_joined(line) for line in lines]

    def _broken(self, word: _Word, role: str) -> list[_Word]:
        """Break a word that is wider than a line."""
        if len(word) > 1 or self._measure(word[0], role) <= self.width:
            return [word]
        text, parts = word[0].text, []
        while len(text) > 1 and self._measure(_Run(text), role) > self.width:
            fitting = bisect_right(
                range(1, len(text)),
                self.width,
                key=lambda end: self._measure(_Run(text[:end]), role),
            )
            fitting = max(1, fitting)
            parts.append((_Run(text[:fitting]),))
            text = text[fitting:]
        return [*parts, (_Run(text),)]

    def _measure(self, run: _Run, role: str) -> float:
        return self._look.metrics(_styled(role, run)).horizontalAdvance(run.text)

    def _descent(self, line: list[_Run], role: str) -> float:
        """Give how far a line reaches below its baseline: an index further than the letters."""
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
            y = baseline + drop if run.style == "below" else baseline
            self._drawing.add(TextInk(x, y, run.text, font, colour))
            x += self._measure(run, role)


class LabelPart:
    """A few words on a line, with the names of numbers set as symbols, smaller for little room.

    Attributes
    ----------
    width, ascent, descent : float
        Its extent about the baseline.
    """

    def __init__(
        self, text: str, role: str, colour: str, look: Look, room: float = float("inf")
    ) -> None:
        self._look, self._role, self._colour = look, role, colour
        runs: list[_Run] = []
        for word in words_of(text):
            runs += [_Run(" "), *word] if runs else word
        self._runs = _joined(runs)
        metrics = look.metrics(role)
        self._drop = DROP * metrics.ascent()
        natural = sum(self._measure(run) for run in self._runs)
        self._scale = min(1.0, room / natural) if natural > 0 else 1.0
        descent = metrics.descent()
        if any(run.style == "below" for run in self._runs):
            descent = max(descent, self._drop + look.metrics(f"{role}/below").descent())
        self.width = self._scale * natural
        self.ascent, self.descent = self._scale * metrics.ascent(), self._scale * descent

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing."""
        for run in self._runs:
            font = self._look.font(_styled(self._role, run))
            y = baseline + self._scale * (self._drop if run.style == "below" else 0.0)
            drawing.add(TextInk(x, y, run.text, font, self._colour, self._scale))
            x += self._scale * self._measure(run)

    def _measure(self, run: _Run) -> float:
        return self._look.metrics(_styled(self._role, run)).horizontalAdvance(run.text)


def _styled(role: str, run: _Run) -> str:
    return f"{role}/{run.style}" if run.style else role


def _joined(line: list[_Run]) -> list[_Run]:
    """Join neighbours in the same font, so that a line of words is drawn at once."""
    joined: list[_Run] = []
    for run in line:
        if joined and joined[-1].style == run.style:
            joined[-1] = _Run(joined[-1].text + run.text, run.style)
        else:
            joined.append(run)
    return joined
