"""Parts of a line: formulas, texts and piecewise expressions, each about its first baseline."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from app.formula import Segment, is_ready
from app.formula.flow import Flow, flow, natural_width
from app.formula.pieces import pieces_of, text_font
from app.formula.reading import split_at_operators
from app.text.legible import legible
from app.working.layout.drawing import BoxInk, Drawing, FormulaInk, GlowInk, StrokeInk, TextInk
from app.working.layout.look import Look
from symbolic.formula.tree import Case, Formula

_SIGNS = {r"\approx": "≈", r"\cdot": "·", r"\times": "×", r"\leftarrow": "←", "-": "−"}

SQUEEZE = 0.8
"""How small a formula may become to stay on its line."""

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


class FormulaPart:
    """Formulas in a row, wrapped where the width asks for it.

    Attributes
    ----------
    natural : float
        The width of one line.
    """

    def __init__(
        self, segments: Sequence[Segment], em: float, colour: str, look: Look, keys: bool = False
    ) -> None:
        self._em, self._colour, self._keys = em, colour, keys
        self._font = look.font("text")
        self._segments = tuple(segments)
        self._taken_apart = False
        self._flow: Flow
        self._measure(self._segments)
        self.fit(float("inf"))

    def _measure(self, segments: Sequence[Segment]) -> None:
        self._pieces = pieces_of(segments, self._em, self._font)
        self._boxes = [piece.box for piece in self._pieces]
        self.natural = natural_width(self._boxes)

    def fit(self, width: float) -> "FormulaPart":
        """Wrap into a width; returns itself."""
        if self.natural > width + 0.5 and not self._taken_apart and is_ready():
            self._taken_apart = True
            self._measure(self._split())
        self._flow = flow(self._boxes, width, self._em)
        if self._flow.width > width + 0.5:
            # A part that cannot be broken is wider than the line: rather small than cut.
            self._em *= width / self._flow.width * 0.995
            self._measure(self._split())
            self._flow = flow(self._boxes, width, self._em)
        first = self._flow.places[0].baseline if self._flow.places else 0.0
        self.width = self._flow.width
        self.ascent, self.descent = first, self._flow.height - first
        return self

    def _split(self) -> list[Segment]:
        return [part for each in self._segments for part in _apart(each)]

    def squeeze(self, width: float) -> bool:
        """Make it smaller, within reason, so that it stays on one line; whether that succeeds."""
        if self.natural <= width:
            return True
        if self.natural * SQUEEZE > width:
            return False
        self._em *= width / self.natural * 0.995
        self._measure(self._segments)
        self.fit(float("inf"))
        return True

    def x_of(self, plain: str) -> float | None:
        """Return where the first segment with this text begins, if it is on the first line."""
        for piece, place in zip(self._pieces, self._flow.places, strict=True):
            if piece.segment.plain == plain:
                return place.x if place.baseline == self._flow.places[0].baseline else None
        return None

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing; with ``keys`` its segments react to the pointer."""
        if not self._flow.places:
            return
        scale, top = self._flow.scale, baseline - self._flow.places[0].baseline
        for piece, place in zip(self._pieces, self._flow.places, strict=True):
            segment, box = piece.segment, piece.box
            left, line = x + place.x, top + place.baseline
            rect = QRectF(
                left,
                line - box.ascent * scale,
                box.width * scale,
                (box.ascent + box.descent) * scale,
            )
            fill = segment.colour or self._colour
            if segment.tint:
                drawing.add(BoxInk(rect, segment.tint, radius=0.22 * self._em * scale))
            if segment.key is not None and self._keys:
                drawing.point_at(rect, segment.key)
                width = max(1.5, 0.08 * self._em)
                radius = 0.22 * self._em * scale
                drawing.add(GlowInk(rect, segment.key, "", fill, width, radius))
            left += piece.pad * scale
            if piece.run is not None:
                drawing.add(FormulaInk(left, line, scale, piece.run, fill))
            else:
                font = text_font(segment, self._em, self._font)
                drawing.add(TextInk(left, line, segment.plain, font, fill, scale))


class CasesPart:
    """A target and the rows of a piecewise expression behind a brace, the one that applies marked.

    The rows that do not apply are quiet; the one that does carries a tick and a word, so that
    colour does not stand alone.

    Attributes
    ----------
    below : bool
        Whether there is no room for the rows beside the target, so that they stand below it.
    """

    def __init__(
        self,
        lead: Sequence[Segment],
        cases: Sequence[Case],
        em: float,
        *,
        colour: str,
        look: Look,
        room: float,
    ) -> None:
        self._colour, self._lead_segments = colour, lead
        self._look, self._cases = look, cases
        # Where there is too little room the mark loses its word, then everything gets smaller.
        for shrink, word in ((1.0, True), (1.0, False), (0.85, False), (0.7, False), (0.55, False)):
            self._measure(em * shrink, room, "✓ applies" if word else "✓")
            if self.width <= room:
                break

    def _measure(self, em: float, room: float, mark: str) -> None:
        self._em, colour, look = em, self._colour, self._look
        self._lead = FormulaPart(self._lead_segments, em, colour, look)
        self._brace, self._gap, self._line_gap = 0.42 * em, 0.5 * em, 0.3 * em
        self._rows = [self._row(case, mark if case.holds else "") for case in self._cases]
        self._columns = tuple(max(row[at].width for row in self._rows) for at in range(3))
        body = self._brace + 0.35 * em + sum(self._columns) + 2 * self._gap
        heights = [max(p.ascent + p.descent for p in row) for row in self._rows]
        self._height = sum(heights) + self._line_gap * (len(heights) - 1)
        self.below = self._lead.width + 0.3 * em + body > room
        self.width = self._indent + body
        if self.below:
            self.width = max(self._lead.width, self.width)
            self.ascent = self._lead.ascent
            self.descent = self._lead.descent + 0.4 * em + self._height
        else:
            self.ascent = max(self._lead.ascent, self._height / 2 + AXIS * em)
            self.descent = max(self._lead.descent, self._height / 2 - AXIS * em)

    def _row(self, case: Case, mark: str) -> tuple[FormulaPart, FormulaPart, TextPart]:
        em, look = self._em, self._look
        ink = self._colour if case.holds else look.theme.muted
        condition = [Segment("", "if"), formula_segment(case.condition)]
        return (
            FormulaPart([formula_segment(case.expression)], em, ink, look),
            FormulaPart(condition, em, ink, look),
            TextPart(mark, "caption", self._colour, look),
        )

    @property
    def _indent(self) -> float:
        return self._em if self.below else self._lead.width + 0.3 * self._em

    def draw(self, drawing: Drawing, x: float, baseline: float) -> None:
        """Put it into a drawing."""
        em = self._em
        self._lead.draw(drawing, x, baseline)
        if self.below:
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


def _apart(segment: Segment) -> list[Segment]:
    """Take a formula apart at its operators, so that lines can break there."""
    parts = split_at_operators(segment.latex)
    if segment.tint or segment.key is not None or len(parts) < 2:
        return [segment]
    return [
        Segment(latex, _SIGNS.get(latex, latex) if strength else "", colour=segment.colour)
        for latex, strength in parts
    ]


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


def formula_segment(
    formula: Formula,
    *,
    tint: str | None = None,
    colour: str | None = None,
    key: object = None,
) -> Segment:
    """Make a formula a part of a row."""
    return Segment(formula.latex, formula.plain, tint=tint, colour=colour, key=key)
