"""Lay symbols, numbers and signs out with matplotlib's mathtext, as seldom as possible.

mathtext takes some ten milliseconds a text, nearly all of it reading the source. Symbols and
numbers that differ in their digits alone therefore share one layout: all digits are equally wide.
"""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtGui import QPainterPath

from app.formula.mathtext import import_matplotlib
from app.formula.outline import BASE, Run, to_qt
from symbolic.formula.latex import LatexPrinter, to_latex
from symbolic.formula.tree import Formula, Letters, Sign, Words

FONTSET = "stix"
"""Heavier strokes than Computer Modern's, so that a minus survives a weak projector."""

MOST_LAYOUTS = 2048
"""How many layouts of mathtext are kept."""

DIGIT_REACH = 0.02
"""How much taller or deeper one digit may be than another, in ems."""


_DIGITS = "0123456789"

# What mathtext has ever taller delimiters around.
_TALL = (r"e^{1}_{2}", r"\sum_{k}", r"\dfrac{1}{2}", r"\dfrac{\dfrac{1}{2}}{2}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a glyph stands: its name, position (y upwards) and scale."""

    glyph: str
    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """What mathtext makes of a text: glyphs, rules, and the extent about the baseline."""

    places: tuple[Place, ...]
    rules: tuple[tuple[QPainterPath, float, float, float], ...]
    width: float
    ascent: float
    descent: float


class _DigitPrinter(LatexPrinter):
    """Print a formula with other digits, which are always the same, in place of its own.

    Attributes
    ----------
    digits : str
        Its own, in order.
    """

    def __init__(self) -> None:
        self.digits = ""

    def _replaced(self, text: str) -> str:
        written = []
        for letter in text:
            if letter in _DIGITS:
                written.append(str(len(self.digits) % 9 + 1))
                self.digits += letter
            else:
                written.append(letter)
        return "".join(written)

    def _print_Letters(self, letters: Letters) -> str:
        text = self._replaced(letters.text)
        numeral = text.replace(".", "").isdecimal()
        return text if numeral else super()._print_Letters(Letters(text))

    def _print_Sign(self, sign: Sign) -> str:
        # A command's digits may be a size.
        return sign.in_latex if "\\" in sign.in_latex else self._replaced(sign.in_latex)

    def _print_Words(self, words: Words) -> str:
        return super()._print_Words(Words(self._replaced(words.text)))


class Typesetter:
    """What is kept between layouts: mathtext, its layouts, and the outline of every glyph seen."""

    def __init__(self) -> None:
        import_matplotlib()
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextToPath

        self._engine: Any = TextToPath()
        self._properties = FontProperties(size=BASE, math_fontfamily=FONTSET)
        self._outlines: dict[str, Any] = {}
        self._paths: dict[str, QPainterPath] = {}
        self._layouts: dict[str, _Layout] = {}
        places = self._layout(_DIGITS).places
        self._digits = {digit: place.glyph for digit, place in zip(_DIGITS, places, strict=True)}

    def lay_out(self, formula: Formula, lead: str = "") -> Run:
        """Lay letters, words, a symbol or a sign out at the base size.

        Parameters
        ----------
        formula : Formula
            What is laid out.
        lead : str
            LaTeX that stands before it.
        """
        printer = _DigitPrinter()
        layout = self._layout(lead + printer.print(formula))
        digits, figures = printer.digits, set(self._digits.values())
        at_digits = [at for at, place in enumerate(layout.places) if place.glyph in figures]
        if len(at_digits) != len(digits):
            # Some are not of names and numbers: which is which is not known.
            layout, digits = self._layout(lead + to_latex(formula)), ""
        places = list(layout.places)
        for at, digit in zip(at_digits, digits, strict=False):
            places[at] = replace(places[at], glyph=self._digits[digit])
        reach = DIGIT_REACH * BASE if digits else 0.0
        parts = (*map(self._part, places), *layout.rules)
        return Run(parts, layout.width, layout.ascent + reach, layout.descent + reach)

    def width_before(self, latex: str) -> float:
        """Return how far from the beginning of a text the letter after it stands."""
        return self._layout(f"{latex} x").places[-1].x

    def scripts(
        self, letter: str, *, below: bool = False, above: bool = False
    ) -> tuple[tuple[Place, ...], float]:
        """Return where the exponent and the index of a letter begin, and the space behind them."""
        layout = self._layout(letter + "_{x}" * below + "^{x}" * above)
        x, plain = self._layout("x").width, self._layout("a_{x}")
        script = plain.places[-1]
        behind = plain.width - (script.x + script.scale * x)
        return layout.places[-(below + above) :], behind

    def fences(self, height: float, left: str = "(", right: str = ")") -> tuple[Run, Run]:
        """Return two delimiters in the form that they have around what is about so tall."""
        for inside in _TALL:
            layout = self._layout(rf"\left{left} {inside} \right{right}")
            left_place, *_, right_place = layout.places
            width = layout.width - right_place.x
            if layout.ascent + layout.descent >= 0.92 * height:
                break
        return self._glyph(left_place, width), self._glyph(right_place, width)

    def root(self) -> Run:
        """Return the sign of a root, without its rule."""
        return self._glyph(self._layout(r"\sqrt{x}").places[0], 0.0)

    def _glyph(self, place: Place, width: float) -> Run:
        return Run((self._part(replace(place, x=0.0)),), width)

    def _layout(self, latex: str) -> _Layout:
        """Lay a text out by mathtext, unless that was done before."""
        if latex not in self._layouts:
            if len(self._layouts) >= MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[latex] = self._laid_out(latex)
        return self._layouts[latex]

    def _laid_out(self, latex: str) -> _Layout:
        info, self._outlines, rules = self._engine.get_glyphs_mathtext(
            self._properties, f"${latex}$", self._outlines
        )
        width, height, depth = self._engine.mathtext_parser.parse(
            f"${latex}$", 72, self._properties
        )[:3]
        lines = tuple((to_qt(*each), 0.0, 0.0, 1.0) for each in rules)
        places = tuple(Place(g, float(x), float(y), float(s)) for g, x, y, s in info)
        # Some glyphs lean or reach out of the box that mathtext has.
        ink = Run((*map(self._part, places), *lines)).ink
        return _Layout(
            places,
            lines,
            max(float(width), ink.right()),
            max(float(height - depth), -ink.top()),
            max(float(depth), ink.bottom()),
        )

    def _part(self, place: Place) -> tuple[QPainterPath, float, float, float]:
        """Return the outline of a glyph, which all that have it share, and where it stands."""
        outline = self._paths.get(place.glyph)
        if outline is None:
            outline = self._paths[place.glyph] = to_qt(*self._outlines[place.glyph])
        return outline, place.x, -place.y, place.scale
