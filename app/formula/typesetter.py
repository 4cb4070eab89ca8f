"""Lay formulas out with matplotlib's mathtext, as seldom as possible.

mathtext takes some ten milliseconds a formula, nearly all of it reading the source. Formulas that
differ in their digits alone therefore share one layout, their form.
"""

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QTransform

from app.formula.lettering import STAND_INS, lettering, set_aside
from app.formula.mathtext import import_matplotlib
from app.formula.outline import BASE, Run, merged, to_qt

FONTSET = "stix"
"""Heavier strokes than Computer Modern's, so that a minus survives a weak projector."""

MOST_FORMS = 4096
"""How many forms of formulas are kept."""

DIGIT_REACH = 0.02
"""How much taller or deeper one digit may be than another, in ems."""

_DIGIT = re.compile("[0-9]")
_SUM = re.compile(r"(\\sum(?:_(?:\{[^{}]*\}|\w))?(?:\^(?:\{[^{}]*\}|\w))?)\s*")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a glyph stands: its name, position (y upwards) and scale."""

    glyph: str
    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class _Form:
    """What formulas share that differ in their digits alone.

    `digits` says for a glyph, by its index in `places`, which digit of the source it stands
    for, counted from 0; `figures` are the glyphs of 0 to 9.
    """

    places: tuple[_Place, ...]
    rules: QPainterPath
    width: float
    ascent: float
    descent: float
    digits: dict[int, int]
    figures: list[str]

    def written(self, latex: str) -> list[_Place]:
        """Return the glyphs of a formula of this form, which has digits of its own."""
        source = _DIGIT.findall(latex)
        places = list(self.places)
        for at, digit in self.digits.items():
            place = places[at]
            glyph = self.figures[int(source[digit])]
            places[at] = _Place(glyph, place.x, place.y, place.scale)
        return places


@dataclass(frozen=True, slots=True)
class _StandIn:
    """The sign that stands in for a text: its number, and its width and scale by itself."""

    number: int
    width: float
    scale: float


class Typesetter:
    """What is kept between layouts: mathtext, and the outline of every glyph seen."""

    def __init__(self) -> None:
        import_matplotlib()
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextToPath

        self._engine: Any = TextToPath()
        self._properties = FontProperties(size=BASE, math_fontfamily=FONTSET)
        self._outlines: dict[str, Any] = {}
        self._paths: dict[str, QPainterPath] = {}
        self._forms: dict[tuple[str, ...], _Form | None] = {}
        self._stand_ins: dict[str, _StandIn] = {}
        self._em = 0.0
        places, _ = self._glyphs("0123456789")
        self._digits = [place.glyph for place in places]

    def lay_out(self, latex: str) -> Run:
        """Lay a formula out at the base size."""
        # mathtext sets what follows a sum right up against it.
        latex = _SUM.sub(r"\1\\,\\,", latex)
        if r"\text{" in latex:
            return self._lay_out_with_texts(latex)
        form = self._form(latex) if _DIGIT.search(latex) else None
        if form is None:
            return self.lay_out_alone(latex)
        path = self._draw(form.written(latex), form.rules)
        return Run(path, form.width, form.ascent, form.descent)

    def _lay_out_with_texts(self, latex: str) -> Run:
        """Lay a formula out in which names stand that mathtext's fonts lack."""
        if not self._stand_ins:
            self._measure_stand_ins()
        widths = [each.width for each in self._stand_ins.values()]
        latex, texts = set_aside(latex, widths, self._em)
        form = self._form(latex)
        if form is None:
            raise ValueError(f"digits cannot be told apart in {latex}")
        mathematics, runs = [], []
        for place in form.written(latex):
            stand_in = self._stand_ins.get(place.glyph)
            if stand_in is None:
                mathematics.append(place)
            else:
                text, scale = lettering(texts[stand_in.number]), place.scale / stand_in.scale
                spare = -(text.width - stand_in.width) % (self._em / 6)
                runs.append(text.moved(place.x + scale * spare / 2, -place.y, scale))
        runs.append(Run(self._draw(mathematics, form.rules), 0.0, 0.0, 0.0))
        ink = merged(runs, 0.0, 0.0, 0.0).ink
        ascent, descent = max(form.ascent, -ink.top()), max(form.descent, ink.bottom())
        return merged(runs, max(form.width, ink.right()), ascent, descent)

    def _measure_stand_ins(self) -> None:
        """Find out how wide each stand-in is, and which glyph at which scale."""
        self._em = self._box(r"\quad")[0]
        for at, sign in enumerate(STAND_INS):
            (place,), _ = self._glyphs(sign)
            self._stand_ins[place.glyph] = _StandIn(at, self._box(sign)[0], place.scale)

    def lay_out_alone(self, latex: str) -> Run:
        """Lay a formula out at the base size by mathtext, which takes some ten milliseconds."""
        places, rules = self._glyphs(latex)
        path = self._draw(places, rules)
        return Run(path, *self._extent(latex, path))

    def _form(self, latex: str) -> _Form | None:
        """Return what all formulas share that differ from this one in their digits alone."""
        parts = tuple(_DIGIT.split(latex))
        if parts not in self._forms:
            if len(self._forms) >= MOST_FORMS:
                self._forms.clear()
            self._forms[parts] = self._learn_form(parts)
        return self._forms[parts]

    def _learn_form(self, parts: tuple[str, ...]) -> _Form | None:
        # All digits are equally wide, so only which glyph stands for which digit of the source
        # has to be found: each is given its number in base 9, written with 1 to 9, one place
        # of that number in each of a few layouts.
        count = len(parts) - 1
        numbers: dict[int, int] = {}
        power = 1
        while True:
            codes = [index // power % 9 + 1 for index in range(count)]
            latex = parts[0] + "".join(f"{c}{p}" for c, p in zip(codes, parts[1:], strict=True))
            places, rules = self._glyphs(latex)
            for at, place in enumerate(places):
                if place.glyph in self._digits:
                    code = self._digits.index(place.glyph) - 1
                    numbers[at] = numbers.get(at, 0) + power * code
            power *= 9
            if power >= count:
                break
        if sorted(numbers.values()) != list(range(count)):
            return None
        width, ascent, descent = self._extent(latex, self._draw(places, rules))
        reach = DIGIT_REACH * BASE
        extent = (width, ascent + reach, descent + reach)
        return _Form(tuple(places), rules, *extent, numbers, self._digits)

    def _glyphs(self, latex: str) -> tuple[list[_Place], QPainterPath]:
        info, self._outlines, rules = self._engine.get_glyphs_mathtext(
            self._properties, f"${latex}$", self._outlines
        )
        drawn = QPainterPath()
        for vertices, codes in rules:
            drawn.addPath(to_qt(vertices, codes))
        return [_Place(g, float(x), float(y), float(s)) for g, x, y, s in info], drawn

    def _extent(self, latex: str, path: QPainterPath) -> tuple[float, float, float]:
        """Return width, ascent and descent."""
        width, ascent, descent = self._box(latex)
        # Some glyphs lean or reach out of the box that mathtext gives.
        bounds = path.boundingRect()
        return max(width, bounds.right()), max(ascent, -bounds.top()), max(descent, bounds.bottom())

    def _box(self, latex: str) -> tuple[float, float, float]:
        """Return width, ascent and descent as mathtext has them."""
        width, height, depth = self._engine.mathtext_parser.parse(
            f"${latex}$", 72, self._properties
        )[:3]
        return float(width), float(height - depth), float(depth)

    def _draw(self, places: list[_Place], rules: QPainterPath) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for place in places:
            outline = self._paths.get(place.glyph)
            if outline is None:
                outline = to_qt(*self._outlines[place.glyph])
                self._paths[place.glyph] = outline
            place_it = QTransform(place.scale, 0, 0, place.scale, place.x, -place.y)
            path.addPath(place_it.map(outline))
        path.addPath(rules)
        return path
