"""Parts of a line: formulas, texts and piecewise expressions, each about its first baseline."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from app.formula import Segment
from app.formula.flow import Flow, flow, least_width, natural_width
from app.formula.pieces import pieces_of, text_font
from app.working.layout.drawing import BoxInk, Drawing, GlowInk, PathInk, StrokeInk, TextInk
from app.working.layout.look import Look
from symbolic.derivation import Case, Formula

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
        metrics = look.metrics(role)
        natural = metrics.horizontalAdvance(text)
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
    natural, least : float
        The width of one line, and the least width in which nothing is cut.
    """

    def __init__(
        self, segments: Sequence[Segment], em: float, colour: str, look: Look, keys: bool = False
    ) -> None:
        self._em, self._colour, self._look, self._keys = em, colour, look, keys
        self._font = look.font("text")
        self._pieces = pieces_of(segments, em, self._font)
        self._boxes = [piece.box for piece in self._pieces]
        self.natural = natural_width(self._boxes)
        self.least = least_width(self._boxes, em)
        self._flow: Flow
        self.fit(float("inf"))

    def fit(self, width: float) -> "FormulaPart":
        """Wrap into a width; returns itself."""
        self._flow = flow(self._boxes, width, self._em)
        first = self._flow.places[0].baseline if self._flow.places else 0.0
        self.width = self._flow.width
        self.ascent, self.descent = first, self._flow.height - first
        return self

    @property
    def last_baseline(self) -> float:
        """How far the last line's baseline is below the first one's."""
        places = self._flow.places
        return places[-1].baseline - places[0].baseline if places else 0.0

    def x_of(self, plain: str) -> float | None:
        """Give where the first segment with this text begins, if it is on the first line."""
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
                drawing.add(PathInk(left, line, scale, piece.run.path, fill))
            else:
                font = text_font(segment, self._em, self._font)
                drawing.add(TextInk(left, line, segment.plain, font, fill, scale))


class CasesPart:
    """A target and the rows of a piecewise expression behind a brace, the one that applies marked.

    The rows that do not apply are quiet; the one that does carries a tick and a word, so that
    colour does not stand alone.
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
        self._em, self._colour, self._quiet = em, colour, look.theme.muted
        self._lead = FormulaPart(lead, em, colour, look)
        self._brace = 0.42 * em
        self._gap = 0.5 * em
        rows = []
        for case in cases:
            ink = colour if case.holds else self._quiet
            expression = FormulaPart([formula_segment(case.expression)], em, ink, look)
            condition = FormulaPart(
                [Segment("", "if"), formula_segment(case.condition)], em, ink, look
            )
            mark = TextPart("✓ applies" if case.holds else "", "caption", colour, look)
            rows.append((expression, condition, mark))
        self._rows = rows
        self._columns = (
            max(row[0].width for row in rows),
            max(row[1].width for row in rows),
            max(row[2].width for row in rows),
        )
        body = self._brace + 0.35 * em + sum(self._columns) + 2 * self._gap
        self._below = self._lead.width + 0.3 * em + body > room
        self._scale_room(body, room)
        self._measure(body)

    def _scale_room(self, body: float, room: float) -> None:
        # Where even the rows alone are too wide, the gaps give way first.
        if body + self._indent > room:
            self._gap = max(0.2 * self._em, self._gap - (body + self._indent - room) / 2)

    @property
    def _indent(self) -> float:
        return self._em if self._below else self._lead.width + 0.3 * self._em

    def _measure(self, body: float) -> None:
        em = self._em
        self._line_gap = 0.3 * em
        heights = [max(p.ascent + p.descent for p in row) for row in self._rows]
        self._height = sum(heights) + self._line_gap * (len(heights) - 1)
        self.width = self._indent + body
        if self._below:
            self.width = max(self._lead.width, self.width)
            self.ascent = self._lead.ascent
            self.descent = self._lead.descent + 0.4 * em + self._height
        else:
            self.ascent = max(self._lead.ascent, self._height / 2 + AXIS * em)
            self.descent = max(self._lead.descent, self._height / 2 - AXIS * em)

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
