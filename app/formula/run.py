"""Lay LaTeX out as vector outlines.

matplotlib's mathtext does the layout of what cannot be composed of smaller parts. It is imported
when the first formula is laid out, or ahead of that by `preload`. It is not thread-safe, so a
lock lets one thread in at a time.
"""

import re
import threading
from functools import lru_cache
from itertools import accumulate

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainterPath

from app.formula.compose import compose
from app.formula.outline import BASE, Run
from app.formula.typesetter import Typesetter


class Readiness(QObject):
    """Tells when formulas can be laid out without waiting.

    Signals
    -------
    formula_ready
        matplotlib has been imported. Emitted once, maybe from a worker thread.
    """

    formula_ready = Signal()


readiness = Readiness()


COMMON = (
    *("=", "+", "-", "(", ")", r"\approx", r"\cdot", r"\leftarrow", r"\partial L", r"\alpha"),
    *("0", "0.1", "0.12", "0.1234", "0.123456", "e"),
    *("w_{5}", r"\partial w_{5}", "b_{1}", "i_{1}", "t_{o1}", "L_{o1}"),
    *(
        rf"{head}{name}_{{{unit}1}}"
        for head in ("", r"\partial ")
        for name in "az"
        for unit in "ho"
    ),
    *(r"\delta_{h1}", r"\delta_{o1}"),
)
"""Parts that nearly every formula has, laid out while loading."""

MOST_RUNS = 2048
"""How many outlines are remembered at each size: some 5 kB each."""

MOST_PARTS = 6144
"""How many outlines are remembered before scaling: most are parts, of a few letters each."""

MOST_NESTED = 100
"""Formulas that are nested more deeply are not laid out; none of the program's own comes near."""

_GROUPS = re.compile(r"\\left|\\right|\\.|[{}]", re.DOTALL)
_STEPS = {"{": 1, r"\left": 1, "}": -1, r"\right": -1}

_lock = threading.RLock()
_typesetter: Typesetter | None = None
_ready = threading.Event()


def is_ready() -> bool:
    """Tell whether a layout can start at once; imports nothing."""
    return _ready.is_set()


def preload() -> None:
    """Import and warm up what layouts need; may run in a worker thread.

    A layout asked for meanwhile in another thread waits for this to end.
    """
    with _lock:
        for latex in COMMON:
            _at_base(latex)
        first = not _ready.is_set()
        _ready.set()
    if first:
        readiness.formula_ready.emit()


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
    if not _ready.is_set():
        preload()
    return _scaled(latex, round(size * 4) / 4)


@lru_cache(maxsize=MOST_RUNS)
def _scaled(latex: str, size: float) -> Run:
    # Counting takes a fifth of what looking at every group takes, and nearly always says enough.
    if latex.count("{") + latex.count(r"\left") > MOST_NESTED < _nesting(latex):
        raise ValueError("nested too deeply")
    return _at_base(latex).moved(0, 0, size / BASE)


def _nesting(latex: str) -> int:
    """Return how many groups are open at most; braces that are shown open none."""
    tokens = _GROUPS.findall(latex)
    return max(accumulate((_STEPS.get(token, 0) for token in tokens), initial=0))


@lru_cache(maxsize=MOST_PARTS)
def _at_base(latex: str) -> Run:
    if not latex.strip():
        return Run(QPainterPath(), 0.0, 0.0, 0.0)
    with _lock:
        try:
            return compose(latex, _at_base, _the_typesetter().lay_out)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _the_typesetter() -> Typesetter:
    global _typesetter  # noqa: PLW0603 - one for the process, as mathtext's own caches are
    if _typesetter is None:
        _typesetter = Typesetter()
    return _typesetter
