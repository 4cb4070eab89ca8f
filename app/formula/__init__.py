"""Formulas on screen: LaTeX laid out as vector outlines, and a row of them as a widget."""

from app.formula.outline import Run
from app.formula.pieces import Segment
from app.formula.row import FormulaRow
from app.formula.run import is_ready, layout, preload, readiness

formula_ready = readiness.formula_ready

__all__ = [
    "FormulaRow",
    "Run",
    "Segment",
    "formula_ready",
    "is_ready",
    "layout",
    "preload",
    "readiness",
]
