"""Lay LaTeX out as vector outlines.

matplotlib's mathtext does the layout of what cannot be composed of smaller parts. It is imported
when the first formula is laid out, or ahead of that by `preload`. It is not thread-safe, so a
lock lets one thread in at a time.
"""

import logging
import threading
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainterPath, QTransform

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


_lock = threading.RLock()
_typesetter: Typesetter | None = None


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
        return compose(latex, _at_base, typesetter.lay_out)


def _ready_typesetter() -> Typesetter:
    global _typesetter  # noqa: PLW0603 - one for the process, as mathtext's own caches are
    with _lock:
        if _typesetter is not None:
            return _typesetter
        # Its notes about its caches are not for the person at the screen.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        typesetter = Typesetter()
        for latex in (r"\dfrac{\partial L}{\partial a_{o1}}", r"e^{-0.5}\left(1\right)"):
            typesetter.lay_out(latex)
        _typesetter = typesetter
    readiness.formula_ready.emit()
    return typesetter
