"""Parts of a line: formulas, texts and piecewise expressions, each about its first baseline."""

from collections.abc import Sequence
from typing import Protocol, Self

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QTransform

from app.formula import Line
from app.formula.outline import BASE
from app.text.legible import legible
from app.working.layout.drawing import BoxInk, Drawing, FormulaInk, GlowInk, StrokeInk, TextInk
from app.working.layout.look import Look
from symbolic.formula.tree import Case, Formula, Marked, Piecewise, Relation

AXIS = 0.27
"""Height of the middle of an equals sign above the baseline, in ems."""


class Part(Protocol):
    """Something that stands on a line."""

    width: float
    ascent: float
    descent: float

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing, its first baseline at this height."""


class TextPart:
    """A few words or a number in ordinary type, made smaller where it is wider than its room."""

    def __init__(
        self, text: str, role: str, colour: str, look: Look, room: float = float("inf")
    ) -> None:
        text, metrics = legible(text), look.metrics(role)
        natural = look.width(text, role)
        self._scale = min(1.0, room / natural) if natural > 0 else 1.0
        self._text, self._font, self._colour = text, look.font(role), colour
        self.width = natural * self._scale
        self.ascent = metrics.ascent() * self._scale
        self.descent = metrics.descent() * self._scale

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing."""
        if self._text:
            ink = TextInk(x, baseline, self._text, self._font, self._colour, self._scale)
            drawing.add(ink)


class FormulaPart(Line):
    """Formulas in a row, wrapped where the width asks for it.

    Parameters
    ----------
    parts : sequence of Formula or str
        In reading order; what is marked has its tint, and reacts to the pointer.
    em : float
        Pixels an em.
    colour : str
        The colour of what has none of its own.
    look : Look
        The appearance.
    whole : bool
        Whether parentheses stay on one line.
    """

    def __init__(
        self,
        parts: Sequence[Formula | str],
        em: float,
        colour: str,
        look: Look,
        *,
        whole: bool = True,
    ) -> None:
        self._colour, self._theme = colour, look.theme
        super().__init__(parts, em, look.font("text"), whole=whole)

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing; its symbols and what is marked react to the pointer."""
        for item, area, line in self.placed(x, baseline):
            fill = self._colour
            if item.mark is not None:
                fill = self._draw_mark(drawing, item.mark, area)
            left = area.x() + item.pad[0] * self.em * self.scale
            if item.run is None:
                text = TextInk(left, line, item.text, self.text_font, fill, self.scale)
                drawing.add(text)
                continue
            scale = self.scale * self.em / BASE
            drawing.add(FormulaInk(left, line, scale, item.run, fill))
            if item.mark is None:
                place = QTransform(scale, 0, 0, scale, left, line)
                for mark in item.run.marks:
                    drawing.point_at(place.mapRect(mark.rect), mark.ref)

    def on_one_line(self, width: float) -> bool:
        """Whether it fits into a width as it is."""
        return self.natural <= width

    def _draw_mark(self, drawing: Drawing, mark: Marked, area: QRectF) -> str:
        """Let a marked part react to the pointer, on the ground of its tint; return its colour."""
        drawing.point_at(area, mark.key)
        if not mark.tint:
            return self._colour
        colours, radius = self._theme.phase(mark.tint), 0.22 * self.em * self.scale
        drawing.add(BoxInk(area, colours.fill, radius=radius))
        glow = GlowInk(area, mark.key, "", colours.strong, max(1.5, 0.08 * self.em), radius)
        drawing.add(glow)
        return colours.strong


class CasesPart:
    """A piecewise expression, a row each behind a brace, and what it is of before them.

    The rows that do not apply are dimmed; the one that does carries a tick and a word, so that
    colour does not stand alone.
    """

    def __init__(
        self,
        lead: Sequence[Formula],
        cases: Sequence[Case],
        em: float,
        *,
        colour: str,
        look: Look,
        room: float,
    ) -> None:
        self._colour, self._look, self._room = colour, look, room
        self._lead = FormulaPart(lead, em, colour, look)
        self._holds = [case.holds for case in cases]
        inks = [colour if case.holds else look.theme.muted for case in cases]
        self._pairs = [
            (
                FormulaPart([case.expression], em, ink, look),
                FormulaPart(["if", case.condition], em, ink, look),
            )
            for case, ink in zip(cases, inks, strict=True)
        ]
        self.at(em)

    def at(self, em: float) -> Self:
        """Take another size; returns itself."""
        # Where there is too little room the mark loses its word, then everything gets smaller.
        for shrink, word in ((1.0, True), (1.0, False), (0.85, False), (0.7, False), (0.55, False)):
            self._measure(em * shrink, "✓ applies" if word else "✓")
            if self.width <= self._room:
                break
        return self

    def _measure(self, em: float, mark: str) -> None:
        self._em = em
        self._lead.at(em)
        self._brace, self._gap, self._line_gap = 0.42 * em, 0.5 * em, 0.3 * em
        self._rows = [
            (left.at(em), right.at(em), TextPart(mark * holds, "caption", self._colour, self._look))
            for (left, right), holds in zip(self._pairs, self._holds, strict=True)
        ]
        self._columns = tuple(max(row[at].width for row in self._rows) for at in range(3))
        body = self._brace + 0.35 * em + sum(self._columns) + 2 * self._gap
        heights = [max(p.ascent + p.descent for p in row) for row in self._rows]
        self._height = sum(heights) + self._line_gap * (len(heights) - 1)
        self._below = self._lead.width + 0.3 * em + body > self._room
        self.width = self._indent + body
        if self._below:
            self.width = max(self._lead.width, self.width)
            self.ascent = self._lead.ascent
            self.descent = self._lead.descent + 0.4 * em + self._height
        else:
            self.ascent = max(self._lead.ascent, self._height / 2 + AXIS * em)
            self.descent = max(self._lead.descent, self._height / 2 - AXIS * em)

    def on_one_line(self, width: float) -> bool:
        """Whether the rows stand beside what they are of."""
        del width  # its rows have been made as small as its room asks for
        return not self._below

    @property
    def _indent(self) -> float:
        return self._em if self._below else self._lead.width + 0.3 * self._em

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing."""
        em = self._em
        self._lead.draw(drawing, x, baseline)
        if self._below:
            top = baseline + self._lead.descent + 0.4 * em
        else:
            top = baseline - AXIS * em - self._height / 2
        left = x + self._indent
        drawing.add(
            StrokeInk(
                _brace(left, top, self._brace, self._height), self._colour, max(1.0, 0.07 * em)
            )
        )
        left += self._brace + 0.35 * em
        for expression, condition, mark in self._rows:
            parts: tuple[Part, ...] = (expression, condition, mark)
            ascent = max(part.ascent for part in parts)
            line = top + ascent
            at = left
            for part, column in zip(parts, self._columns, strict=True):
                part.draw(drawing, at, line)
                at += column + self._gap
            top += ascent + max(part.descent for part in parts) + self._line_gap


def formula_part(
    formula: Formula, em: float, colour: str, look: Look, room: float
) -> FormulaPart | CasesPart:
    """Return a formula as a part of a line; one that ends in cases has a row for each."""
    *lead, last = formula.sides if isinstance(formula, Relation) else (formula,)
    if isinstance(last, Piecewise):
        if isinstance(formula, Relation):
            lead.append(formula.signs[-1])
        return CasesPart(lead, last.cases, em, colour=colour, look=look, room=room)
    return FormulaPart([formula], em, colour, look)


def _brace(x: float, top: float, width: float, height: float) -> QPainterPath:
    """Draw a left brace."""
    middle, half = top + height / 2, width / 2
    bend = min(width, height / 4)
    path = QPainterPath()
    path.moveTo(x + width, top)
    path.quadTo(x + half, top, x + half, top + bend)
    path.lineTo(x + half, middle - bend)
    path.quadTo(x + half, middle, x, middle)
    path.quadTo(x + half, middle, x + half, middle + bend)
    path.lineTo(x + half, top + height - bend)
    path.quadTo(x + half, top + height, x + width, top + height)
    return path
