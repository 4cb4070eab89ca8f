"""Lay LaTeX out as vector outlines.

matplotlib's mathtext does the layout. It is imported when the first formula is laid out, or
ahead of that by `preload`. It is not thread-safe, so a lock lets one thread in at a time.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainterPath, QTransform

BASE = 100.0
"""The size, in pixels an em, at which mathtext works."""

FONTSET = "stix"
"""Heavier strokes than Computer Modern's, so that a minus survives a weak projector."""

MOST_FORMS = 4096
"""How many forms of formulas are kept."""

DIGIT_REACH = 0.02
"""How much taller or deeper one digit may be than another, in ems."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79
_DIGIT = re.compile("[0-9]")
_SUM = re.compile(r"(\\sum(?:_(?:\{[^{}]*\}|\w))?(?:\^(?:\{[^{}]*\}|\w))?)\s*")


@dataclass(frozen=True, slots=True)
class Run:
    """A laid-out formula.

    Attributes
    ----------
    path : QPainterPath
        Its outlines, starting at x = 0, baseline at y = 0, y growing downwards. Not to be
        changed: it is shared.
    width, ascent, descent : float
        Its extent in pixels; `ascent` above and `descent` below the baseline.
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent


class Readiness(QObject):
    """Tells when formulas can be laid out without waiting.

    Signals
    -------
    formula_ready
        matplotlib has been imported. Emitted once, maybe from a worker thread.
    """

    formula_ready = Signal()


readiness = Readiness()


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
    for, counted from 0.
    """

    places: tuple[_Place, ...]
    rules: QPainterPath
    width: float
    ascent: float
    descent: float
    digits: dict[int, int]


class _Typesetter:
    """What is kept between layouts: mathtext, and the outline of every glyph seen."""

    def __init__(self) -> None:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextToPath

        self._engine: Any = TextToPath()
        self._properties = FontProperties(size=BASE, math_fontfamily=FONTSET)
        self._outlines: dict[str, Any] = {}
        self._paths: dict[str, QPainterPath] = {}
        self._forms: dict[tuple[str, ...], _Form | None] = {}
        places, _ = self._glyphs("0123456789")
        self._digits = [place.glyph for place in places]

    def lay_out(self, latex: str) -> Run:
        """Lay a formula out at the base size."""
        # mathtext sets what follows a sum right up against it.
        latex = _SUM.sub(r"\1\\,\\,", latex)
        digits = _DIGIT.findall(latex)
        form = self._form(latex) if digits else None
        if form is None:
            return self.lay_out_alone(latex)
        written = list(form.places)
        for at, source in form.digits.items():
            place = written[at]
            glyph = self._digits[int(digits[source])]
            written[at] = _Place(glyph, place.x, place.y, place.scale)
        return Run(self._draw(written, form.rules), form.width, form.ascent, form.descent)

    def lay_out_alone(self, latex: str) -> Run:
        """Lay a formula out at the base size by mathtext, which takes some ten milliseconds."""
        places, rules = self._glyphs(latex)
        path = self._draw(places, rules)
        return Run(path, *self._extent(latex, path))

    def _form(self, latex: str) -> _Form | None:
        """Give what all formulas share that differ from this one in their digits alone."""
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
        return _Form(tuple(places), rules, width, ascent + reach, descent + reach, numbers)

    def _glyphs(self, latex: str) -> tuple[list[_Place], QPainterPath]:
        info, self._outlines, rules = self._engine.get_glyphs_mathtext(
            self._properties, f"${latex}$", self._outlines
        )
        drawn = QPainterPath()
        for vertices, codes in rules:
            drawn.addPath(_to_qt(vertices, codes))
        return [_Place(g, float(x), float(y), float(s)) for g, x, y, s in info], drawn

    def _extent(self, latex: str, path: QPainterPath) -> tuple[float, float, float]:
        """Give width, ascent and descent."""
        width, height, depth = self._engine.mathtext_parser.parse(
            f"${latex}$", 72, self._properties
        )[:3]
        # Some glyphs lean or reach out of the box that mathtext gives.
        bounds = path.boundingRect()
        return (
            max(float(width), bounds.right()),
            max(float(height - depth), -bounds.top()),
            max(float(depth), bounds.bottom()),
        )

    def _draw(self, places: list[_Place], rules: QPainterPath) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for place in places:
            outline = self._paths.get(place.glyph)
            if outline is None:
                outline = _to_qt(*self._outlines[place.glyph])
                self._paths[place.glyph] = outline
            place_it = QTransform(place.scale, 0, 0, place.scale, place.x, -place.y)
            path.addPath(place_it.map(outline))
        path.addPath(rules)
        return path


_lock = threading.RLock()
_typesetter: _Typesetter | None = None


def is_ready() -> bool:
    """Tell whether a layout can start at once; imports nothing."""
    return _typesetter is not None


def preload() -> None:
    """Import and warm up what layouts need; may run in a worker thread.

    A layout asked for meanwhile in another thread waits for this to end.
    """
    _ready_typesetter()


def layout(latex: str, size: float) -> Run:
    r"""Lay a formula out.

    Parameters
    ----------
    latex : str
        The formula without dollar signs, such as ``\dfrac{\partial L}{\partial w_{5}}``.
    size : float
        Pixels an em.

    Raises
    ------
    ValueError
        If mathtext cannot read the formula.
    """
    return _scaled(latex, round(size * 4) / 4)


@lru_cache(maxsize=8192)
def _scaled(latex: str, size: float) -> Run:
    base = _at_base(latex)
    factor = size / BASE
    path = QTransform.fromScale(factor, factor).map(base.path)
    path.setFillRule(Qt.FillRule.WindingFill)
    return Run(path, base.width * factor, base.ascent * factor, base.descent * factor)


@lru_cache(maxsize=8192)
def _at_base(latex: str) -> Run:
    if not latex.strip():
        return Run(QPainterPath(), 0.0, 0.0, 0.0)
    typesetter = _ready_typesetter()
    with _lock:
        return typesetter.lay_out(latex)


def _ready_typesetter() -> _Typesetter:
    global _typesetter  # noqa: PLW0603 - one for the process, as mathtext's own caches are
    with _lock:
        if _typesetter is not None:
            return _typesetter
        # Its notes about its caches are not for the person at the screen.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        typesetter = _Typesetter()
        for latex in (r"\dfrac{\partial L}{\partial a_{o1}}", r"e^{-0.5}\left(1\right)"):
            typesetter.lay_out(latex)
        _typesetter = typesetter
    readiness.formula_ready.emit()
    return typesetter


def _to_qt(vertices: Iterable[Any], codes: Iterable[int]) -> QPainterPath:
    """Convert an outline with y upwards into a Qt path with y downwards."""
    path = QPainterPath()
    points = [QPointF(float(x), -float(y)) for x, y in vertices]
    arity: dict[int, tuple[int, Callable[..., None]]] = {
        _MOVE: (1, path.moveTo),
        _LINE: (1, path.lineTo),
        _QUADRATIC: (2, path.quadTo),
        _CUBIC: (3, path.cubicTo),
    }
    kinds = [int(code) for code in codes]
    at = 0
    while at < len(kinds):
        if kinds[at] == _CLOSE:
            path.closeSubpath()
            at += 1
            continue
        count, draw = arity[kinds[at]]
        draw(*points[at : at + count])
        at += count
    return path
