"""Values and derivatives of a typed function, over arrays."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.expressions.operations import RULES, Carried, flat
from engine.expressions.program import NUMBER, VARIABLE, Program, compile_tree
from engine.expressions.tree import Node


class Evaluated(NamedTuple):
    """A function at the points of an array.

    Attributes
    ----------
    value, slope : ndarray
        The function and its derivative by one variable, in the type of the points.
    """

    value: FloatArray
    slope: FloatArray


def evaluate(tree: Node, points: Mapping[str, FloatArray], by: str) -> Evaluated:
    """Return a function's values and derivatives.

    They are computed in double precision whatever the points have, and are not finite where the
    function is not.

    Parameters
    ----------
    tree : Node
        The function.
    points : mapping of str to ndarray
        Its variables, of one shape and one type: float32, float64 or complex128.
    by : str
        Which of them to differentiate by.
    """
    return evaluate_along(compile_tree(tree, tuple(points)), points, {by: 1.0})


def evaluate_along(
    program: Program, points: Mapping[str, FloatArray], directions: Mapping[str, Any]
) -> Evaluated:
    """Return a function's values, and how it changes along directions.

    Parameters
    ----------
    program : Program
        The function.
    points : mapping of str to ndarray
        Its variables, as for `evaluate`.
    directions : mapping of str to float or ndarray
        How fast each variable goes; those that are not named stand still. Arrays may have axes
        before those of the points, one entry a direction.
    """
    first = next(iter(points.values()))
    shape = np.broadcast_shapes(first.shape, *(np.shape(each) for each in directions.values()))
    with np.errstate(all="ignore"):
        last = results(program, points, directions)[-1]
        if program.is_scaled:
            last = flat(last, np.inf)
        value, slope = (np.broadcast_to(part, shape).astype(first.dtype) for part in last[:2])
    return Evaluated(value, slope)


def results(
    program: Program, points: Mapping[str, FloatArray], directions: Mapping[str, Any]
) -> list[Carried]:
    """Return what every operation of a program gives; warnings are the caller's to silence."""
    found: list[Carried] = []
    names = tuple(points)
    for name, args, number in program.operations:
        if name == NUMBER:
            found.append(Carried(np.float64(number), 0.0))
        elif name == VARIABLE:
            of = names[args[0]]
            found.append(Carried(_precise(points[of]), directions.get(of, 0.0)))
        elif name in ("pow", "scaled-pow"):
            found.append(RULES[name](found[args[0]], number))
        else:
            found.append(RULES[name](*(found[arg] for arg in args)))
    return found


def value_of(tree: Node) -> float:
    """Return the value of a tree without variables; NaN where it has none."""
    if tree.kind == "number":
        return tree.number
    program = compile_tree(tree, ())
    with np.errstate(all="ignore"):
        last = results(program, {}, {})[-1]
        return float(flat(last, np.inf).value if program.is_scaled else last.value)


def _precise(array: FloatArray) -> Any:
    return array if np.iscomplexobj(array) else np.asarray(array, dtype=np.float64)
