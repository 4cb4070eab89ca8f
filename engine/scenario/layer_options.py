"""Check what a layer is given beside its units, activation, weights and biases."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import BoolArray, FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.records import keys_of, numbers_of
from engine.errors import Fail
from engine.network.scenario import BiasMode
from engine.scenario.schema import LayerTable
from engine.text import as_written

Finite = Callable[[str, FloatArray], FloatArray]

MAX_DROPOUT = 0.99
LARGEST_BIAS = 1e6


def layer_options(table: LayerTable, place: str, last: bool, fail: Fail) -> dict[str, Any]:
    """Return the checked options of a layer by their names in ``Layer``.

    Parameters
    ----------
    table : LayerTable
        As decoded.
    place : str
        The layer's path in the file.
    last : bool
        Whether it is the output layer.
    fail : callable
        Raises the error for a place and a problem.
    """
    return {
        "initialiser": str(table.initialiser or ACTIVATIONS[table.activation].initialiser),
        "initialiser_scale": _initialiser_scale(table, place, fail),
        "initialiser_bias": _initialiser_bias(table, place, fail),
        "keys": _activation_numbers(table, place, fail),
        "dropout": _dropout(table, place, last, fail),
        "batch_norm": table.batch_norm,
    }


NORMALISING = ("scales", "shifts", "running_means", "running_variances")
"""What a batch-normalised layer may be given, one number a unit."""


def normalising_values(
    table: LayerTable, place: str, units: int, fail: Fail, finite: Finite
) -> dict[str, Any]:
    """Return the checked starting values of batch normalisation.

    Parameters
    ----------
    table, place, fail
        As for `layer_options`.
    units : int
        The layer's units.
    finite : callable
        Checks an array at a place and returns it read-only.
    """
    found: dict[str, Any] = {}
    for key in NORMALISING:
        values = getattr(table, key)
        if values is None:
            continue
        where = f"{place}.{key}"
        if not table.batch_norm:
            fail(where, "given without batch_norm = true; expected it left out")
        if len(values) != units:
            fail(where, f"{len(values)} numbers for {units} units")
        found[key] = finite(where, np.array(values, dtype=np.float64))
    if np.any(found.get("running_variances", np.ones(1)) < 0):
        fail(f"{place}.running_variances", "a negative number; expected numbers from 0")
    return found


MARKS = ("frozen_weights", "absent_weights", "frozen_biases", "absent_biases")
"""What of a layer no update changes, and what of it there is not."""


def marks_of(
    table: LayerTable, place: str, mode: BiasMode, shape: tuple[int, int], fail: Fail
) -> dict[str, Any]:
    """Return the checked marks of frozen and absent parameters; None where nothing is marked.

    Parameters
    ----------
    table, place, fail
        As for `layer_options`.
    mode : str
        The layer's bias.
    shape : (int, int)
        Units of the layer, and of the one before.
    """
    found: dict[str, Any] = {}
    shapes: tuple[tuple[str, tuple[int, ...]], ...] = (("weights", shape), ("biases", shape[:1]))
    for kind, expected in shapes:
        frozen, absent = (
            _marks(table, place, f"{how}_{kind}", expected, fail) for how in ("frozen", "absent")
        )
        if frozen is not None and absent is not None and (frozen & absent).any():
            at = "".join(f"[{index}]" for index in np.argwhere(frozen & absent)[0])
            fail(f"{place}.absent_{kind}{at}", f"true as in frozen_{kind}; expected one of them")
        found |= {f"frozen_{kind}": frozen, f"absent_{kind}": absent}
    _check_bias_marks(found, place, mode, fail)
    return found


def _marks(
    table: LayerTable, place: str, key: str, shape: tuple[int, ...], fail: Fail
) -> BoolArray | None:
    rows: Any = getattr(table, key)
    if rows is None:
        return None
    fits = len(rows) == shape[0]
    if len(shape) == 2:
        fits = fits and all(len(row) == shape[1] for row in rows)
    if not fits:
        each = f" rows of {shape[1]:,}" if len(shape) == 2 else ""
        expected = f"expected {shape[0]:,}{each}, each true or false"
        fail(f"{place}.{key}", f"not the shape of the {key.partition('_')[2]}; {expected}")
    return marks_or_none(np.array(rows, dtype=np.bool_))


def marks_or_none(marks: BoolArray) -> BoolArray | None:
    """Return marks, read-only; None where nothing is marked."""
    marks.setflags(write=False)
    return marks if marks.any() else None


def _check_bias_marks(
    found: dict[str, BoolArray | None], place: str, mode: BiasMode, fail: Fail
) -> None:
    for how in ("frozen", "absent"):
        marks, where = found[f"{how}_biases"], f"{place}.{how}_biases"
        if marks is None:
            continue
        if mode == "none" or (mode, how) == ("frozen", "frozen"):
            fail(where, f'given although bias = "{mode}"; expected it left out')
        if mode == "per-layer" and not marks.all():
            problem = "different for units that share one bias; expected all true or all false"
            fail(where, problem)


def _initialiser_scale(table: LayerTable, place: str, fail: Fail) -> float:
    scale = table.initialiser_scale
    if scale is None:
        return 1.0
    key = INITIALISERS[table.initialiser].scale if table.initialiser else None
    if key is None:
        names = ", ".join(sorted(name for name, record in INITIALISERS.items() if record.scale))
        fail(f"{place}.initialiser_scale", f"expected it beside the initialiser {names} only")
    if not key.range.fits(scale):
        expected = f"expected {key.range.expected}"
        fail(f"{place}.initialiser_scale", f"found {as_written(scale)}; {expected}")
    return scale


def _initialiser_bias(table: LayerTable, place: str, fail: Fail) -> float:
    bias = table.initialiser_bias
    if not abs(bias) <= LARGEST_BIAS:
        problem = f"found {as_written(bias)}; expected a number within ±{LARGEST_BIAS:,.0f}"
        fail(f"{place}.initialiser_bias", problem)
    return bias


def _activation_numbers(table: LayerTable, place: str, fail: Fail) -> dict[str, float]:
    """Return the numbers of a layer's activation, and fail for one that belongs to another."""
    found = numbers_of(ACTIVATIONS[table.activation], {})
    for name, key in keys_of(ACTIVATIONS).items():
        value = getattr(table, name)
        if value is None:
            continue
        if name not in found:
            having = [each for each in ACTIVATIONS.values() if key in each.keys]
            names = " or ".join(each.id for each in having)
            fail(f"{place}.{name}", f"given for {table.activation}; expected it with {names} only")
        if not key.range.fits(value):
            problem = f"found {as_written(value)}; expected {key.range.expected}"
            fail(f"{place}.{name}", problem)
        found[name] = value
    return found


def _dropout(table: LayerTable, place: str, last: bool, fail: Fail) -> float:
    # Training draws 16 bits a unit; above, they would no longer decide how many units stay.
    if not 0 <= table.dropout <= MAX_DROPOUT:
        problem = f"found {as_written(table.dropout)}; expected a number from 0 to {MAX_DROPOUT}"
        fail(f"{place}.dropout", problem)
    if table.dropout and last:
        fail(f"{place}.dropout", "given for the output layer; expected it in a hidden layer")
    return table.dropout
