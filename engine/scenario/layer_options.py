"""Check what a layer is given beside its units, activation, weights and biases."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.records import keys_of, numbers_of
from engine.errors import Fail
from engine.scenario.schema import LayerTable
from engine.text import as_written

Finite = Callable[[str, FloatArray], FloatArray]

MAX_DROPOUT = 0.99


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
