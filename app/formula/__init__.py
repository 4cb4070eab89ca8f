"""Formulas on screen: nodes laid out as vector outlines, on lines that break where they must."""

from app.formula.breaking import OPERATORS, pieces
from app.formula.line import Line
from app.formula.outline import Run
from app.formula.run import forget_layouts, is_ready, layout, preload, readiness

__all__ = [
    "OPERATORS",
    "Line",
    "Run",
    "forget_layouts",
    "is_ready",
    "layout",
    "pieces",
    "preload",
    "readiness",
]
