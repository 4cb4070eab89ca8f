"""Formulas on screen: LaTeX laid out as vector outlines, and a row of them as a widget."""

from app.formula.run import Run, is_ready, layout, preload, readiness

formula_ready = readiness.formula_ready

__all__ = ["Run", "formula_ready", "is_ready", "layout", "preload", "readiness"]
