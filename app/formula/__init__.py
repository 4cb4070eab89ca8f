"""Formulas on screen: nodes laid out as vector outlines, on lines that break where they must."""

from app.formula.breaking import OPERATORS, pieces
from app.formula.line import Line
from app.formula.outline import Run
from app.formula.run import forget_layouts, in_parts, is_ready, layout, preload, readiness, tall

__all__ = [
    "OPERATORS",
    "Line",
    "Run",
    "forget_layouts",
    "in_parts",
    "is_ready",
    "layout",
    "pieces",
    "preload",
    "readiness",
    "tall",
]
