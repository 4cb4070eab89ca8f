"""The records of functions that a person types."""

from functools import lru_cache

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.functions import Activation, Keys, Loss
from engine.expressions.evaluating import evaluate
from engine.expressions.marks import MARKED, edge_values, marks_of, note_of
from engine.expressions.parsing import parse

_AT_TARGET = (
    "The loss has no derivative at {activation} = {target}; the mean of both sides is used there."
)


@lru_cache(maxsize=64)
def typed_activation(name: str, formula: str) -> Activation:
    """Return the record of an activation that a person typed."""
    tree = parse(formula, ("z",))

    def value(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
        np.copyto(out, evaluate(tree, {"z": z}, "z").value)
        return out

    marks = marks_of(tree, "z", -MARKED, MARKED)
    flat = not evaluate(tree, {"z": np.linspace(-MARKED, MARKED)}, "z").slope.any()
    return Activation(
        id=name,
        name="f(z)",
        formula=formula,
        value=value,
        derivative=lambda z, _a, _: evaluate(tree, {"z": z}, "z").slope,
        note=note_of(marks, "{pre_activation}"),
        sides=lambda z: edge_values(tree, {"z": z}, "z"),
        jumps=flat and bool(marks.jumps),
    )


@lru_cache(maxsize=64)
def typed_loss(name: str, formula: str) -> Loss:
    """Return the record of a loss that a person typed: its term of an output."""
    tree = parse(formula, ("a", "t"))
    kinked = [marks_of(tree.at("t", t), "a", t - 1.0, t + 1.0).kinks for t in (0.0, 0.25)]
    at_target = 0.0 in kinked[0] and 0.25 in kinked[1]
    return Loss(
        id=name,
        name=name,
        terms=lambda y_true, a, _: evaluate(tree, {"a": a, "t": y_true}, "a").value,
        gradient=lambda y_true, a, _: evaluate(tree, {"a": a, "t": y_true}, "a").slope,
        kink=_AT_TARGET if at_target else "",
        sides=lambda y_true, a: edge_values(tree, {"a": a, "t": y_true}, "a"),
    )
