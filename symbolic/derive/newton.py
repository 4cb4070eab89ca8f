"""Derivation of Newton's step: a row of the inverse Hessian times the gradient."""

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.newton import NewtonStep
from engine.network.scenario import Scenario
from symbolic.derive.context import Context
from symbolic.derive.records import Definition, Line, Term, TermKind
from symbolic.derive.selecting import select
from symbolic.formula import Formula
from symbolic.formula.build import product
from symbolic.formula.numbers import format_number
from symbolic.formula.plain import to_text
from symbolic.formula.tree import BigSum, Entry, Letters, Sign
from symbolic.notation.names import name_formula
from symbolic.notation.table import notation_of


def newton_step(context: Context, base: Definition) -> Definition:
    """Derive d = (H + τ I)⁻¹ ∂L/∂w for one parameter."""
    parameter, newton = base.target_ref.parameter or base.target_ref, context.trace.newton
    if newton is None:
        raise ValueError(f"{parameter} is not computed in an iteration")
    layout = context.layout
    row = _inverse(newton)[layout.updated_index(layout.flat_index(parameter))]
    slopes = context.trace.gradient.trained[layout.updated]
    values: FloatArray = row * slopes
    updated, selection = np.arange(layout.trained)[layout.updated], select(values)
    own = name_formula(context.layout.name(parameter))
    terms = tuple(
        replace(
            _term(context, newton, own, int(updated[k])),
            substituted=context.multiplied((float(row[k]), float(slopes[k]))),
            value=float(values[k]),
        )
        for k in selection.indices
    )
    return base.of_line(
        Line(_definition(context, newton, own)),
        terms=selection.terms(TermKind.GRADIENTS, terms),
        lead=statement(newton, context.scenario),
        notes=("H says how every gradient changes with every parameter.",),
    )


# They go with the iteration that they are of.
_inverses: WeakKeyDictionary[NewtonStep, FloatArray] = WeakKeyDictionary()


def _inverse(newton: NewtonStep) -> FloatArray:
    inverse = _inverses.get(newton)
    if inverse is None:
        # Taken apart as the engine does it, so that a nearly flat direction is rounded alike.
        curvatures, directions = np.linalg.eigh(newton.hessian)
        inverse = _inverses[newton] = directions / (curvatures + newton.shift) @ directions.T
    return inverse


_INVERSE, _SHIFTED_INVERSE = (
    Sign("H^{-1}", "(H⁻¹)"),
    Sign(r"(H + \tau I)^{-1}", "((H + τI)⁻¹)"),
)


def _entry(newton: NewtonStep, row: Formula, column: Formula) -> Formula:
    return Entry(_SHIFTED_INVERSE if newton.is_shifted else _INVERSE, row, column)


def _definition(context: Context, newton: NewtonStep, own: Formula) -> Formula:
    slope = context.notation.derivative(context.notation.any_weight)
    body = product((_entry(newton, own, Letters("k")), slope))
    return BigSum(body, "k", len(newton.step))


def _term(context: Context, newton: NewtonStep, own: Formula, index: int) -> Term:
    """Return what one gradient adds to the step of the parameter called ``own``."""
    other = context.layout.ref(index)
    name, slope = name_formula(context.layout.name(other)), other.gradient
    return Term(
        f"from {to_text(name)}",
        product((_entry(newton, own, name), context.symbol(slope))),
        None,
        0.0,
        (slope,),
    )


def statement(newton: NewtonStep, scenario: Scenario) -> str:
    """Say what the Hessian is like, and by how much it was shifted."""
    size, loss = len(newton.hessian), notation_of(scenario).loss.text
    smallest = format_number(newton.smallest)
    begin = (
        f"H, the second derivatives of {loss}, is {size:,} × {size:,}; its smallest "
        f"eigenvalue is {smallest}"
    )
    if not newton.is_shifted:
        return f"{begin}, so H is positive definite and the step leads down."
    shift = format_number(newton.shift)
    if newton.smallest > 0.0:
        return f"{begin}, all but 0: τ = {shift} is added to its diagonal."
    return (
        f"{begin}, so H is not positive definite: τ = {shift} is added to its diagonal, "
        "which makes it so."
    )
